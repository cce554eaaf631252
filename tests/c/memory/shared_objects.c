// shm_open: made, found, sized, shared, unlinked while mapped.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

// POSIX has no EPERM here, though in a folder that is sticky it is what removing another's file gives. Only root can try.
static int refused_to_another_user(const char *name)
{
	int status;
	if (geteuid())
		return 1;
	if (fork() == 0)
		_exit(setuid(1) == 0 && shm_unlink(name) == -1 && errno == EACCES);
	wait(&status);
	return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

int main(void)
{
	char name[64];
	struct stat st;
	umask(022);
	snprintf(name, sizeof name, "/ochre-test-%d", (int)getpid());
	SHOW(shm_open(name, O_RDWR, 0));
	int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0640);
	printf("made %d\n", fd >= 0);
	SHOW(shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0640));
	SHOW(fstat(fd, &st));
	printf("size %d mode %o cloexec %d\n", (int)st.st_size, st.st_mode & 0777, fcntl(fd, F_GETFD));
	SHOW(ftruncate(fd, 8192));
	char *m = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	fflush(stdout);
	if (fork() == 0) {
		int own = shm_open(name, O_RDWR, 0);
		char *o = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, own, 0);
		strcpy(o + 4096, "another process's words");
		_exit(0);
	}
	wait(0);
	printf("%s\n", m + 4096);
	int ro = shm_open(name, O_RDONLY, 0);
	printf("read only: %d\n", mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ro, 0) == MAP_FAILED);
	printf("another user may not: %d\n", refused_to_another_user(name));
	SHOW(shm_unlink(name));
	SHOW(shm_unlink(name));
	SHOW(shm_unlink(""));
	SHOW(shm_unlink("/a/b"));
	SHOW(shm_open(name, O_RDWR, 0));
	printf("still there: %s\n", m + 4096);
	int again = shm_open(name, O_RDWR | O_CREAT, 0600);
	fstat(again, &st);
	printf("a new one: %d\n", (int)st.st_size);
	ftruncate(again, 10);
	close(shm_open(name, O_RDWR | O_TRUNC, 0));
	fstat(again, &st);
	printf("truncated: %d\n", (int)st.st_size);
	SHOW(shm_unlink(name));
	SHOW(shm_open("/a/b", O_RDWR | O_CREAT, 0600));
	return 0;
}
