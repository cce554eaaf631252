// The stack grows as it is used, by several megabytes.
#include <stdio.h>

static int deep(int n)
{
	volatile char block[1000];
	block[0] = n;
	return n ? deep(n - 1) + block[0] - (char)n : 0;
}

int main(void)
{
	printf("%d\n", deep(6000));
	return 0;
}
