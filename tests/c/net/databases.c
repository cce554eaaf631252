// /etc/hosts, /etc/networks, /etc/protocols and /etc/services: what every system has of them. How many lines a machine
// has more is its own affair.
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void service(const char *name, const char *protocol)
{
	struct servent *s = getservbyname(name, protocol);
	if (!s)
		printf("no service %s %s\n", name, protocol ? protocol : "any");
	else
		printf("%s/%s = %s %d %s\n", name, protocol ? protocol : "any", s->s_name, ntohs(s->s_port), s->s_proto);
}

static void port(int number, const char *protocol)
{
	struct servent *s = getservbyport(htons(number), protocol);
	if (s)
		printf("port %d %s: %s %s\n", number, protocol ? protocol : "any", s->s_name, s->s_proto);
	else
		printf("port %d %s: none\n", number, protocol ? protocol : "any");
}

static void enumerate(void)
{
	int http = 0, tcp = 0, again = 0;
	struct servent *s;
	setservent(1);
	while ((s = getservent())) {
		http += !strcmp(s->s_name, "http");
		// A search in between does not disturb the walk.
		tcp += getprotobyname("tcp")->p_proto == 6 && !strcmp(s->s_proto, "tcp");
	}
	setservent(0);
	while ((s = getservent()))
		again += !strcmp(s->s_proto, "tcp");
	endservent();
	printf("http %d, the same again %d\n", http, tcp == again && tcp > 5);
	struct protoent *p;
	int found = 0;
	setprotoent(0);
	while ((p = getprotoent()))
		found += p->p_proto == 6 || p->p_proto == 17;
	endprotoent();
	printf("tcp and udp %d\n", found);
	struct netent *n;
	found = 0;
	setnetent(1);
	while ((n = getnetent()))
		found += n->n_addrtype == AF_INET && !strcmp(n->n_name, "loopback");
	endnetent();
	printf("loopback %d\n", found);
	struct hostent *h;
	found = 0;
	sethostent(1);
	while ((h = gethostent()))
		found += h->h_addrtype == AF_INET && h->h_length == 4 && !memcmp(h->h_addr, "\x7f\0\0\1", 4);
	endhostent();
	printf("localhost %d\n", found > 0);
}

static void address(const char *host, const char *service, int family, int kind, int flags)
{
	struct addrinfo hints = { .ai_family = family, .ai_socktype = kind, .ai_flags = flags }, *list;
	int error = getaddrinfo(host, service, &hints, &list);
	printf("%s %s %d %d %#x: ", host ? host : "(null)", service ? service : "(null)", family, kind, flags);
	if (error) {
		printf("error %d\n", error);
		return;
	}
	for (struct addrinfo *a = list; a; a = a->ai_next) {
		char h[100], s[40];
		getnameinfo(a->ai_addr, a->ai_addrlen, h, sizeof h, s, sizeof s, NI_NUMERICHOST | NI_NUMERICSERV);
		printf(" %s %s %d/%d", h, s, a->ai_socktype, a->ai_protocol);
	}
	puts("");
	freeaddrinfo(list);
}

int main(void)
{
	service("http", "tcp");
	service("www", "tcp");
	service("domain", "udp");
	service("ssh", "tcp");
	service("smtp", 0);
	service("no such service", "tcp");
	service("http", "nonsense");
	port(80, "tcp");
	port(53, "udp");
	port(25, 0);
	port(1, "udp");
	const char *protocols[] = { "tcp", "TCP", "udp", "icmp", "ip", "ipv6", "nonsense" };
	for (int i = 0; i < 7; i++) {
		struct protoent *p = getprotobyname(protocols[i]);
		printf("%s: %s %d %s\n", protocols[i], p ? p->p_name : "none", p ? p->p_proto : -1, p && p->p_aliases[0] ? p->p_aliases[0] : "");
	}
	struct protoent *p = getprotobynumber(17);
	printf("17 %s\n", p ? p->p_name : "none");
	printf("250 %d\n", getprotobynumber(250) == 0);
	struct netent *n = getnetbyname("loopback");
	printf("loopback %s %#x\n", n ? n->n_name : "none", n ? n->n_net : 0);
	n = getnetbyaddr(0x7f000000, AF_INET);
	printf("127 %s\n", n ? n->n_name : "none");
	enumerate();
	struct hostent *h = gethostbyname("127.0.0.1");
	printf("%s %d %d\n", h->h_name, h->h_addrtype, h->h_length);
	h = gethostbyname("localhost");
	printf("localhost %s\n", inet_ntoa(*(struct in_addr *)h->h_addr_list[0]));
	h = gethostbyaddr("\x7f\0\0\1", 4, AF_INET);
	printf("127.0.0.1 %s\n", h ? h->h_name : "none");
	address("127.0.0.1", "80", AF_UNSPEC, SOCK_STREAM, 0);
	address("127.0.0.1", "http", AF_INET, SOCK_STREAM, 0);
	address("127.0.0.1", "domain", AF_INET, 0, AI_NUMERICHOST);
	address("::1", "https", AF_INET6, SOCK_STREAM, 0);
	address("127.0.0.1", "http", AF_INET, SOCK_STREAM, AI_NUMERICSERV);
	address("127.0.0.1", "no such service", AF_INET, SOCK_STREAM, 0);
	address("not numeric", 0, AF_INET, SOCK_STREAM, AI_NUMERICHOST);
	address("127.1", 0, AF_INET, SOCK_DGRAM, AI_NUMERICHOST);
	address("0x7f.0.0.1", "7", AF_INET, SOCK_DGRAM, 0);
	address(0, "80", AF_INET, SOCK_STREAM, AI_PASSIVE);
	address(0, "80", AF_INET, SOCK_STREAM, 0);
	address(0, "80", 77, SOCK_STREAM, 0);
	address("127.0.0.1", "80", AF_INET, 77, 0);
	address("127.0.0.1", 0, AF_INET, SOCK_RAW, 0);
	address("127.0.0.1", 0, AF_INET, 0, 0x4000000);
	address(0, 0, AF_INET, 0, 0);
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(80), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	char host[100], serv[100];
	printf("%d", getnameinfo((void *)&in, sizeof in, host, sizeof host, serv, sizeof serv, 0));
	printf(" %s %s\n", host, serv);
	in.sin_port = htons(53);
	printf("%d", getnameinfo((void *)&in, sizeof in, host, sizeof host, serv, sizeof serv, NI_DGRAM | NI_NUMERICHOST));
	printf(" %s %s\n", host, serv);
	printf("%d %d\n", getnameinfo((void *)&in, 3, host, sizeof host, 0, 0, 0), getnameinfo((void *)&in, sizeof in, host, 3, 0, 0, NI_NUMERICHOST));
	return 0;
}
