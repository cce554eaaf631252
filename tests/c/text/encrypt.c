// DES on blocks of bits. The C library of Debian has setkey and encrypt no more: expected is the example of FIPS 81,
// appendix B.
#define _XOPEN_SOURCE 800
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __GLIBC__
int main(void)
{
	puts("3fa40e8a984d4815\n4e6f772069732074");
	puts("3fa40e8a984d4815");
}
#else
static void unpack(char bits[64], unsigned long long number)
{
	for (int i = 0; i < 64; i++)
		bits[i] = number >> (63 - i) & 1;
}

static void show(const char bits[64])
{
	unsigned long long number = 0;
	for (int i = 0; i < 64; i++)
		number = number << 1 | bits[i];
	printf("%016llx\n", number);
}

int main(void)
{
	char key[64], block[64];
	unpack(key, 0x0123456789abcdef);
	setkey(key);
	unpack(block, 0x4e6f772069732074);
	encrypt(block, 0);
	show(block);
	encrypt(block, 1);
	show(block);
	// The bits of parity do not count.
	unpack(key, 0x0123456789abcdef ^ 0x0101010101010101);
	setkey(key);
	encrypt(block, 0);
	show(block);
}
#endif
