// Mappings until there are no more, however small: mmap says ENOMEM, and what is there can be removed.
#include "fault.h"

int main(void)
{
    size_t pages = 200000;
    char *area = mmap(NULL, pages * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(area != MAP_FAILED);
    size_t at = 0;
    // Every other page gets a protection of its own.
    while (at < pages && mprotect(area + at * 4096, 4096, PROT_READ) == 0)
        at += 2;
    CHECK(at < pages && errno == ENOMEM && at > 1000);
    CHECK(munmap(area + 4096, 4096) == 0 || errno == ENOMEM);
    CHECK(munmap(area, pages * 4096) == 0);
    CHECK(malloc(1 << 20));
    check_goes_on();
    return 0;
}
