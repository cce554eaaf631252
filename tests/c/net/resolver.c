// on: Linux
// libs: -lresolv
// The resolver against a name server of its own, in a network and with an /etc of its own: names, aliases, both families,
// negative answers, forged ones, truncation, servers that are dead, silent or refuse, the search list, reverse lookups.
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <resolv.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- The server.

struct message {
	unsigned char bytes[4096];
	int length;
};

static void put(struct message *m, const void *bytes, int length)
{
	memcpy(m->bytes + m->length, bytes, length);
	m->length += length;
}

static void put16(struct message *m, unsigned value)
{
	put(m, (unsigned char[]){ value >> 8, value }, 2);
}

static void put_name(struct message *m, const char *name)
{
	while (*name) {
		int length = strcspn(name, ".");
		put(m, (unsigned char[]){ length }, 1);
		put(m, name, length);
		name += length + (name[length] == '.');
	}
	put(m, "", 1);
}

static void record(struct message *m, const char *owner, int type, const void *data, int length)
{
	put_name(m, owner), put16(m, type), put16(m, 1), put16(m, 0), put16(m, 60), put16(m, length);
	put(m, data, length);
	m->bytes[7]++;
}

static void a(struct message *m, const char *owner, const char *text)
{
	unsigned char address[16];
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;
	inet_pton(family, text, address);
	record(m, owner, family == AF_INET ? 1 : 28, address, family == AF_INET ? 4 : 16);
}

static void names(struct message *m, const char *owner, int type, const char *target)
{
	struct message other = { .length = 0 };
	put_name(&other, target);
	record(m, owner, type, other.bytes, other.length);
}

// Zone data: name, type, text. A line with type 0 makes the name known.
static const struct {
	const char *name;
	int type;
	const char *text;
} zone[] = {
	{ "a.test", 1, "192.0.2.1" }, { "multi.test", 1, "192.0.2.2" }, { "multi.test", 1, "192.0.2.3" }, { "multi.test", 28, "2001:db8::2" }, { "multi.test", 28, "2001:db8::3" },
	{ "v6.test", 28, "2001:db8::6" }, { "nodata.test", 0, "" }, { "host.sub.test", 1, "192.0.2.10" }, { "one.two.test", 1, "192.0.2.11" }, { "one.two", 1, "192.0.2.12" },
	{ "first.sub.test", 0, "" }, { "1.2.0.192.in-addr.arpa", 12, "a.test" }, { "9.2.0.192.in-addr.arpa", 12, "bad name!.test" },
	{ "6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", 12, "v6.test" },
	{ "alias.test", 5, "second.test" }, { "second.test", 5, "multi.test" }, { "loop.test", 5, "pool.test" }, { "pool.test", 5, "loop.test" }, { "nowhere.test", 5, "nodata.test" },
	{ "forged.test", 1, "192.0.2.20" }, { "noedns.test", 1, "192.0.2.21" }, { "CASE.test", 1, "192.0.2.22" }, { "filehost", 1, "192.0.2.66" },
};

static void fill(struct message *m, const char *name, int type)
{
	int known = 0, more = 1;
	char owner[300];
	strcpy(owner, name);
	for (int hops = 0; more && hops < 4; hops++) {
		more = 0;
		for (unsigned i = 0; i < sizeof zone / sizeof *zone && !more; i++) {
			if (strcasecmp(zone[i].name, owner))
				continue;
			known = 1;
			if (zone[i].type == 5) {
				names(m, owner, 5, zone[i].text), strcpy(owner, zone[i].text), more = 1;
			} else if (zone[i].type == type) {
				type == 12 ? names(m, owner, 12, zone[i].text) : a(m, owner, zone[i].text);
			}
		}
	}
	if (!known)
		m->bytes[3] |= 3;
}

// The answer to a query; 0 for silence.
static int answer(const struct message *query, struct message *m, int by_tcp, const char **special)
{
	char name[1025];
	int length = dn_expand(query->bytes, query->bytes + query->length, query->bytes + 12, name, sizeof name);
	if (query->length < 12 || length < 0)
		return 0;
	const unsigned char *type = query->bytes + 12 + length;
	memcpy(m->bytes, query->bytes, 12 + length + 4);
	m->length = 12 + length + 4;
	m->bytes[2] = 0x81, m->bytes[3] = 0x80;
	memset(m->bytes + 6, 0, 6);
	*special = "";
	if (!strcmp(name, "fail.test"))
		m->bytes[3] |= 2;
	else if (!strcmp(name, "refused.test"))
		m->bytes[3] |= 5;
	else if (!strcmp(name, "silent.test"))
		return 0;
	else if (!strcmp(name, "v4only.test") && type[1] == 28)
		m->bytes[3] |= 2;
	else if (!strcmp(name, "v4only.test"))
		a(m, name, "192.0.2.30");
	else if (!strcmp(name, "noedns.test") && query->bytes[11])
		m->bytes[3] |= 1;
	else if (!strcmp(name, "big.test") && !by_tcp)
		m->bytes[2] |= 2;
	else if (!strcmp(name, "big.test"))
		for (int i = 0; i < 60 && type[1] == 1; i++) {
			char text[32];
			sprintf(text, "192.0.2.%d", 100 + i);
			a(m, name, text);
		}
	else
		fill(m, name, type[1]);
	if (!strcmp(name, "forged.test"))
		*special = "forged";
	return 1;
}

