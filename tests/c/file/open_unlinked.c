// An open file lives on without a name, is told by its link count, and its space goes with the last close.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	struct stat st;
	char buffer[16] = "";
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	int fd = open("f", O_RDWR | O_CREAT, 0600);
	SHOW(link("f", "g"));
	fstat(fd, &st);
	printf("links %d\n", (int)st.st_nlink);
	SHOW(unlink("f"));
	SHOW(unlink("g"));
	fstat(fd, &st);
	printf("links %d\n", (int)st.st_nlink);
	SHOW(write(fd, "content", 7));
	/* The same name is another file. */
	int other = open("f", O_RDWR | O_CREAT | O_EXCL, 0600);
	SHOW(pread(other, buffer, 16, 0));
	fflush(stdout);
	if (fork() == 0)
		_exit(pread(fd, buffer, 16, 0));
	int status;
	wait(&status);
	printf("child read %d\n", WEXITSTATUS(status));
	char *map = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	printf("mapped %.7s\n", map);
	strcpy(map, "changed");
	printf("mapped %.7s\n", map);
	munmap(map, 4096);
	/* A directory that is removed while open or stood in. */
	mkdir("d", 0700);
	int d = open("d", O_RDONLY | O_DIRECTORY);
	SHOW(rmdir("d"));
	SHOW(fstat(d, &st));
	printf("links %d\n", (int)st.st_nlink);
	SHOW(openat(d, "x", O_CREAT | O_WRONLY, 0600));
	SHOW(mkdirat(d, "x", 0700));
	mkdir("e", 0700);
	chdir("e");
	SHOW(rmdir("../e"));
	char here[100];
	SHOW((long)getcwd(here, sizeof here));
	SHOW(open("x", O_CREAT | O_WRONLY, 0600));
	chdir(dir);
	unlink("f");
	chdir("/");
	SHOW(rmdir(dir) == 0);
	return 0;
}
