// A group that becomes orphaned with a stopped member gets SIGHUP and SIGCONT; stop signals do nothing there.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int out;
static void hup(int sig) { (void)sig; write(out, "h", 1); }
static void cont(int sig) { (void)sig; write(out, "c", 1); }

int main(void)
{
	int p[2], hups = 0, conts = 0;
	char c;
	pipe(p);
	out = p[1];
	pid_t leader = fork();
	if (leader == 0) {
		setsid();
		pid_t middle = fork();
		if (middle == 0) {
			pid_t member = fork();
			if (member == 0) {
				signal(SIGHUP, hup);
				signal(SIGCONT, cont);
				setpgid(0, 0);
				write(out, "r", 1);
				raise(SIGSTOP);
				/* Here again after SIGCONT; SIGHUP was sent first. */
				/* The group is orphaned: this does not stop. */
				raise(SIGTSTP);
				write(out, "e", 1);
				_exit(0);
			}
			setpgid(member, member);
			int status;
			waitpid(member, &status, WUNTRACED);
			write(out, WIFSTOPPED(status) ? "s" : "?", 1);
			/* Our end leaves the member's group without a parent in the session. */
			_exit(0);
		}
		waitpid(middle, 0, 0);
		_exit(0);
	}
	close(out);
	waitpid(leader, 0, 0);
	char got[16] = "";
	int n = 0;
	while (read(p[0], &c, 1) == 1 && n < 15)
		if (c == 'h')
			hups++;
		else if (c == 'c')
			conts++;
		else
			got[n++] = c;
	printf("%s hangups %d continues %d\n", got, hups, conts);
	return 0;
}
