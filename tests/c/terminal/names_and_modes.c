// ttyname, ptsname, isatty, ctermid, speeds, attributes that come back as set, flow control and flushing.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define SHOW(e) do { errno = 0; long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	int m, s, p[2];
	char name[64], b[64];
	struct termios t, u;
	struct stat st;
	m = posix_openpt(O_RDWR | O_NOCTTY);
	SHOW(grantpt(m));
	SHOW(unlockpt(m));
	strcpy(name, ptsname(m));
	s = open(name, O_RDWR | O_NOCTTY);
	printf("same name %d %d\n", strcmp(name, ptsname(m)) == 0, strcmp(name, ttyname(s)) == 0);
	SHOW(ptsname_r(m, b, sizeof b));
	printf("%s\n", strerror(ptsname_r(m, b, 3)));
	printf("%s\n", strerror(ttyname_r(s, b, 3)));
	SHOW(isatty(s));
	SHOW(isatty(m));
	pipe(p);
	printf("%d", isatty(p[0]));
	printf(" %s\n", strerror(errno));
	printf("%d", isatty(99));
	printf(" %s\n", strerror(errno));
	printf("%d", ttyname(p[0]) != NULL);
	printf(" %s\n", strerror(errno));
	printf("%s\n", ctermid(0));
	SHOW(fstat(s, &st));
	printf("character device %d\n", S_ISCHR(st.st_mode));
	SHOW(tcgetattr(s, &t));
	printf("canonical %d echo %d isig %d icrnl %d opost %d\n", !!(t.c_lflag & ICANON), !!(t.c_lflag & ECHO), !!(t.c_lflag & ISIG), !!(t.c_iflag & ICRNL), !!(t.c_oflag & OPOST));
	printf("intr %d eof %d erase %d kill %d susp %d\n", t.c_cc[VINTR], t.c_cc[VEOF], t.c_cc[VERASE], t.c_cc[VKILL], t.c_cc[VSUSP]);
	SHOW(cfsetispeed(&t, B9600));
	SHOW(cfsetospeed(&t, B9600));
	t.c_cc[VINTR] = 'i';
	t.c_lflag &= ~ECHO;
	t.c_iflag |= IXANY;
	SHOW(tcsetattr(s, TCSADRAIN, &t));
	SHOW(tcgetattr(m, &u));
	printf("speed %d intr %c echo %d ixany %d\n", cfgetospeed(&u) == B9600, u.c_cc[VINTR], !!(u.c_lflag & ECHO), !!(u.c_iflag & IXANY));
	SHOW(tcsetattr(s, 77, &t));
	SHOW(tcgetattr(p[0], &t));
	struct pollfd input = { s, POLLIN, 0 };
	write(m, "typed ahead\n", 12);
	poll(&input, 1, 2000);
	SHOW(tcflush(s, TCIFLUSH));
	fcntl(s, F_SETFL, O_NONBLOCK);
	SHOW(read(s, b, sizeof b));
	write(m, "gone\n", 5);
	poll(&input, 1, 2000);
	u.c_lflag |= ICANON;
	SHOW(tcsetattr(s, TCSAFLUSH, &u));
	SHOW(read(s, b, sizeof b));
	SHOW(tcdrain(s));
	SHOW(tcflush(s, 77));
	SHOW(tcflow(s, TCOOFF));
	SHOW(tcflow(s, TCOON));
	SHOW(tcflow(s, 77));
	SHOW(tcsendbreak(s, 0));
	SHOW(tcgetsid(s));
	/* A session leader gets it as its controlling terminal by opening it. */
	int status;
	fflush(stdout);
	if (fork() == 0) {
		setsid();
		int before = open("/dev/tty", O_RDWR);
		int own = open(name, O_RDWR), same = open("/dev/tty", O_RDWR);
		_exit(before < 0 && same >= 0 && tcgetsid(own) == getpid() && tcgetpgrp(same) == getpid() ? 8 : 9);
	}
	wait(&status);
	printf("%d\n", WEXITSTATUS(status));
	return 0;
}
