// getopt, getopt's variables, getsubopt, a64l and l64a, secure_getenv, mkostemp.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void parse(const char *options, int argc, char **argv)
{
	int c;
	printf("%s:", options);
	optind = 1;
	while ((c = getopt(argc, argv, options)) != -1) {
		printf(" %c", c);
		if (c == '?' || c == ':')
			printf("(%c)", optopt);
		if (optarg)
			printf("=%s", optarg);
	}
	printf(" rest %d", argc - optind);
	for (int i = optind; i < argc; i++)
		printf(" %s", argv[i]);
	puts("");
}

#define PARSE(options, ...)                                     \
	do {                                                    \
		char *v[] = { "name", __VA_ARGS__, 0 };         \
		optarg = 0;                                     \
		parse(options, sizeof v / sizeof *v - 1, v);    \
	} while (0)

int main(void)
{
	opterr = 0;
	PARSE("ab:c", "-a", "-bvalue", "-c", "x", "y");
	PARSE("ab:c", "-acb", "value", "z");
	PARSE("ab:c", "--", "-a");
	PARSE("ab:c", "-", "-a");
	PARSE("ab:c", "-x");
	PARSE("ab:c", "-b");
	PARSE(":ab:c", "-b");
	PARSE(":ab:c", "-q", "-a");
	PARSE("W;b", "-W", "beta", "-b");
	PARSE("W;b", "-Wb");
	char text[] = "ro,size=10,bad=3,name", *p = text, *value;
	char *const tokens[] = { "ro", "rw", "size", "name", 0 };
	while (*p) {
		int n = getsubopt(&p, tokens, &value);
		printf("%d %s|", n, value ? value : "none");
	}
	puts("");
	static const long values[] = { 0, 1, 63, 64, 12345, 0x7fffffff, 0x80000000, 0xffffffff };
	for (int i = 0; i < 8; i++)
		printf("%s %ld ", l64a(values[i]), a64l(l64a(values[i])) & 0xffffffff);
	printf("%ld %ld %ld %ld\n", a64l("./"), a64l("zzzzzz") & 0xffffffff, a64l(""), a64l("1/Az"));
	setenv("OWN", "value", 1);
	printf("%s %d\n", secure_getenv("OWN"), secure_getenv("NO_SUCH") == 0);
	char name[] = "/tmp/optXXXXXX", bad[] = "/tmp/optXXXXX";
	int fd = mkostemp(name, O_CLOEXEC | O_APPEND);
	printf("%d %d %d %d\n", fd >= 0, fcntl(fd, F_GETFD), (fcntl(fd, F_GETFL) & (O_APPEND | O_ACCMODE)) == (O_APPEND | O_RDWR), strcmp(name, "/tmp/optXXXXXX") != 0);
	errno = 0;
	int refused = mkostemp(bad, 0);
	printf("%d %d\n", refused, errno == EINVAL);
	unlink(name);
	return 0;
}
