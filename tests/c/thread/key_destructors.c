// Destructors of thread-specific data: repeated while they set values again, not for null, not for deleted keys.
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_key_t again, plain, deleted, never;
static int rounds, plains, deletions, nevers;

static void destroy_again(void *value)
{
	rounds++;
	if (pthread_getspecific(again) != 0)
		rounds += 1000;
	if ((long)value < 3)
		pthread_setspecific(again, (void *)((long)value + 1));
}
static void destroy_plain(void *value) { plains += (long)value; }
static void destroy_deleted(void *value) { deletions++; }
static void destroy_never(void *value) { nevers++; }

static void *thread(void *arg)
{
	printf("null at first %d\n", pthread_getspecific(plain) == 0);
	pthread_setspecific(again, (void *)1);
	pthread_setspecific(plain, (void *)10);
	pthread_setspecific(deleted, (void *)1);
	pthread_setspecific(never, (void *)1);
	pthread_setspecific(never, 0);
	pthread_key_delete(deleted);
	if (arg)
		pthread_exit(0);
	return 0;
}

int main(void)
{
	pthread_t t;
	pthread_key_create(&again, destroy_again);
	pthread_key_create(&plain, destroy_plain);
	pthread_key_create(&deleted, destroy_deleted);
	pthread_key_create(&never, destroy_never);
	pthread_setspecific(plain, (void *)5);
	pthread_create(&t, 0, thread, 0);
	pthread_join(t, 0);
	printf("rounds %d plain %d deleted %d never %d\n", rounds, plains, deletions, nevers);
	pthread_key_create(&deleted, destroy_deleted);
	pthread_create(&t, 0, thread, "exit");
	pthread_join(t, 0);
	printf("rounds %d plain %d deleted %d never %d\n", rounds, plains, deletions, nevers);
	printf("main's own %ld\n", (long)pthread_getspecific(plain));
	static pthread_key_t keys[PTHREAD_KEYS_MAX + 1];
	int made = 0, r;
	while (made <= PTHREAD_KEYS_MAX && (r = pthread_key_create(&keys[made], 0)) == 0)
		made++;
	printf("at least 100: %d, then %s\n", made >= 100, strerror(r));
	for (int i = 0; i < made; i++)
		pthread_key_delete(keys[i]);
	printf("%s\n", strerror(pthread_key_create(&keys[0], 0)));
	printf("new one is null %d\n", pthread_getspecific(keys[0]) == 0);
	return 0;
}
