// flags: -mtls-dialect=gnu2
__thread int described = 50;
static __thread int own = 3;
int described_next(double a, long b) { return ++described + ++own + (int)(a * b); }
