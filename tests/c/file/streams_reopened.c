// fopen's modes x, e and a+, freopen, fdopen, and streams over descriptors that do not fit.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
#define FAILS(e) do { errno = 0; int r_ = (e) != 0; printf("%s: %d %s\n", #e, r_, r_ ? "" : strerror(errno)); } while (0)

int main(void)
{
	char line[64] = "";
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	FILE *f = fopen("f", "wxe");
	printf("cloexec %d\n", fcntl(fileno(f), F_GETFD));
	fputs("first\nsecond\n", f);
	fclose(f);
	FAILS(fopen("f", "wx"));
	FAILS(fopen("none", "r+"));
	FAILS(fopen("f", "q"));
	FAILS(fopen(".", "w"));
	f = fopen("f", "a+");
	printf("at %ld, %s", ftell(f), fgets(line, sizeof line, f));
	fputs("third\n", f);
	printf("at %ld\n", ftell(f));
	rewind(f);
	while (fgets(line, sizeof line, f))
		printf("  %s", line);
	f = freopen("f", "r", f);
	printf("again %s", fgets(line, sizeof line, f));
	printf("put %d", fputs("x", f));
	printf(" error %d\n", ferror(f) != 0);
	clearerr(f);
	fclose(f);
	int fd = open("f", O_RDONLY);
	FAILS(fdopen(fd, "w"));
	FAILS(fdopen(-1, "r"));
	f = fdopen(fd, "r");
	printf("%d\n", fileno(f) == fd);
	fseek(f, -6, SEEK_END);
	printf("%s", fgets(line, sizeof line, f));
	printf("%d", fseek(f, -1, SEEK_SET));
	printf(" %s\n", strerror(errno));
	int copy = dup(fd);
	fclose(f);
	printf("%d", fclose(fdopen(dup(copy), "r")));
	f = freopen("none", "r", stdin);
	printf(" %d %s\n", f != NULL, strerror(errno));
	unlink("f");
	chdir("/");
	return rmdir(dir);
}
