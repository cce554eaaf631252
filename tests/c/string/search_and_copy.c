// Strings and memory: searching, copying with and without bounds, overlap.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char text[] = "a quick brown fox, a lazy dog";

static long at(const void *p, const void *start)
{
	return p ? (const char *)p - (const char *)start : -1;
}

static void show(const char *label, const char *p, size_t n)
{
	printf("%s:", label);
	for (size_t i = 0; i < n; i++)
		printf(p[i] >= ' ' && p[i] < 127 ? " %c" : " %02x", (unsigned char)p[i]);
	puts("");
}

int main(void)
{
	char b[32];
	printf("memchr %ld %ld %ld %ld\n", at(memchr(text, 'q', sizeof text), text), at(memchr(text, 0, sizeof text), text), at(memchr(text, 'q', 2), text), at(memchr("\xff\x80", 0x180, 2), 0) != -1);
	printf("memmem %ld %ld %ld %ld\n", at(memmem(text, 29, "fox", 3), text), at(memmem(text, 29, "", 0), text), at(memmem(text, 14, "fox", 3), text), at(memmem(text, 2, text, 3), text));
	printf("strchr %ld %ld %ld\n", at(strchr(text, 'a'), text), at(strchr(text, 0), text), at(strchr(text, 'Z'), text));
	printf("strrchr %ld %ld %ld\n", at(strrchr(text, 'a'), text), at(strrchr(text, 0), text), at(strrchr(text, 'Z'), text));
	printf("strstr %ld %ld %ld %ld\n", at(strstr(text, "a l"), text), at(strstr(text, ""), text), at(strstr(text, "dogs"), text), at(strstr("aaab", "aab"), "aaab") != -1);
	printf("strpbrk %ld %ld\n", at(strpbrk(text, "xyz"), text), at(strpbrk(text, "ABC"), text));
	printf("spans %zu %zu %zu %zu\n", strspn(text, "aiq uck"), strspn(text, ""), strcspn(text, ",x"), strcspn(text, ""));
	printf("lengths %zu %zu %zu\n", strlen(text), strnlen(text, 5), strnlen("abc", 100));
	printf("memcmp %d %d %d\n", memcmp("abc", "abd", 2), memcmp("abc", "abd", 3) < 0, memcmp("\x80", "\x7f", 1) > 0);
	printf("strcmp %d %d %d %d\n", strcmp("a", "a"), strcmp("a", "b") < 0, strcmp("ab", "a") > 0, strcmp("\xff", "a") > 0);
	printf("strncmp %d %d %d\n", strncmp("abc", "abd", 2), strncmp("abc", "abd", 3) < 0, strncmp("a", "a\0b", 3));
	memset(b, '#', sizeof b);
	show("memmove up", memmove(memcpy(b, "12345678", 8) + 2, b, 6), 8);
	memcpy(b, "12345678", 8);
	memmove(b, b + 2, 6);
	show("memmove down", b, 8);
	printf("memccpy %ld %ld\n", at(memccpy(b, "abc,def", ',', 8), b), at(memccpy(b, "abc", 'z', 3), b));
	memset(b, '#', sizeof b);
	printf("stpcpy %ld\n", at(stpcpy(b, "hello"), b));
	printf("stpncpy %ld %ld\n", at(stpncpy(b, "hi", 6), b), at(stpncpy(b, "longer", 3), b));
	show("stpncpy", b, 8);
	memset(b, '#', sizeof b);
	show("strncpy", strncpy(b, "ab", 5), 7);
	strcpy(b, "ab");
	show("strcat", strcat(b, "cd"), 5);
	show("strncat", strncat(b, "efgh", 2), 7);
	memset(b, '#', sizeof b);
	show("memset", memset(b, 0x141, 3), 4);
	char *d = strdup(text), *n = strndup(text, 7), *all = strndup("ab", 100);
	printf("%d %s %s\n", strcmp(d, text), n, all);
	free(d), free(n), free(all);
	char tokens[] = ",,one,two;;three;", *save;
	for (char *t = strtok_r(tokens, ",;", &save); t; t = strtok_r(0, ",;", &save))
		printf("[%s]", t);
	strcpy(b, " a b");
	printf(" %s", strtok(b, " "));
	printf(" %s %d\n", strtok(0, " "), strtok(0, " ") == NULL);
	printf("ffs %d %d %d %d\n", ffs(0), ffs(1), ffs(0x80000000), ffs(24));
	printf("ffsl %d %d %d\n", ffsl(0), ffsl(1L << 62), ffsl(-1));
	printf("ffsll %d %d\n", ffsll(0), ffsll(1LL << 40));
	printf("strcasecmp %d %d %d\n", strcasecmp("HeLLo", "hEllO"), strcasecmp("a", "B") < 0, strcasecmp("Z", "a") > 0);
	printf("strncasecmp %d %d %d\n", strncasecmp("HELLO", "help", 3), strncasecmp("HELLO", "help", 4) < 0, strncasecmp("a", "b", 0));
	for (int length = 0; length < 70; length += 23)
		for (int offset = 0; offset < 8; offset += 3) {
			char page[160], copy[160];
			memset(page, 'x', sizeof page);
			page[offset + length] = 0;
			memcpy(copy, page, sizeof page);
			printf("%zu %zu %ld %d;", strlen(page + offset), strnlen(page + offset, 30), at(strchr(page + offset, 0), page), strcmp(page + offset, copy + offset));
		}
	puts("");
	return 0;
}
