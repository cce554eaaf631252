// Unnamed and named semaphores: counting, timed waits, limits, sharing between processes, names.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SHOW(e) do { errno = 0; long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	sem_t s;
	int value;
	struct timespec t;
	SHOW(sem_init(&s, 0, 2));
	SHOW(sem_trywait(&s));
	SHOW(sem_wait(&s));
	SHOW(sem_trywait(&s));
	SHOW(sem_getvalue(&s, &value));
	printf("value %d\n", value);
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += 20000000;
	if (t.tv_nsec >= 1000000000)
		t.tv_sec++, t.tv_nsec -= 1000000000;
	SHOW(sem_timedwait(&s, &t));
	t.tv_nsec = 1000000000;
	SHOW(sem_timedwait(&s, &t));
	SHOW(sem_post(&s));
	SHOW(sem_init(&s, 0, (unsigned)SEM_VALUE_MAX + 1));
	SHOW(sem_init(&s, 0, SEM_VALUE_MAX));
	SHOW(sem_post(&s));
	SHOW(sem_destroy(&s));
	sem_t *pair = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sem_init(&pair[0], 1, 0);
	sem_init(&pair[1], 1, 0);
	volatile int *turn = (int *)(pair + 2);
	pid_t child = fork();
	if (child == 0) {
		for (int i = 0; i < 500; i++) {
			sem_wait(&pair[0]);
			(*turn)++;
			sem_post(&pair[1]);
		}
		_exit(0);
	}
	int wrong = 0;
	for (int i = 0; i < 500; i++) {
		wrong += *turn != i;
		sem_post(&pair[0]);
		sem_wait(&pair[1]);
	}
	wait(0);
	printf("turns %d wrong %d\n", *turn, wrong);
	char name[64];
	snprintf(name, sizeof name, "/ochre-test-%d", (int)getpid());
	SHOW(sem_open(name, 0) == SEM_FAILED ? -1 : 0);
	sem_t *a = sem_open(name, O_CREAT | O_EXCL, 0600, 1), *b = sem_open(name, 0);
	printf("same %d\n", a == b);
	SHOW(sem_open(name, O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED ? -1 : 0);
	SHOW(sem_wait(a));
	SHOW(sem_trywait(b));
	fflush(stdout);
	if (fork() == 0) {
		sem_t *c = sem_open(name, 0);
		sem_post(c);
		_exit(0);
	}
	SHOW(sem_wait(b));
	wait(0);
	SHOW(sem_unlink(name));
	SHOW(sem_post(a));
	SHOW(sem_wait(b));
	SHOW(sem_close(a));
	SHOW(sem_close(b));
	SHOW(sem_unlink(name));
	SHOW(sem_open("/a/b", O_CREAT, 0600, 1) == SEM_FAILED ? -1 : 0);
	return 0;
}
