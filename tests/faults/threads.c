// Threads until there are no more: pthread_create says EAGAIN. They end, and there is room again.
#include "fault.h"

#define MOST 40000
static pthread_t threads[MOST];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *wait_for_lock(void *nothing)
{
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    return nothing;
}

int main(void)
{
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    struct rlimit limit = {512 << 20, 512 << 20};
    CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
    for (int round = 0; round < 2; round++) {
        pthread_mutex_lock(&lock);
        int count = 0, error = 0;
        while (count < MOST && (error = pthread_create(&threads[count], &small, wait_for_lock, NULL)) == 0)
            count++;
        CHECK(error == EAGAIN || error == ENOMEM);
        CHECK(count >= 100);
        pthread_mutex_unlock(&lock);
        while (count > 0)
            CHECK(pthread_join(threads[--count], NULL) == 0);
    }
    check_goes_on();
    return 0;
}
