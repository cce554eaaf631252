// getifaddrs: what it says agrees with if_nametoindex, and the loopback interface has its address where there is one.
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(void)
{
	struct ifaddrs *list;
	int links = 0, wrong = 0, loopback = 0, has_loopback = 0;
	printf("%d\n", getifaddrs(&list));
	for (struct ifaddrs *i = list; i; i = i->ifa_next) {
		wrong += !if_nametoindex(i->ifa_name);
		links += i->ifa_addr && i->ifa_addr->sa_family == AF_PACKET;
		has_loopback |= !!(i->ifa_flags & IFF_LOOPBACK);
		if (!i->ifa_addr || i->ifa_addr->sa_family != AF_INET)
			continue;
		struct sockaddr_in *a = (void *)i->ifa_addr, *m = (void *)i->ifa_netmask;
		if (ntohl(a->sin_addr.s_addr) == INADDR_LOOPBACK)
			loopback += !!(i->ifa_flags & IFF_LOOPBACK) && ntohl(m->sin_addr.s_addr) == 0xff000000;
	}
	struct if_nameindex *names = if_nameindex();
	int count = 0;
	for (struct if_nameindex *n = names; n->if_index; n++)
		count++;
	printf("wrong %d, as many links as names %d, loopback %d\n", wrong, links == count, !has_loopback || loopback == 1);
	freeifaddrs(list);
	if_freenameindex(names);
	return 0;
}
