// telldir, seekdir and rewinddir; what was added or removed meanwhile.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";

int main(void)
{
	char name[20], names[64][20];
	long position[64];
	struct dirent *e;
	int n = 0, wrong = 0;
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	for (int i = 0; i < 40; i++) {
		sprintf(name, "f%02d", i);
		close(open(name, O_CREAT | O_WRONLY, 0600));
	}
	DIR *d = opendir(".");
	for (;;) {
		position[n] = telldir(d);
		errno = 0;
		if (!(e = readdir(d)))
			break;
		strcpy(names[n++], e->d_name);
	}
	printf("%d entries, errno %d\n", n, errno);
	for (int i = n - 1; i >= 0; i -= 3) {
		seekdir(d, position[i]);
		e = readdir(d);
		wrong += !e || strcmp(e->d_name, names[i]) != 0;
	}
	printf("wrong after seekdir %d\n", wrong);
	seekdir(d, position[n]);
	printf("at the end %d\n", readdir(d) == 0);
	/* Every file that is there all the time is told exactly once, whatever happens to others. */
	rewinddir(d);
	int seen[40] = { 0 }, count = 0, extra = 0;
	while ((e = readdir(d))) {
		if (e->d_name[0] != 'f') {
			extra += strcmp(e->d_name, ".") && strcmp(e->d_name, "..") && e->d_name[0] != 'g';
			continue;
		}
		seen[atoi(e->d_name + 1)]++;
		if (++count == 5)
			for (int i = 1; i < 40; i += 2) {
				sprintf(name, "f%02d", i);
				unlink(name);
				sprintf(name, "g%02d", i);
				close(open(name, O_CREAT | O_WRONLY, 0600));
			}
	}
	int missed = 0, twice = 0;
	for (int i = 0; i < 40; i++) {
		missed += i % 2 == 0 && seen[i] == 0;
		twice += seen[i] > 1;
	}
	printf("missed %d twice %d other %d\n", missed, twice, extra);
	rewinddir(d);
	for (n = 0; readdir(d); n++)
		;
	printf("%d entries after rewinddir\n", n);
	printf("%d\n", closedir(d));
	for (int i = 0; i < 40; i++) {
		sprintf(name, "%c%02d", i % 2 ? 'g' : 'f', i);
		unlink(name);
	}
	chdir("/");
	return rmdir(dir);
}
