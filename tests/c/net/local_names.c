// AF_UNIX sockets with names: bind, listen, connect, accept, their names, and what is refused.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	char dir[] = "/tmp/sockXXXXXX", b[16];
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	struct sockaddr_un u = { .sun_family = AF_UNIX, .sun_path = "name" }, none = { .sun_family = AF_UNIX, .sun_path = "none" }, got;
	socklen_t size = sizeof got;
	int l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), second = socket(AF_UNIX, SOCK_STREAM, 0);
	printf("%d %d\n", fcntl(l, F_GETFD), fcntl(c, F_GETFD));
	SHOW(connect(c, (void *)&none, sizeof none));
	SHOW(bind(l, (void *)&u, sizeof u));
	struct stat s;
	stat("name", &s);
	printf("socket %d\n", S_ISSOCK(s.st_mode));
	SHOW(bind(second, (void *)&u, sizeof u));
	SHOW(bind(l, (void *)&none, sizeof none));
	SHOW(connect(c, (void *)&u, sizeof u));
	SHOW(listen(l, 4));
	SHOW(connect(c, (void *)&u, sizeof u));
	int a = accept(l, (void *)&got, &size);
	printf("accepted %d\n", a >= 0);
	write(c, "hello", 5);
	SHOW(read(a, b, sizeof b));
	size = sizeof got;
	SHOW(getsockname(a, (void *)&got, &size));
	printf("%s\n", got.sun_path);
	size = sizeof got;
	SHOW(getpeername(c, (void *)&got, &size));
	printf("%s\n", got.sun_path);
	fcntl(l, F_SETFL, O_NONBLOCK);
	SHOW(accept(l, 0, 0));
	SHOW(connect(second, (void *)&u, sizeof u));
	int f = accept4(l, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);
	printf("accepted %d %d %d\n", f >= 0, fcntl(f, F_GETFD), (fcntl(f, F_GETFL) & O_NONBLOCK) != 0);
	SHOW(read(f, b, sizeof b));
	close(second);
	SHOW(read(f, b, sizeof b));
	close(l);
	int third = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(connect(third, (void *)&u, sizeof u));
	SHOW(getpeername(third, (void *)&got, &size));
	unlink("name");
	chdir("/");
	return rmdir(dir);
}
