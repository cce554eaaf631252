// oracle: POSIX
// Forks while other threads change the environment and ask for the next random number: the child finds both whole. POSIX
// does not ask for it: a child of musl's may find an environment half changed, one of glibc's waits for its lock for ever.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NAMES = 2000 };

extern char **environ;
static atomic_int stop;

static void set(int number, int value)
{
	char name[16], text[32];
	snprintf(name, sizeof name, "NAME_%d", number);
	snprintf(text, sizeof text, "%d is %d", number, value);
	if (value % 3)
		setenv(name, text, 1);
	else
		unsetenv(name);
}

static void *change(void *unused)
{
	for (int i = 0; !stop; i++)
		set(i * 7 % NAMES, i);
	return unused;
}

static void *draw(void *unused)
{
	while (!stop)
		if (random() < 0)
			abort();
	return unused;
}

// Each name stands at most once, with its own number in its value.
static int is_whole(void)
{
	static char seen[NAMES];
	memset(seen, 0, sizeof seen);
	for (char **entry = environ; *entry; entry++) {
		int number, again, value;
		if (strncmp(*entry, "NAME_", 5))
			continue;
		if (sscanf(*entry, "NAME_%d=%d is %d", &number, &again, &value) != 3 || number != again || seen[number]++)
			return 0;
	}
	return 1;
}

int main(void)
{
	pthread_t threads[2];
	int whole = 0;
	for (int i = 0; i < NAMES; i++)
		set(i, 1);
	pthread_create(&threads[0], NULL, change, NULL);
	pthread_create(&threads[1], NULL, draw, NULL);
	for (int i = 0; i < 200; i++) {
		pid_t child = fork();
		if (!child) {
			if (!is_whole())
				_exit(1);
			for (int k = 0; k < NAMES; k += 10)
				set(k, k);
			_exit(!is_whole() || random() < 0 ? 2 : 0);
		}
		int status;
		if (waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0)
			whole++;
	}
	stop = 1;
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	printf("%s %d children found all whole\n", whole == 200 ? "ok" : "wrong", whole);
	return 0;
}