static int bound(int type, const char *text)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(53) };
	inet_pton(AF_INET, text, &address.sin_addr);
	int fd = socket(AF_INET, type, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
	if (bind(fd, (void *)&address, sizeof address) || (type == SOCK_STREAM && listen(fd, 8)))
		exit(9);
	return fd;
}

static void serve_udp(int fd, int forger)
{
	struct message query, m;
	struct sockaddr_storage from;
	socklen_t size = sizeof from;
	const char *special;
	query.length = recvfrom(fd, query.bytes, sizeof query.bytes, 0, (void *)&from, &size);
	if (!answer(&query, &m, 0, &special))
		return;
	if (!strcmp(special, "forged") && m.bytes[7]) {
		struct message bad = m;
		bad.bytes[bad.length - 1] = 66;
		// From another socket; with another number; to another question.
		sendto(forger, bad.bytes, bad.length, 0, (void *)&from, size);
		bad.bytes[0] ^= 0x55, sendto(fd, bad.bytes, bad.length, 0, (void *)&from, size), bad.bytes[0] ^= 0x55;
		bad.bytes[13] = 'g', sendto(fd, bad.bytes, bad.length, 0, (void *)&from, size);
	}
	sendto(fd, m.bytes, m.length, 0, (void *)&from, size);
}

static void serve_tcp(int fd)
{
	struct message query, m;
	const char *special;
	unsigned char length[2];
	int c = accept(fd, 0, 0);
	// More than one question may come by one connection.
	while (recv(c, length, 2, MSG_WAITALL) == 2) {
		query.length = recv(c, query.bytes, length[0] << 8 | length[1], MSG_WAITALL);
		if (!answer(&query, &m, 1, &special))
			break;
		send(c, (unsigned char[]){ m.length >> 8, m.length }, 2, MSG_NOSIGNAL);
		// In two pieces: a stream has no messages.
		send(c, m.bytes, 5, MSG_NOSIGNAL), usleep(1000), send(c, m.bytes + 5, m.length - 5, MSG_NOSIGNAL);
	}
	close(c);
}

static void server(int ready)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	// 127.0.0.1 answers; 127.0.0.3 is silent; at 127.0.0.2 there is none.
	struct pollfd fds[] = { { bound(SOCK_DGRAM, "127.0.0.1"), POLLIN }, { bound(SOCK_STREAM, "127.0.0.1"), POLLIN } };
	bound(SOCK_DGRAM, "127.0.0.3");
	int forger = socket(AF_INET, SOCK_DGRAM, 0);
	write(ready, "", 1);
	for (;;) {
		poll(fds, 2, -1);
		if (fds[0].revents)
			serve_udp(fds[0].fd, forger);
		if (fds[1].revents)
			serve_tcp(fds[1].fd);
	}
}

// ---- The sandbox.

static void store(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	write(fd, text, strlen(text));
	close(fd);
}

static void interface(const char *name, const char *address)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq request = { 0 };
	strcpy(request.ifr_name, name);
	struct sockaddr_in *in = (void *)&request.ifr_addr;
	if (address) {
		in->sin_family = AF_INET;
		inet_pton(AF_INET, address, &in->sin_addr);
		ioctl(fd, SIOCSIFADDR, &request);
	}
	ioctl(fd, SIOCGIFFLAGS, &request);
	request.ifr_flags |= IFF_UP;
	ioctl(fd, SIOCSIFFLAGS, &request);
	close(fd);
}

static void sandbox(void)
{
	int uid = geteuid(), gid = getegid();
	char map[40];
	if (syscall(SYS_unshare, (uid ? CLONE_NEWUSER : 0) | CLONE_NEWNS | CLONE_NEWNET)) {
		printf("no namespaces: %s\n", strerror(errno));
		exit(77);
	}
	if (uid) {
		store("/proc/self/setgroups", "deny");
		sprintf(map, "0 %d 1", uid), store("/proc/self/uid_map", map);
		sprintf(map, "0 %d 1", gid), store("/proc/self/gid_map", map);
	}
	if (mount(0, "/", 0, MS_REC | MS_PRIVATE, 0) || mount("none", "/etc", "tmpfs", 0, 0)) {
		printf("no mounts: %s\n", strerror(errno));
		exit(77);
	}
	store("/etc/nsswitch.conf", "hosts: files dns\nservices: files\nprotocols: files\n");
	store("/etc/services", "http 80/tcp www\ndomain 53/udp\ndomain 53/tcp\n");
	store("/etc/protocols", "tcp 6 TCP\nudp 17 UDP\n");
	store("/etc/hosts", "127.0.0.1 localhost\n192.0.2.77 filehost filealias\n2001:db8::77 filehost\n192.0.2.1 seen.file\n");
	interface("lo", 0);
}

