// What is written to a named pipe stays while anybody has it open, and is gone once nobody has.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fifoXXXXXX";
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	char buffer[32];
	int in, out, size;
	signal(SIGPIPE, SIG_IGN);
	if (!mkdtemp(dir) || chdir(dir) || mkfifo("p", 0600))
		return 1;
	in = open("p", O_RDONLY | O_NONBLOCK);
	out = open("p", O_WRONLY);
	SHOW(write(out, "abcdef", 6));
	SHOW(read(in, buffer, 2));
	close(in);
	SHOW(write(out, "x", 1));
	in = open("p", O_RDONLY | O_NONBLOCK);
	SHOW(ioctl(in, FIONREAD, &size));
	printf("waiting %d\n", size);
	SHOW(write(out, "gh", 2));
	close(out);
	SHOW(read(in, buffer, sizeof buffer));
	printf("%.6s\n", buffer);
	SHOW(read(in, buffer, sizeof buffer));
	out = open("p", O_WRONLY);
	SHOW(read(in, buffer, sizeof buffer));
	SHOW(write(out, "lost", 4));
	close(in);
	close(out);
	in = open("p", O_RDONLY | O_NONBLOCK);
	SHOW(read(in, buffer, sizeof buffer));
	/* The name may go: those who have it open go on. */
	out = open("p", O_WRONLY);
	SHOW(unlink("p"));
	SHOW(write(out, "still", 5));
	SHOW(read(in, buffer, sizeof buffer));
	struct stat st;
	SHOW(fstat(in, &st));
	printf("fifo %d links %d\n", S_ISFIFO(st.st_mode), (int)st.st_nlink);
	/* A new one of the same name is another pipe. */
	SHOW(mkfifo("p", 0600));
	SHOW(open("p", O_WRONLY | O_NONBLOCK));
	unlink("p");
	chdir("/");
	rmdir(dir);
	return 0;
}
