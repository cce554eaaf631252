// With a limit on its memory, malloc says ENOMEM and the program goes on.
#include "fault.h"

int main(void)
{
    struct rlimit limit = {64 << 20, 64 << 20};
    CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
    void *blocks[128];
    int count = 0;
    while (count < 128 && (blocks[count] = malloc(1 << 20)))
        count++;
    CHECK(count > 8 && count < 64);
    CHECK(errno == ENOMEM);
    while (count > 0)
        free(blocks[--count]);
    CHECK(malloc(1 << 20));
    check_goes_on();
    return 0;
}
