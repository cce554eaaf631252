// mkdir, rmdir, reading directories, and what is in them.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
static int enter(void) { return mkdtemp(dir) && chdir(dir) == 0; }
static void leave(void) { chdir("/"); rmdir(dir); }
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

#include <dirent.h>
static int cmp(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }
int main(void)
{
	if (!enter())
		return 1;
	SHOW(mkdir("d", 0755));
	SHOW(mkdir("d", 0755));
	SHOW(mkdir("d/e/f", 0755));
	SHOW(rmdir("none"));
	for (int i = 0; i < 200; i++) {
		char name[20];
		snprintf(name, sizeof name, "d/n%03d", i);
		close(open(name, O_CREAT | O_WRONLY, 0644));
	}
	SHOW(rmdir("d"));
	char *names[300];
	int n = 0;
	DIR *dir = opendir("d");
	struct dirent *e;
	while ((e = readdir(dir)))
		names[n++] = strdup(e->d_name);
	qsort(names, n, sizeof *names, cmp);
	printf("%d entries: %s %s %s ... %s\n", n, names[0], names[1], names[2], names[n - 1]);
	rewinddir(dir);
	int again = 0, removed = 0;
	while ((e = readdir(dir))) {
		again++;
		if (e->d_name[0] == 110) {
			char name[300];
			snprintf(name, sizeof name, "d/%s", e->d_name);
			removed += unlink(name) == 0;
		}
	}
	printf("again %d removed %d\n", again, removed);
	closedir(dir);
	SHOW(rmdir("d/."));
	SHOW(rmdir("d"));
	printf("%d %s\n", opendir("d") != 0, strerror(errno));
	leave();
	return 0;
}
