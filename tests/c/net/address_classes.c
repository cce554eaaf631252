// The parts of addresses in the classes of old, and what herror says.
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	static const char *const addresses[] = { "1.2.3.4", "127.255.0.9", "128.1.2.3", "191.255.255.254", "192.0.2.7", "223.1.1.1" };
	for (unsigned at = 0; at < sizeof addresses / sizeof *addresses; at++) {
		struct in_addr address = { inet_addr(addresses[at]) };
		unsigned network = inet_netof(address), host = inet_lnaof(address);
		printf("%s: network %x, host %x, together %s\n", addresses[at], network, host, inet_ntoa(inet_makeaddr(network, host)));
	}
	/* herror says what hstrerror says, behind a name if there is one. */
	int ends[2], differ = 0;
	fflush(stdout);
	if (pipe(ends)) return 1;
	dup2(ends[1], 2);
	for (int error = 0; error < 5; error++) {
		static const char *const names[] = { "name", "", 0 };
		for (int name = 0; name < 3; name++) {
			char said[100] = "", expected[100];
			h_errno = error;
			herror(names[name]);
			read(ends[0], said, sizeof said - 1);
			int has_name = name == 0;
			snprintf(expected, sizeof expected, "%s%s%s\n", has_name ? "name" : "", has_name ? ": " : "", hstrerror(error));
			differ += strcmp(said, expected) != 0;
		}
	}
	printf("%d differ\n", differ);
	return 0;
}
