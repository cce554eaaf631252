// Collation and messages, with a locale and without; comparison without regard to case in a locale.
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

int main(void)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", 0);
	static const char *words[] = { "", "a", "A", "b", "ab", "Z", "\xc3\xa9", "~" };
	for (int i = 0; i < 8; i++) {
		for (int k = 0; k < 8; k++) {
			char x[40], y[40];
			strxfrm(x, words[i], sizeof x), strxfrm(y, words[k], sizeof y);
			printf(" %d%d", sign(strcoll(words[i], words[k])), sign(strcoll_l(words[i], words[k], c)));
			if (sign(strcmp(x, y)) != sign(strcoll(words[i], words[k])))
				printf("!");
			strxfrm_l(x, words[i], sizeof x, c), strxfrm_l(y, words[k], sizeof y, c);
			if (sign(strcmp(x, y)) != sign(strcoll_l(words[i], words[k], c)))
				printf("!");
		}
		puts("");
	}
	char b[4] = "###";
	printf("strxfrm %zu", strxfrm(0, "hello", 0));
	printf(" %zu\n", strxfrm_l(0, "hello", 0, c));
	printf("strxfrm fits %zu %s\n", strxfrm(b, "abc", 4), b);
	printf("casecmp %d %d %d\n", strcasecmp_l("ABC", "abc", c), sign(strcasecmp_l("a", "B", c)), sign(strcasecmp_l("\xc3\x89", "\xc3\xa9", c)));
	printf("ncasecmp %d %d\n", strncasecmp_l("ABCx", "abcY", 3, c), sign(strncasecmp_l("ABCx", "abcY", 4, c)));
	char m[80];
	static const int numbers[] = { ENOENT, EINTR, EAGAIN, ERANGE, EACCES };
	for (int i = 0; i < 5; i++) {
		int (*posix)(int, char *, size_t) = 0;
		printf("%s|%s", strerror(numbers[i]), strerror_l(numbers[i], c));
		/* glibc gives its own kind under _GNU_SOURCE, which leaves the text elsewhere. */
#ifdef __GLIBC__
		printf("|%d %s\n", 0, strerror_r(numbers[i], m, sizeof m));
#else
		int r = strerror_r(numbers[i], m, sizeof m);
		printf("|%d %s\n", r, m);
#endif
	}
	printf("differ %d\n", strcmp(strerror(EPERM), strerror(EIO)) != 0);
	errno = 0;
	strerror(123456);
	printf("unknown %d\n", errno == EINVAL || errno == 0);
#ifdef __GLIBC__
	printf("small %d\n", ERANGE);
#else
	printf("small %d\n", strerror_r(ENOENT, m, 4));
#endif
	printf("%s %s\n", strsignal(SIGTERM), strsignal(SIGINT));
	freelocale(c);
	return 0;
}
