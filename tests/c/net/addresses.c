// Addresses as text: every form that is accepted and refused, both families; the constants; messages.
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	static const char *v4[] = { "1.2.3.4", "127.1", "0x7f.1", "010.0.0.1", "4294967295", "255.255.255.255", "1.2.3.256", "1.2.3.4.5", "", "1.2.3.4 x", "a", "1..2", "1.2.65535", "1.2.65536" };
	for (int i = 0; i < 14; i++) {
		unsigned char b[4] = { 0 };
		int r = inet_pton(AF_INET, v4[i], b);
		printf("'%s': inet_addr %08x inet_pton %d", v4[i], ntohl(inet_addr(v4[i])), r);
		if (r == 1)
			printf(" %d.%d.%d.%d", b[0], b[1], b[2], b[3]);
		puts("");
	}
	static const char *v6[] = { "::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "fe80::1%lo", "12345::", "1::2::3", ":1", "1:", "1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9", "g::", "::1.2.3", "ABCD:ef01::", "1:0:0:2::3", "0:0:1::", "" };
	for (int i = 0; i < 21; i++) {
		unsigned char b[16] = { 0 };
		char text[INET6_ADDRSTRLEN];
		int r = inet_pton(AF_INET6, v6[i], b);
		printf("'%s': %d", v6[i], r);
		if (r == 1)
			printf(" %s", inet_ntop(AF_INET6, b, text, sizeof text));
		puts("");
	}
	char text[64];
	static const unsigned char zeros[][16] = { { 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1 }, { 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, { 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1 } };
	for (int i = 0; i < 3; i++)
		printf("%s ", inet_ntop(AF_INET6, zeros[i], text, sizeof text));
	puts("");
	errno = 0;
	printf("%d", inet_ntop(AF_INET, "\1\2\3\4", text, 7) == 0);
	printf(" %d", errno == ENOSPC);
	printf(" %s", inet_ntop(AF_INET, "\1\2\3\4", text, 8));
	printf(" %d", inet_ntop(77, "\1\2\3\4", text, 40) == 0);
	printf(" %d", errno == EAFNOSUPPORT);
	int r = inet_pton(77, "1.2.3.4", text);
	printf(" %d %d\n", r, errno == EAFNOSUPPORT);
	printf("%s %s\n", inet_ntop(AF_INET6, &in6addr_any, text, sizeof text), inet_ntoa((struct in_addr){ htonl(INADDR_LOOPBACK) }));
	printf("%s\n", inet_ntop(AF_INET6, &in6addr_loopback, text, sizeof text));
	struct in6_addr mapped, multicast;
	inet_pton(AF_INET6, "::ffff:1.2.3.4", &mapped), inet_pton(AF_INET6, "ff02::1", &multicast);
	printf("%d %d %d %d %d\n", !!IN6_IS_ADDR_V4MAPPED(&mapped), !!IN6_IS_ADDR_LOOPBACK(&in6addr_loopback), !!IN6_IS_ADDR_UNSPECIFIED(&in6addr_any), !!IN6_IS_ADDR_MULTICAST(&multicast), !!IN6_IS_ADDR_LINKLOCAL(&multicast));
	static const int errors[] = { EAI_AGAIN, EAI_BADFLAGS, EAI_FAIL, EAI_FAMILY, EAI_MEMORY, EAI_NONAME, EAI_SERVICE, EAI_SOCKTYPE, EAI_SYSTEM, EAI_OVERFLOW };
	int different = 1;
	for (int i = 0; i < 10; i++)
		for (int k = 0; k < i; k++)
			different &= strcmp(gai_strerror(errors[i]), gai_strerror(errors[k])) != 0;
	printf("%d %d\n", different, gai_strerror(12345)[0] != 0);
	return 0;
}
