// readdir_r gives each entry once, and null at the end.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	char dir[] = "/tmp/direXXXXXX", name[8];
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	for (int i = 0; i < 50; i++) {
		snprintf(name, sizeof name, "f%d", i);
		close(open(name, O_CREAT | O_WRONLY, 0600));
	}
	DIR *d = opendir(".");
	union {
		struct dirent entry;
		char room[sizeof(struct dirent) + 256];
	} u;
	struct dirent *e;
	int n = 0, dots = 0, seen[50] = { 0 }, r;
	while (!(r = readdir_r(d, &u.entry, &e)) && e) {
		int k;
		if (e->d_name[0] == '.')
			dots++;
		else if (sscanf(e->d_name, "f%d", &k) == 1)
			seen[k]++, n++;
	}
	int once = 1;
	for (int i = 0; i < 50; i++)
		once &= seen[i] == 1;
	printf("%d %d dots %d, once %d, the end %d\n", r, n, dots, once, e == 0);
	closedir(d);
	for (int i = 0; i < 50; i++) {
		snprintf(name, sizeof name, "f%d", i);
		unlink(name);
	}
	chdir("/");
	return rmdir(dir);
}
