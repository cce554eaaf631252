// What mmap, munmap, mprotect and msync refuse.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAPS(e) do { errno = 0; void *r_ = (e); int e_ = errno; printf("%s: %s\n", #e, r_ == MAP_FAILED ? strerror(e_) : "mapped"); } while (0)
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	char name[] = "/tmp/mapXXXXXX";
	int rw = mkstemp(name), ro = open(name, O_RDONLY), wo = open(name, O_WRONLY), p[2];
	pipe(p);
	ftruncate(rw, 10000);
	int both = PROT_READ | PROT_WRITE, anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
	MAPS(mmap(0, 0, both, anonymous, -1, 0));
	MAPS(mmap(0, 4096, both, MAP_ANONYMOUS, -1, 0));
	MAPS(mmap(0, 4096, PROT_READ, MAP_SHARED, rw, 1));
	MAPS(mmap(0, 4096, PROT_READ, MAP_SHARED, -1, 0));
	MAPS(mmap(0, 4096, PROT_READ, MAP_SHARED, 99, 0));
	MAPS(mmap(0, 4096, both, MAP_SHARED, ro, 0));
	MAPS(mmap(0, 4096, both, MAP_PRIVATE, ro, 0));
	MAPS(mmap(0, 4096, PROT_READ, MAP_SHARED, wo, 0));
	MAPS(mmap(0, 4096, PROT_WRITE, MAP_SHARED, wo, 0));
	MAPS(mmap(0, 4096, PROT_READ, MAP_PRIVATE, p[0], 0));
	MAPS(mmap((void *)123, 4096, both, anonymous | MAP_FIXED, -1, 0));
	MAPS(mmap(0, (size_t)-1, both, anonymous, -1, 0));
	MAPS(mmap(0, (size_t)1 << 62, both, anonymous, -1, 0));
	MAPS(mmap(0, 4096, PROT_READ, MAP_SHARED, rw, (off_t)1 << 62));
	MAPS(mmap(0, 100, PROT_READ, MAP_SHARED, rw, 4096));
	char *m = mmap(0, 8192, both, anonymous, -1, 0);
	SHOW(munmap(m, 0));
	SHOW(munmap(m + 1, 4096));
	SHOW(mprotect(m, 4096, 0x1000));
	SHOW(mprotect(m, 0, PROT_READ));
	SHOW(munmap(m + 4096, 4096));
	SHOW(mprotect(m, 8192, PROT_READ));
	SHOW(msync(m, 8192, MS_SYNC));
	SHOW(msync(m, 4096, MS_SYNC | MS_ASYNC));
	SHOW(msync(m + 1, 4096, MS_SYNC));
	SHOW(msync(m, 4096, 0x1000));
	SHOW(munmap(m + 4096, 4096));
	SHOW(munmap(m, 1));
	char *shared = mmap(0, 4096, PROT_READ, MAP_SHARED, ro, 0);
	SHOW(mprotect(shared, 4096, both));
	MAPS(mmap(shared, 4096, PROT_READ, anonymous | MAP_FIXED_NOREPLACE, -1, 0));
	SHOW(madvise(shared, 4096, MADV_SEQUENTIAL));
	SHOW(madvise(shared + 1, 4096, MADV_NORMAL));
	SHOW(madvise(shared, 4096, 777));
	SHOW(posix_madvise(shared, 4096, POSIX_MADV_WILLNEED));
	unlink(name);
	return 0;
}
