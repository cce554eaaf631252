// needs: start
// flags: -Wl,-rpath,$ORIGIN
// Thread-local storage of the program, of a library it came with and of opened ones, with addresses in their images; threads
// that began before and after the opening; opening from many threads at once.
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

extern __thread int start_count;
extern int start_next(void);
__thread int own = 1;
__thread const char *name = "the program's";
static int (*next)(void);
static long long (*sum)(void);
static int (*aligned)(void);
static int (*described)(double, long);
static int (*vectors_kept)(void);
static const char *(*initial_name)(void);
static int (*initial_next)(void);
static sem_t opened, ready;

static void *early(void *result) {
    own += 10;
    start_next();
    sem_post(&ready);
    sem_wait(&opened);
    int *out = result;
    out[0] = next() + next();
    out[1] = sum() + sum();
    out[2] = aligned();
    out[5] = vectors_kept();
    out[3] = described(1.5, 4);
    out[4] = own + start_next() + start_count;
    out[6] = initial_next() + initial_next();
    out[7] = initial_name()[0] + name[0];
    return result;
}

static void *many(void *argument) {
    for (int i = 0; i < 50; i++) {
        void *library = dlopen("libopened.so", RTLD_NOW);
        int (*function)(void) = (int (*)(void))dlsym(library, "next");
        if (!function || function() < 9) return "failed";
        dlclose(library);
    }
    return NULL;
}

static void show(const char *what, int *out) {
    printf("%s: %d %d %d %d %d %d %d %d\n", what, out[0], out[1], out[2], out[3], out[4], out[5], out[6], out[7]);
}

int main(void) {
    int result[3][8];
    pthread_t thread[3];
    sem_init(&opened, 0, 0);
    sem_init(&ready, 0, 0);
    for (int i = 0; i < 2; i++) pthread_create(&thread[i], NULL, early, result[i]);
    sem_wait(&ready);
    sem_wait(&ready);
    void *library = dlopen("libopened.so", RTLD_NOW), *descriptor = dlopen("libdescriptor.so", RTLD_NOW);
    next = (int (*)(void))dlsym(library, "next");
    sum = (long long (*)(void))dlsym(library, "sum");
    aligned = (int (*)(void))dlsym(library, "aligned");
    described = (int (*)(double, long))dlsym(descriptor, "described_next");
    vectors_kept = (int (*)(void))dlsym(descriptor, "vectors_kept");
    void *initial = dlopen("libinitial.so", RTLD_NOW);
    initial_name = (const char *(*)(void))dlsym(initial, "initial_name");
    initial_next = (int (*)(void))dlsym(initial, "initial_next");
    for (int i = 0; i < 3; i++) sem_post(&opened);
    pthread_create(&thread[2], NULL, early, result[2]);
    for (int i = 0; i < 3; i++) {
        pthread_join(thread[i], NULL);
        show("thread", result[i]);
    }
    printf("main: %d %d %d %d\n", next(), own, start_next(), described(0.5, 2));
    int *(*where)(void) = (int *(*)(void))dlsym(library, "where");
    printf("names: %s, %s %d\n", name, initial_name(), initial_next());
    printf("dlsym gives this thread's: %d\n", dlsym(library, "count") == where());
    dlclose(library);
    library = dlopen("libopened.so", RTLD_NOW);
    printf("fresh after closing: %d\n", ((int (*)(void))dlsym(library, "next"))());
    dlclose(library);
    pthread_t crowd[6];
    for (int i = 0; i < 6; i++) pthread_create(&crowd[i], NULL, many, NULL);
    for (int i = 0; i < 6; i++) {
        void *told;
        pthread_join(crowd[i], &told);
        printf("%s\n", told ? (char *)told : "fine");
    }
    return 0;
}
