// Names of threads: one's own and another's, what a new thread begins with, and prctl's.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

static pthread_barrier_t barrier;

static void show(const char *what, int error)
{
	printf("%s %s\n", what, error ? strerror(error) : "ok");
}

static void tell(const char *what, pthread_t thread)
{
	char name[16] = "?";
	int error = pthread_getname_np(thread, name, sizeof name);
	printf("%s: %s %s\n", what, error ? strerror(error) : "ok", name);
}

static void *other(void *unused)
{
	tell("inherited", pthread_self());
	show("own", pthread_setname_np(pthread_self(), "worker"));
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	tell("renamed", pthread_self());
	return unused;
}

int main(void)
{
	char name[16];
	pthread_t thread;
	pthread_barrier_init(&barrier, 0, 2);
	// Before any is set it is the program's, unless another program loads it.
	pthread_getname_np(pthread_self(), name, sizeof name);
	printf("program's %d\n", !strncmp(name, program_invocation_short_name, 15) || !strncmp(name, "ld-", 3));
	show("first", pthread_setname_np(pthread_self(), "the first one"));
	tell("first", pthread_self());
	pthread_create(&thread, 0, other, 0);
	pthread_barrier_wait(&barrier);
	tell("another's", thread);
	show("another's", pthread_setname_np(thread, "fifteen letters"));
	tell("another's", thread);
	pthread_barrier_wait(&barrier);
	pthread_join(thread, 0);
	tell("still", pthread_self());
	show("too long", pthread_setname_np(pthread_self(), "sixteen letters!"));
	show("no room", pthread_getname_np(pthread_self(), name, 15));
	show("empty", pthread_setname_np(pthread_self(), ""));
	tell("empty", pthread_self());
	printf("cut %d\n", prctl(PR_SET_NAME, "a name that is much too long"));
	printf("get %d %s\n", prctl(PR_GET_NAME, name), name);
	tell("the same", pthread_self());
	return 0;
}
