// mq_notify: by a signal from another process, by a function in a thread, once, and to one process only.
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static sem_t told;
static volatile int signals, code, value, sender;

static void on_signal(int number, siginfo_t *info, void *context)
{
	signals++;
	code = info->si_code;
	value = info->si_value.sival_int;
	sender = info->si_pid;
}

static void function(union sigval v)
{
	value = v.sival_int;
	sem_post(&told);
}

int main(void)
{
	char name[64], text[64];
	sprintf(name, "/ochre-n%d", (int)getpid());
	struct mq_attr a = { .mq_maxmsg = 4, .mq_msgsize = 32 };
	mqd_t q = mq_open(name, O_RDWR | O_CREAT, 0600, &a);
	sem_init(&told, 0, 0);
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };
	sigaction(SIGUSR1, &action, 0);
	sigset_t set, old;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);

	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 5 };
	printf("register %d", mq_notify(q, &event));
	printf(" twice %d", mq_notify(q, &event));
	printf(" %d\n", errno == EBUSY);
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		errno = 0;
		int busy = mq_notify(q, &event) == -1 && errno == EBUSY;
		_exit(mq_send(q, "hi", 3, 1) || !busy);
	}
	while (!signals)
		sigsuspend(&old);
	int status;
	waitpid(pid, &status, 0);
	printf("signal %d %d %d, from the child %d, which was content %d\n", signals, code == SI_MESGQ, value, sender == pid, status == 0);
	printf("received %zd\n", mq_receive(q, text, sizeof text, 0));
	mq_send(q, "again", 6, 1);
	usleep(20000);
	printf("only once %d\n", signals);
	mq_receive(q, text, sizeof text, 0);

	printf("register %d", mq_notify(q, &event));
	printf(" and take back %d", mq_notify(q, 0));
	mq_send(q, "silent", 7, 1);
	mq_receive(q, text, sizeof text, 0);
	usleep(20000);
	printf(" %d\n", signals);

	event.sigev_notify = SIGEV_THREAD;
	event.sigev_notify_function = function;
	event.sigev_value.sival_int = 6;
	for (int i = 0; i < 3; i++) {
		printf("thread %d", mq_notify(q, &event));
		mq_send(q, "m", 2, 1);
		sem_wait(&told);
		printf(" %d\n", value);
		mq_receive(q, text, sizeof text, 0);
	}
	printf("not of a queue with messages: %d", mq_send(q, "m", 2, 1));
	printf(" %d", mq_notify(q, &event));
	mq_send(q, "m", 2, 1);
	usleep(30000);
	int posted;
	sem_getvalue(&told, &posted);
	printf(" %d\n", posted);
	mq_notify(q, 0);
	event.sigev_notify = SIGEV_NONE;
	printf("none %d", mq_notify(q, &event));
	printf(" %d\n", mq_notify(q, 0));
	event.sigev_notify = 77;
	printf("bad %d", mq_notify(q, &event));
	printf(" %d", errno == EINVAL);
	printf(" %d", mq_notify(-1, 0));
	printf(" %d\n", errno == EBADF);
	mq_close(q);
	mq_unlink(name);
	return 0;
}
