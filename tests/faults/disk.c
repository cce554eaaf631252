// A file grows until the file system is full; deleted, it leaves room again.
#include "fault.h"

int main(void)
{
    static char block[1 << 20];
    memset(block, 7, sizeof block);
    for (int round = 0; round < 2; round++) {
        int fd = open("/tmp/full", O_CREAT | O_RDWR | O_TRUNC, 0600);
        CHECK(fd >= 0);
        ssize_t written;
        long blocks = 0;
        while ((written = write(fd, block, sizeof block)) > 0)
            blocks++;
        CHECK(written < 0 && (errno == ENOSPC || errno == ENOMEM));
        CHECK(blocks >= 16);
        // What was written before is there.
        CHECK(pread(fd, block, 1, (blocks - 1) * (off_t)sizeof block) == 1 && block[0] == 7);
        CHECK(unlink("/tmp/full") == 0);
        CHECK(close(fd) == 0);
        fd = open("/tmp/full", O_CREAT | O_RDWR | O_TRUNC, 0600);
        CHECK(fd >= 0);
        CHECK(write(fd, block, sizeof block) == sizeof block);
        CHECK(close(fd) == 0 && unlink("/tmp/full") == 0);
        check_goes_on();
    }
    return 0;
}