// ---- The questions.

static const char *code(int error)
{
	switch (error) {
	case 0: return "0";
	case EAI_AGAIN: return "AGAIN";
	case EAI_FAIL: return "FAIL";
	case EAI_NONAME: return "NONAME";
	case EAI_NODATA: return "NODATA";
	case EAI_FAMILY: return "FAMILY";
	case EAI_SYSTEM: return "SYSTEM";
	}
	return "other";
}

static void ask(const char *name, int family, int flags)
{
	struct addrinfo hints = { .ai_family = family, .ai_socktype = SOCK_STREAM, .ai_flags = flags }, *list;
	int error = getaddrinfo(name, "80", &hints, &list);
	printf("%s %d %#x: %s", name, family, flags, code(error));
	for (struct addrinfo *i = error ? 0 : list; i; i = i->ai_next) {
		char host[100], port[10];
		getnameinfo(i->ai_addr, i->ai_addrlen, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
		printf(" %s,%s", host, port);
		if (i->ai_canonname)
			printf("(%s)", i->ai_canonname);
	}
	puts("");
	if (!error)
		freeaddrinfo(list);
}

static void vain(const char *name)
{
	struct addrinfo *list;
	int error = getaddrinfo(name, "80", 0, &list);
	printf("%s: %d %d\n", name, error != 0, gethostbyname(name) == 0);
}

static void show(struct hostent *h)
{
	char text[100];
	if (!h) {
		printf(" h_errno %d\n", h_errno);
		return;
	}
	printf(" %s", h->h_name);
	for (char **alias = h->h_aliases; *alias; alias++)
		printf(" (%s)", *alias);
	for (char **address = h->h_addr_list; *address; address++)
		printf(" %s", inet_ntop(h->h_addrtype, *address, text, sizeof text));
	puts("");
}

static void old(const char *name, int family)
{
	printf("gethostbyname2 %s %d:", name, family);
	show(gethostbyname2(name, family));
	struct hostent entry, *result;
	char buffer[1000];
	int herr = 0, error = gethostbyname2_r(name, family, &entry, buffer, sizeof buffer, &result, &herr);
	printf("  _r:");
	if (!result) {
		printf(" %d %d\n", error == 0, herr);
		return;
	}
	show(result);
	error = gethostbyname2_r(name, family, &entry, buffer, 8, &result, &herr);
	printf("  small: %d %d\n", error == ERANGE, result == 0);
}

static void reverse(const char *text, int flags)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(80) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(80) };
	int v4 = inet_pton(AF_INET, text, &in.sin_addr);
	inet_pton(AF_INET6, text, &in6.sin6_addr);
	char host[300] = "", port[30] = "";
	int error = getnameinfo(v4 ? (void *)&in : (void *)&in6, v4 ? sizeof in : sizeof in6, host, sizeof host, port, sizeof port, flags);
	printf("%s %d: %s %s %s\n", text, flags, code(error), host, port);
	struct hostent *h = v4 ? gethostbyaddr(&in.sin_addr, 4, AF_INET) : gethostbyaddr(&in6.sin6_addr, 16, AF_INET6);
	printf("  gethostbyaddr:");
	show(h);
}

static void query(const char *name, int type, int searches)
{
	unsigned char room[4096];
	h_errno = 0;
	int length = (searches ? res_search : res_query)(name, 1, type, room, sizeof room);
	ns_msg m;
	ns_rr rr;
	printf("%s %s %d:", searches ? "res_search" : "res_query", name, type);
	if (length < 0) {
		printf(" h_errno %d\n", h_errno);
		return;
	}
	int error = ns_initparse(room, length, &m);
	printf(" parses %d, answers %d", error, ns_msg_count(m, ns_s_an));
	for (int i = 0; i < ns_msg_count(m, ns_s_an) && i < 3; i++) {
		error = ns_parserr(&m, ns_s_an, i, &rr);
		printf(" %d:%s:%d:%d", error, ns_rr_name(rr), ns_rr_type(rr), ns_rr_rdlen(rr));
	}
	puts("");
}

