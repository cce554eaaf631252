// exit runs the destructors of the calling thread's thread-local objects, and only its own, before the functions of
// atexit (C++20 [support.start.term]; compilers register the destructors by this function).
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *dso);

extern void *__dso_handle;
static void tell(void *what) { printf("%s\n", (char *)what); }
static void more(void *what) {
    tell(what);
    __cxa_thread_atexit_impl(tell, "registered by a destructor", &__dso_handle);
}
static void handler(void) { printf("atexit\n"); }

static pthread_barrier_t ready;
static void *waits(void *unused) {
    __cxa_thread_atexit_impl(tell, "of a thread that goes on", &__dso_handle);
    pthread_barrier_wait(&ready);
    for (;;) pause();
}
static void *ends(void *unused) {
    __cxa_thread_atexit_impl(tell, "first", &__dso_handle);
    __cxa_thread_atexit_impl(more, "second", &__dso_handle);
    exit(6);
}

int main(void) {
    pthread_t thread;
    atexit(handler);
    __cxa_thread_atexit_impl(tell, "of main", &__dso_handle);
    pthread_barrier_init(&ready, NULL, 2);
    pthread_create(&thread, NULL, waits, NULL);
    pthread_barrier_wait(&ready);
    pthread_create(&thread, NULL, ends, NULL);
    pthread_join(thread, NULL);
    return 1;
}
