// Set-ID and sticky bits: kept by chmod, cleared by chown, inherited from a directory.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)
static unsigned mode(const char *name)
{
	struct stat st;
	return stat(name, &st) ? 0 : st.st_mode;
}

int main(void)
{
	umask(0);
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	close(open("f", O_CREAT | O_WRONLY, 0777));
	SHOW(chmod("f", 07777));
	printf("%o\n", mode("f"));
	SHOW(chown("f", -1, getegid()));
	printf("%o\n", mode("f"));
	SHOW(chmod("f", 06644));
	printf("%o\n", mode("f"));
	SHOW(chmod("f", 0170000));
	printf("%o\n", mode("f"));
	SHOW(chmod("f", 01000));
	printf("%o\n", mode("f"));
	SHOW(mkdir("d", 02755));
	SHOW(chmod("d", 02755));
	printf("%o\n", mode("d"));
	SHOW(mkdir("d/sub", 0700));
	printf("%o\n", mode("d/sub"));
	SHOW(mkdir("s", 01777));
	printf("%o\n", mode("s"));
	close(open("g", O_CREAT | O_WRONLY, 04711));
	printf("%o\n", mode("g"));
	umask(0777);
	close(open("h", O_CREAT | O_WRONLY, 0777));
	printf("%o\n", mode("h"));
	printf("%o\n", umask(07777777));
	printf("%o\n", umask(022));
	SHOW(mkfifo("p", 0666));
	printf("%o\n", mode("p"));
	rmdir("d/sub"), rmdir("d"), rmdir("s"), unlink("f"), unlink("g"), unlink("h"), unlink("p");
	chdir("/");
	return rmdir(dir);
}
