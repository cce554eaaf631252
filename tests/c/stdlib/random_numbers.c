// The sequences of rand48, random with states of each size, and what rand promises.
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	unsigned short x[3] = { 0x330e, 0x5678, 0x1234 }, parameters[7] = { 1, 2, 3, 0x1111, 0x2222, 0x3333, 5 };
	printf("without a seed %ld\n", lrand48());
	printf("without a seed %.15g\n", drand48());
	srand48(12345);
	for (int i = 0; i < 4; i++)
		printf("%.15g %ld %ld\n", drand48(), lrand48(), mrand48());
	for (int i = 0; i < 4; i++) {
		printf("%.15g", erand48(x));
		printf(" %ld", nrand48(x));
		printf(" %ld %x %x %x\n", jrand48(x), x[0], x[1], x[2]);
	}
	unsigned short *old = seed48((unsigned short[]){ 7, 8, 9 });
	printf("seed48 %x %x %x: %ld\n", old[0], old[1], old[2], lrand48());
	lcong48(parameters);
	printf("lcong48 %ld %ld %ld\n", lrand48(), mrand48(), nrand48(x));
	srand48(1);
	printf("as before %ld\n", lrand48());
	/* random has one sequence for each seed and size of its state: which one is nobody's promise. */
	static const int sizes[] = { 8, 32, 64, 128, 256 };
	for (int s = 0; s < 5; s++) {
		char state[256];
		long first[4], same = 1, range = 1, different = 0;
		char *before = initstate(77, state, sizes[s]);
		for (int i = 0; i < 4; i++) {
			first[i] = random();
			range &= first[i] >= 0 && first[i] <= 0x7fffffff;
			different |= i && first[i] != first[i - 1];
		}
		srandom(77);
		for (int i = 0; i < 4; i++)
			same &= random() == first[i];
		char *inside = setstate(before);
		random();
		setstate(inside);
		srandom(77);
		for (int i = 0; i < 4; i++)
			same &= random() == first[i];
		setstate(before);
		printf("random of %d: same %ld, range %ld, different %ld, state %d\n", sizes[s], same, range, different, inside == state);
	}
	srand(5);
	int a = rand(), b = rand();
	srand(5);
	printf("rand %d %d %d\n", a == rand(), b == rand(), a >= 0 && a <= RAND_MAX && RAND_MAX >= 32767);
	srand(1);
	a = rand();
	unsigned seed = 9, again = 9;
	printf("rand_r %d %d\n", rand_r(&seed) == rand_r(&again), seed == again);
	return 0;
}
