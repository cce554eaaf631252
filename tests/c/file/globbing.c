// glob: sorting, brackets, marks, offsets, appending, hidden files, no match.
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";

static void show(const char *pattern, int flags)
{
	glob_t g = { .gl_offs = 2 };
	int r = glob(pattern, flags, 0, &g);
	printf("%s: %s", pattern, r == 0 ? "found" : r == GLOB_NOMATCH ? "no match" : "error");
	for (size_t i = 0; r == 0 && i < g.gl_pathc; i++)
		printf(" %s", g.gl_pathv[i + (flags & GLOB_DOOFFS ? g.gl_offs : 0)]);
	printf("\n");
	if (r == 0)
		globfree(&g);
}

int main(void)
{
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	for (char *names[] = { "a.c", "b.c", "ab.h", ".hidden.c", "x[1]", "z", 0 }, **n = names; *n; n++)
		close(open(*n, O_CREAT | O_WRONLY, 0600));
	mkdir("sub", 0700);
	close(open("sub/one.c", O_CREAT | O_WRONLY, 0600));
	show("*", 0);
	show("*.c", 0);
	show(".*.c", 0);
	show("[ab].c", 0);
	show("[!a]*", 0);
	show("[[:alpha:]].c", 0);
	show("?b.?", 0);
	show("*/*.c", 0);
	show("s*", GLOB_MARK);
	show("none*", 0);
	show("none*", GLOB_NOCHECK);
	show("x\\[1]", 0);
	show("x\\[1]", GLOB_NOESCAPE);
	show("*", GLOB_DOOFFS);
	show("{a,b}.c", GLOB_BRACE);
	show("./a*", 0);
	glob_t g = { 0 };
	glob("b*", 0, 0, &g);
	glob("a*", GLOB_APPEND, 0, &g);
	for (size_t i = 0; i < g.gl_pathc; i++)
		printf("%s ", g.gl_pathv[i]);
	printf("end %d\n", g.gl_pathv[g.gl_pathc] == NULL);
	globfree(&g);
	for (char *names[] = { "a.c", "b.c", "ab.h", ".hidden.c", "x[1]", "z", "sub/one.c", 0 }, **n = names; *n; n++)
		unlink(*n);
	rmdir("sub");
	chdir("/");
	return rmdir(dir);
}
