// Byte order conversions, of values and of the network's.
#include <arpa/inet.h>
#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void bytes(const char *name, const void *p, int n)
{
	printf("%s", name);
	for (int i = 0; i < n; i++)
		printf(" %02x", ((const unsigned char *)p)[i]);
	puts("");
}

#define OUT(name, type, value)                  \
	do {                                    \
		volatile type v = value;        \
		type r = name(v);               \
		bytes(#name, &r, sizeof r);     \
	} while (0)
#define IN(name, type, text)                                                    \
	do {                                                                    \
		type v;                                                         \
		memcpy(&v, text, sizeof v);                                     \
		printf(#name " %llx\n", (unsigned long long)name(v));           \
	} while (0)

int main(void)
{
	OUT(htobe16, uint16_t, 0x1234);
	OUT(htobe32, uint32_t, 0x12345678);
	OUT(htobe64, uint64_t, 0x123456789abcdef0);
	OUT(htole16, uint16_t, 0x1234);
	OUT(htole32, uint32_t, 0x12345678);
	OUT(htole64, uint64_t, 0x123456789abcdef0);
	OUT(htons, uint16_t, 0x1234);
	OUT(htonl, uint32_t, 0x12345678);
	IN(be16toh, uint16_t, "\x12\x34");
	IN(be32toh, uint32_t, "\x12\x34\x56\x78");
	IN(be64toh, uint64_t, "\x12\x34\x56\x78\x9a\xbc\xde\xf0");
	IN(le16toh, uint16_t, "\x12\x34");
	IN(le32toh, uint32_t, "\x12\x34\x56\x78");
	IN(le64toh, uint64_t, "\x12\x34\x56\x78\x9a\xbc\xde\xf0");
	IN(ntohs, uint16_t, "\x12\x34");
	IN(ntohl, uint32_t, "\x12\x34\x56\x78");
	char to[6] = "######";
	swab("abcdef", to, 6);
	bytes("swab", to, 6);
	memset(to, '#', 6);
	swab("abc", to, 2);
	swab("abc", to + 3, -2);
	bytes("swab", to, 6);
	return 0;
}