static void ordinary(void)
{
	static const char *hosts[] = { "a.test", "multi.test", "v6.test", "alias.test", "nodata.test", "nx.test", "forged.test", "noedns.test", "case.TEST", "big.test", "v4only.test", "a.test.",
		 "localhost", "-bad.test", "a b.test" };
	for (unsigned i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		ask(hosts[i], AF_UNSPEC, 0);
		ask(hosts[i], AF_INET, AI_CANONNAME);
		old(hosts[i], AF_INET);
	}
	// Why these have no addresses is told in many ways.
	vain("loop.test"), vain("nowhere.test");
	// glibc shows one family of the file alone where both are asked for.
	ask("filehost", AF_INET, AI_CANONNAME), ask("filehost", AF_INET6, AI_CANONNAME), ask("FILEALIAS", AF_INET, AI_CANONNAME), old("filealias", AF_INET);
	ask("multi.test", AF_INET6, AI_CANONNAME);
	ask("multi.test", AF_INET6, AI_V4MAPPED);
	ask("multi.test", AF_UNSPEC, AI_V4MAPPED);
	ask("a.test", AF_INET6, AI_V4MAPPED);
	ask("a.test", AF_INET6, 0);
	ask("multi.test", AF_UNSPEC, AI_ADDRCONFIG);
	ask("multi.test", AF_UNSPEC, AI_NUMERICHOST);
	ask("fe80::1%lo", AF_UNSPEC, 0);
	ask("fe80::1%1", AF_INET6, AI_NUMERICHOST);
	ask("fe80::1%nosuch", AF_INET6, AI_NUMERICHOST);
	old("multi.test", AF_INET6), old("alias.test", AF_INET6);
	reverse("192.0.2.1", 0), reverse("192.0.2.77", 0), reverse("192.0.2.9", 0), reverse("2001:db8::6", 0);
	reverse("192.0.2.250", 0), reverse("192.0.2.250", NI_NAMEREQD), reverse("2001:db8::6", NI_NUMERICHOST);
	query("a.test", ns_t_a, 0), query("multi.test", ns_t_aaaa, 0), query("alias.test", ns_t_a, 0), query("big.test", ns_t_a, 0), query("nx.test", ns_t_a, 0), query("nodata.test", ns_t_a, 0);
	query("host", ns_t_a, 1), query("host", ns_t_a, 0);
}

static void ill(void)
{
	ask("fail.test", AF_UNSPEC, 0), ask("refused.test", AF_INET, 0), ask("silent.test", AF_INET, 0);
	old("fail.test", AF_INET);
	query("fail.test", ns_t_a, 0);
}

static void plain(void)
{
	ask("a.test", AF_UNSPEC, 0), ask("multi.test", AF_INET, 0), ask("nx.test", AF_UNSPEC, 0), ask("alias.test", AF_INET, 0);
}

static void searching(void)
{
	ask("host", AF_UNSPEC, AI_CANONNAME), ask("a", AF_INET, AI_CANONNAME), ask("one.two", AF_INET, AI_CANONNAME), ask("host.", AF_INET, 0), ask("first", AF_INET, 0), ask("nx", AF_INET, 0);
	query("host", ns_t_a, 1), query("one.two", ns_t_a, 1), query("first", ns_t_a, 1), query("nx", ns_t_a, 1);
}

// Each configuration in a process of its own: nothing of the last is remembered.
static void with(const char *configuration, void (*questions)(void))
{
	store("/etc/resolv.conf", configuration);
	printf("--- %s", configuration);
	fflush(stdout);
	if (!fork()) {
		questions();
		exit(0);
	}
	wait(0);
}

int main(void)
{
	int ready[2];
	char byte;
	sandbox();
	pipe(ready);
	pid_t pid = fork();
	if (!pid)
		server(ready[1]);
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1) {
		puts("no server");
		return 77;
	}
	with("nameserver 127.0.0.1\n", ordinary);
	with("nameserver 127.0.0.1\noptions use-vc\n", plain);
	with("nameserver 127.0.0.1\noptions single-request\n", plain);
	with("nameserver 127.0.0.1\noptions edns0\n", plain);
	with("nameserver 127.0.0.2\nnameserver 127.0.0.1\n", plain);
	with("nameserver 127.0.0.3\nnameserver 127.0.0.1\noptions timeout:1\n", plain);
	with("nameserver 127.0.0.2\noptions timeout:1 attempts:1\n", plain);
	with("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", ill);
	with("search sub.test test\nnameserver 127.0.0.1\n", searching);
	with("domain test\nnameserver 127.0.0.1\noptions ndots:2\n", searching);
	with("; none\n", plain);
	interface("lo:1", "192.0.2.200");
	store("/etc/resolv.conf", "nameserver 127.0.0.1\n");
	ask("multi.test", AF_UNSPEC, AI_ADDRCONFIG), ask("v6.test", AF_UNSPEC, AI_ADDRCONFIG), ask("::1", AF_INET6, AI_ADDRCONFIG | AI_NUMERICHOST);
	kill(pid, SIGKILL);
	return 0;
}
