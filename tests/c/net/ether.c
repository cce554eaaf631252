// Ethernet addresses as text and back; lines of /etc/ethers; services with the caller's buffer.
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <stdio.h>
#include <string.h>
#include <arpa/inet.h>

int main(void) {
	static const char *const texts[] = {"00:11:22:33:44:55", "0:1:2:a:B:f", "ff:ff:ff:ff:ff:ff", "1:2:3:4:5", "1:2:3:4:5:g", "", "1-2-3-4-5-6"};
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct ether_addr *address = ether_aton(texts[i]);
		printf("%s: %s\n", texts[i], address ? ether_ntoa(address) : "none");
	}
	struct ether_addr one;
	char text[18];
	printf("%d", ether_aton_r("a:b:c:d:e:f", &one) == &one);
	printf(" %s\n", ether_ntoa_r(&one, text));

	static const char *const lines[] = {"8:0:20:1:2:3 host", "08:00:20:01:02:03\t name.example # comment", "8:0:20:1:2:3", "# nothing", "8:0:20 x"};
	for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++) {
		char name[64] = "";
		int result = ether_line(lines[i], &one, name);
		printf("%d", result);
		if (!result)
			printf(" %s %s", name, ether_ntoa(&one));
		printf("\n");
	}
	char name[256];
	printf("%d %d\n", ether_hostton("no.such.host.example", &one) != 0, ether_ntohost(name, &one) != 0);

	struct servent entry, *found;
	char buffer[1024];
	int result = getservbyname_r("domain", "udp", &entry, buffer, sizeof buffer, &found);
	printf("%d %s %d %s\n", result, found ? found->s_name : "none", found ? ntohs(found->s_port) : 0, found ? found->s_proto : "");
	result = getservbyport_r(htons(22), "tcp", &entry, buffer, sizeof buffer, &found);
	printf("%d %s %d\n", result, found ? found->s_name : "none", found == &entry);
	result = getservbyname_r("domain", "udp", &entry, buffer, 4, &found);
	printf("%d %d\n", result == ERANGE, found == NULL);
	result = getservbyname_r("no-such-service", NULL, &entry, buffer, sizeof buffer, &found);
	printf("%d\n", found == NULL);
	return 0;
}
