// What poll says of a named pipe: before any writer, with one, with data, and after the last one has gone.
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fifoXXXXXX";

static void show(const char *when, int fd)
{
	struct pollfd p = { fd, POLLIN | POLLOUT, 0 };
	int n = poll(&p, 1, 0);
	printf("%s: %d%s%s%s%s\n", when, n, p.revents & POLLIN ? " in" : "", p.revents & POLLOUT ? " out" : "",
		p.revents & POLLHUP ? " hup" : "", p.revents & POLLERR ? " err" : "");
}

int main(void)
{
	char buffer[16];
	if (!mkdtemp(dir) || chdir(dir) || mkfifo("p", 0600))
		return 1;
	int in = open("p", O_RDONLY | O_NONBLOCK);
	show("reader alone", in);
	int out = open("p", O_WRONLY);
	show("reader with writer", in);
	show("writer", out);
	write(out, "x", 1);
	show("reader with data", in);
	close(out);
	show("reader with data, writer gone", in);
	read(in, buffer, sizeof buffer);
	show("reader, all read, writer gone", in);
	out = open("p", O_WRONLY);
	show("reader, writer back", in);
	close(in);
	show("writer, reader gone", out);
	in = open("p", O_RDONLY | O_NONBLOCK);
	show("writer, reader back", out);
	close(out);
	close(in);
	in = open("p", O_RDWR);
	show("both", in);
	unlink("p");
	chdir("/");
	rmdir(dir);
	return 0;
}
