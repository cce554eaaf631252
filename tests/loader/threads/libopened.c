__thread int count = 7;
__thread long long big[512] __attribute__((aligned(64))) = {1, 2, 3};
static __thread int hidden;
int next(void) { return ++count + ++hidden; }
long long sum(void) { long long all = 0; for (int i = 0; i < 512; i++) all += big[i]++; return all; }
int aligned(void) { return (unsigned long)big % 64 == 0; }
int *where(void) { return &count; }
