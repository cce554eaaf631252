// oracle: POSIX
// locales: cs_CZ
// A locale's file that is damaged, cut, or whose formats contain themselves: whatever it says, the program goes on.
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <monetary.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

static char *good, *bad;
static size_t length;

static void use(void)
{
	char text[3000], back[3000];
	struct tm t = { .tm_year = 124, .tm_mon = 4, .tm_mday = 3, .tm_wday = 5 };
	setlocale(LC_ALL, "cs_CZ.UTF-8");
	for (int i = 0; i < 0x60; i++)
		for (int category = 0; category < 6; category++)
			strlen(nl_langinfo(category << 16 | i));
	strftime(text, sizeof text, "%c %x %X %r %A %B %p %OB", &t);
	strptime(text, "%c %x %X %r %A %B %p", &t);
	strfmon(text, sizeof text, "%n %i", -1234.5, 1e10);
	snprintf(text, sizeof text, "%f %g", 1.5, 2.25);
	strtod(text, 0);
	static const char *words[] = { "chata", "cena", "\xff\xfe", "Č", "日本", "", "a b" };
	for (int i = 0; i < 7; i++)
		for (int k = 0; k < 7; k++)
			strcoll(words[i], words[k]), strxfrm(back, words[k], sizeof back);
	wcscoll(L"cha\x10ffff", L"\x7fffffff");
}

static void put(size_t size)
{
	int fd = open("damaged/cs_CZ.UTF-8", O_WRONLY | O_CREAT | O_TRUNC, 0644);
	write(fd, bad, size);
	close(fd);
}

// Whether a process that uses the file ends as it should, and speaks Czech, if it is to.
static int survives(int wants_czech)
{
	pid_t pid = fork();
	if (!pid) {
		alarm(20);
		// Not in the parent: a file that is mapped stays mapped in its children.
		use();
		_exit(wants_czech && strcmp(nl_langinfo(DAY_1), "Neděle") ? 8 : 7);
	}
	int status;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 7;
}

static unsigned long seed = 12345;

static unsigned next(void)
{
	return (seed = seed * 6364136223846793005u + 1442695040888963407u) >> 33;
}

int main(void)
{
	char path[400];
	const char *folder = getenv("MUSL_LOCPATH");
	snprintf(path, sizeof path, "%s/cs_CZ.UTF-8", folder ? folder : "/usr/lib/locale");
	int fd = open(path, O_RDONLY);
	struct stat s;
	if (fd < 0 || fstat(fd, &s))
		return puts("wrong no file") && 1;
	length = s.st_size, good = malloc(length), bad = malloc(length);
	printf("%s whole\n", read(fd, good, length) == (ssize_t)length ? "ok" : "wrong");
	char work[] = "/tmp/ochre-locale-XXXXXX";
	chdir(mkdtemp(work));
	mkdir("damaged", 0755);
	setenv("MUSL_LOCPATH", "damaged", 1);
	memcpy(bad, good, length), put(length);
	printf("%s undamaged\n", survives(1) ? "ok" : "wrong");
	int alive = 0;
	for (int i = 0; i < 60; i++) {
		memcpy(bad, good, length);
		for (unsigned n = 1 + next() % 40; n; n--) {
			// The tables, the begin of collation and its end are where numbers are read as offsets.
			size_t where = next() % 4 == 0 ? next() % length : next() % 4 == 1 ? 16 + next() % 200 : next() % 2 ? next() % 4096 : length - 1 - next() % 6000;
			bad[where] = next();
		}
		put(length), alive += survives(0);
	}
	printf("%s damaged\n", alive == 60 ? "ok" : "wrong");
	alive = 0;
	memcpy(bad, good, length);
	for (int i = 0; i < 20; i++)
		put(i < 10 ? i * 7 : next() % length), alive += survives(0);
	printf("%s cut\n", alive == 20 ? "ok" : "wrong");
	// "%c" and its like in every format: all texts are replaced where they have the length.
	memcpy(bad, good, length);
	for (size_t at = length - 6000; at + 6 < length; at++)
		if (bad[at] == '%')
			bad[at + 1] = "cxXr"[at % 4];
	put(length);
	printf("%s endless formats\n", survives(0) ? "ok" : "wrong");
	unlink("damaged/cs_CZ.UTF-8"), rmdir("damaged"), chdir("/"), rmdir(work);
	return 0;
}
