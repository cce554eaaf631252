// libs: -lresolv
// DNS messages by hand: queries made, names packed and unpacked, messages taken apart, damaged ones refused.
#include <arpa/nameser.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>

static void hex(const unsigned char *bytes, int length)
{
	for (int i = 0; i < length; i++)
		printf("%02x", bytes[i]);
	puts("");
}

static void query(const char *name, int opcode, int type)
{
	unsigned char room[300];
	int length = res_mkquery(opcode, name, ns_c_in, type, 0, 0, 0, room, sizeof room);
	printf("%s: %d ", name, length);
	// The number is random.
	hex(room + 2, length - 2);
	printf("  in 20 bytes: %d\n", res_mkquery(opcode, name, ns_c_in, type, 0, 0, 0, room, 20));
}

static void expand(const char *bytes, int length, int at, int size)
{
	char text[1100] = "";
	const unsigned char *m = (const void *)bytes;
	int r = dn_expand(m, m + length, m + at, text, size);
	printf("%d %s", r, r < 0 ? "" : text);
	printf(" skip %d\n", dn_skipname(m + at, m + length));
}

static void pack(void)
{
	unsigned char m[200] = { 0 };
	unsigned char *names[10] = { m, 0 };
	static const char *list[] = { "www.example.com", "mail.example.com", "example.com", "com", "EXAMPLE.com", "other.net", "a.other.net.", "", ".", "x\\.y.net", "bad..name" };
	int at = 12;
	for (int i = 0; i < 11; i++) {
		int length = dn_comp(list[i], m + at, sizeof m - at, names, names + 10);
		printf("%s: %d ", list[i], length);
		hex(m + at, length > 0 ? length : 0);
		char text[300];
		if (length > 0) {
			int r = dn_expand(m, m + sizeof m, m + at, text, sizeof text);
			printf("  back: %d %s\n", r, text);
			at += length;
		}
	}
	int known = 0;
	while (names[known])
		known++;
	printf("known %d\n", known);
	int plain = dn_comp("www.example.com", m, sizeof m, 0, 0), small = dn_comp("www.example.com", m, 5, 0, 0);
	printf("%d %d\n", plain, small);
}

static const char answer[] = "\x12\x34\x85\xa0\0\1\0\2\0\0\0\1\3www\7example\0\0\1\0\1\xc0\x0c\0\5\0\1\0\0\0\x3c\0\4\1a\xc0\x10\xc0\x29\0\1\0\1\0\1\0\0\0\4\x01\x02\x03\x04\0\0\x29\x04\xd0\0\0\0\0\0\0";

static void take_apart(void)
{
	const unsigned char *bytes = (const void *)answer;
	int length = sizeof answer - 1;
	ns_msg m;
	ns_rr rr;
	int error = ns_initparse(bytes, length, &m);
	printf("parse %d id %#x counts %d %d %d %d size %d\n", error, ns_msg_id(m), ns_msg_count(m, ns_s_qd), ns_msg_count(m, ns_s_an), ns_msg_count(m, ns_s_ns), ns_msg_count(m, ns_s_ar), (int)ns_msg_size(m));
	for (int flag = ns_f_qr; flag <= ns_f_rcode; flag++)
		printf("%d ", ns_msg_getflag(m, flag));
	puts("");
	for (int section = ns_s_qd; section < ns_s_max; section++)
		for (int i = 0; i < 3; i++) {
			error = ns_parserr(&m, section, i, &rr);
			printf("%d/%d: %d", section, i, error);
			if (!error) {
				printf(" %s %d %d", ns_rr_name(rr), ns_rr_type(rr), ns_rr_class(rr));
				if (section)
					printf(" %lu %d ", (unsigned long)ns_rr_ttl(rr), ns_rr_rdlen(rr)), hex(ns_rr_rdata(rr), ns_rr_rdlen(rr));
				else
					puts("");
			} else
				puts("");
		}
	// Backwards, and the next.
	error = ns_parserr(&m, ns_s_an, 1, &rr), printf("%d %d ", error, ns_rr_type(rr));
	error = ns_parserr(&m, ns_s_an, 0, &rr), printf("%d %d ", error, ns_rr_type(rr));
	error = ns_parserr(&m, ns_s_an, -1, &rr), printf("%d %d ", error, ns_rr_type(rr));
	error = ns_parserr(&m, ns_s_an, -1, &rr), printf("%d\n", error);
	// Every cut of it is refused.
	int refused = 0;
	for (int cut = 0; cut < length; cut++)
		refused += ns_initparse(bytes, cut, &m) == -1;
	printf("refused %d of %d\n", refused, length);
	char text[100];
	int r = ns_name_uncompress(bytes, bytes + length, bytes + 12, text, sizeof text);
	printf("%d %s", r, text);
	r = ns_name_uncompress(bytes, bytes + length, bytes + length - 11, text, sizeof text);
	printf(" %d %s\n", r, text);
	printf("%d\n", ns_skiprr(bytes + 29, bytes + length, ns_s_an, 2));
}

int main(void)
{
	query("www.example.com", ns_o_query, ns_t_a);
	query("x.test.", ns_o_notify, ns_t_soa);
	query("", ns_o_query, ns_t_ns);
	static const char m[] = "\3com\0\7example\xc0\0\3a.b\xc0\5\1\x07\xc0\5\2\"$\0";
	expand("\2pq\xc0\5\0", 6, 0, 20);
	expand(m, sizeof m, 0, 100), expand(m, sizeof m, 5, 100), expand(m, sizeof m, 15, 100), expand(m, sizeof m, 21, 100), expand(m, sizeof m, 25, 100), expand(m, sizeof m, 5, 5), expand(m, sizeof m, 4, 10);
	expand("\xc0\0", 2, 0, 100), expand("\5ab", 3, 0, 100), expand("\xc0", 1, 0, 100), expand("\x80\0", 2, 0, 100);
	pack();
	take_apart();
	unsigned char room[8];
	ns_put16(0x1234, room), ns_put32(0x56789abc, room + 2);
	hex(room, 6);
	printf("%#x %#lx\n", ns_get16(room), (unsigned long)ns_get32(room + 2));
	return 0;
}
