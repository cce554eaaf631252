// on: Linux
// A thread on its way into a call that waits is cancelled at each of its instructions: none of the requests is lost. The CPU's trap
// flag stops it at each; its handler has another thread cancel it, so that the request comes on top of a handler.
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#define TRAP_FLAG 0x100
#define STEPS 3000

static int empty[2];
static sem_t nothing;
static atomic_int steps, asked;

static void stepped(int signal, siginfo_t *information, void *context)
{
	if (atomic_fetch_sub(&steps, 1) > 1)
		return;
	((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
	atomic_compare_exchange_strong(&asked, &(int){ 0 }, 1);
	while (atomic_load(&asked) != 2)
		;
}

static void step(void)
{
	__asm__ volatile("sub $128, %%rsp; pushf; orl %0, (%%rsp); popf; add $128, %%rsp" : : "i"(TRAP_FLAG) : "memory", "cc");
}

static void *reads(void *argument)
{
	char c;
	step();
	read(empty[0], &c, 1);
	return 0;
}

static void *takes(void *argument)
{
	step();
	sem_wait(&nothing);
	return 0;
}

static void *sleeps(void *argument)
{
	struct timespec long_time = { 1000, 0 };
	step();
	nanosleep(&long_time, 0);
	return 0;
}

static int each_step(void *(*function)(void *))
{
	for (int at = 1; at < STEPS; at++) {
		pthread_t thread;
		void *result;
		atomic_store(&asked, 0);
		atomic_store(&steps, at);
		pthread_create(&thread, 0, function, 0);
		/* In a call that waits no more steps come. */
		int waits = 0;
		for (int left; !atomic_load(&asked) && waits < 20; waits = left == atomic_load(&steps) ? waits + 1 : 0) {
			left = atomic_load(&steps);
			nanosleep(&(struct timespec){ 0, 2000000 }, 0);
		}
		if (waits == 20)
			atomic_store(&steps, 1);
		alarm(20);
		pthread_cancel(thread);
		atomic_store(&asked, 2);
		pthread_join(thread, &result);
		if (result != PTHREAD_CANCELED)
			return -at;
		if (waits == 20)
			return at > 5;
	}
	return 0;
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = stepped, .sa_flags = SA_SIGINFO };
	sigaction(SIGTRAP, &action, 0);
	pipe(empty);
	sem_init(&nothing, 0, 0);
	printf("read: %d\n", each_step(reads));
	fflush(stdout);
	printf("sem_wait: %d\n", each_step(takes));
	fflush(stdout);
	printf("nanosleep: %d\n", each_step(sleeps));
	return 0;
}
