// What poll says of pipes in each state.
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

static void show(const char *what, int r, int w)
{
	struct pollfd f[] = { { r, POLLIN, 0 }, { w, POLLOUT, 0 }, { -1, POLLIN, 99 }, { 77, POLLIN, 0 } };
	int n = poll(f, 4, 0);
	printf("%s: %d reader %#x writer %#x skipped %d closed %#x\n", what, n, f[0].revents, f[1].revents,
	       f[2].revents, f[3].revents);
}

int main(void)
{
	int p[2], q[2];
	char c;
	if (pipe(p) || pipe(q))
		return 1;
	show("empty", p[0], p[1]);
	write(p[1], "x", 1);
	show("data", p[0], p[1]);
	close(p[1]);
	show("no writer, data", p[0], -1);
	read(p[0], &c, 1);
	show("no writer", p[0], -1);
	close(q[0]);
	show("no reader", -1, q[1]);
	return 0;
}
