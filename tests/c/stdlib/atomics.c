// <stdatomic.h>: each operation's result and effect, each order, flags, and sums of two threads.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int shared, first;
static atomic_flag lock = ATOMIC_FLAG_INIT;
static long guarded;

static void *add(void *arg)
{
	for (int i = 0; i < 20000; i++) {
		atomic_fetch_add_explicit(&shared, 1, memory_order_relaxed);
		while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire))
			;
		guarded++;
		atomic_flag_clear_explicit(&lock, memory_order_release);
	}
	return 0;
}

#define WITH(type, name, start)                                                                                            \
	do {                                                                                                               \
		_Atomic type a;                                                                                            \
		type e = start;                                                                                            \
		atomic_init(&a, start);                                                                                    \
		printf(name " %lld", (long long)atomic_exchange(&a, 5));                                                   \
		printf(" %lld", (long long)atomic_exchange_explicit(&a, start, memory_order_acq_rel));                     \
		printf(" %d", atomic_compare_exchange_strong(&a, &e, 9));                                                  \
		printf(" %d %lld", atomic_compare_exchange_strong_explicit(&a, &e, 1, memory_order_seq_cst, memory_order_relaxed), (long long)e); \
		while (!atomic_compare_exchange_weak(&a, &e, 12))                                                          \
			;                                                                                                  \
		while (!atomic_compare_exchange_weak_explicit(&a, &e, 10, memory_order_release, memory_order_relaxed))     \
			;                                                                                                  \
		printf(" %lld", (long long)atomic_fetch_add(&a, 3));                                                       \
		printf(" %lld", (long long)atomic_fetch_sub(&a, 1));                                                       \
		printf(" %lld", (long long)atomic_fetch_sub_explicit(&a, 2, memory_order_seq_cst));                        \
		printf(" %lld", (long long)atomic_fetch_or(&a, 0x30));                                                     \
		printf(" %lld", (long long)atomic_fetch_or_explicit(&a, 1, memory_order_relaxed));                         \
		printf(" %lld", (long long)atomic_fetch_and(&a, 0x3c));                                                    \
		printf(" %lld", (long long)atomic_fetch_and_explicit(&a, 0x38, memory_order_acquire));                     \
		printf(" %lld", (long long)atomic_fetch_xor(&a, 0x7));                                                     \
		printf(" %lld", (long long)atomic_fetch_xor_explicit(&a, 0x70, memory_order_release));                     \
		printf(" %lld", (long long)atomic_load(&a));                                                               \
		atomic_store(&a, 1);                                                                                       \
		atomic_store_explicit(&a, atomic_load_explicit(&a, memory_order_relaxed) + 1, memory_order_release);       \
		printf(" %lld %d\n", (long long)atomic_load_explicit(&a, memory_order_consume), atomic_is_lock_free(&a));  \
	} while (0)

int main(void)
{
	pthread_t t;
	WITH(char, "char", 7);
	WITH(unsigned short, "short", 65530);
	WITH(int, "int", -3);
	WITH(unsigned, "unsigned", 4000000000u);
	WITH(long, "long", -1L << 40);
	WITH(unsigned long long, "long long", 1ull << 63);
	int array[4] = { 0, 1, 2, 3 };
	_Atomic(int *) p = array;
	printf("pointer %d", *atomic_fetch_add(&p, 2));
	printf(" %d\n", *atomic_load(&p));
	atomic_bool flag = 0;
	printf("bool %d %d\n", atomic_exchange(&flag, 7), atomic_load(&flag));
	pthread_create(&t, 0, add, 0);
	add(0);
	pthread_join(t, 0);
	printf("%d %ld\n", atomic_load(&shared), guarded);
	printf("flag %d", atomic_flag_test_and_set(&lock));
	printf(" %d", atomic_flag_test_and_set(&lock));
	atomic_flag_clear(&lock);
	printf(" %d\n", atomic_flag_test_and_set(&lock));
	atomic_thread_fence(memory_order_seq_cst);
	atomic_signal_fence(memory_order_acquire);
	printf("%d %d\n", kill_dependency(atomic_load(&first)), ATOMIC_INT_LOCK_FREE);
	return 0;
}
