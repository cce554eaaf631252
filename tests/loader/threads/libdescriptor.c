// flags: -mtls-dialect=gnu2
__thread int described = 50;
static __thread int own = 3;
int described_next(double a, long b) { return ++described + ++own + (int)(a * b); }
// A descriptor's call changes no vector register: the upper halves neither.
static __thread int untouched[100];
__attribute__((target("avx2"))) static double with_avx2(int index) {
    double v __attribute__((vector_size(32))) = {index, index + 1, index + 2, index + 3};
    __asm__ volatile("" : "+x"(v));
    untouched[index]++;
    __asm__ volatile("" : "+x"(v));
    return v[0] + 10 * v[1] + 100 * v[2] + 1000 * v[3] + untouched[index];
}
int vectors_kept(void) { return !__builtin_cpu_supports("avx2") || with_avx2(4) == 7655; }
