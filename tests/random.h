// Numbers for random tests, the same for the same seed: SplitMix64 (Steele, Lea, Flood 2014).
#include <stdint.h>

// The seed; set it before the first number.
static uint64_t state;

static uint64_t next(void)
{
    uint64_t word = state += 0x9e3779b97f4a7c15;
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
    word = (word ^ word >> 27) * 0x94d049bb133111eb;
    return word ^ word >> 31;
}
