// nftw and ftw: each kind of entry, depth first or last, links followed or not, from folder to folder, and stopping.
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX", lines[32][64];
static int count, limit;

static int visit(const char *path, const struct stat *st, int type, struct FTW *f)
{
	const char *name = type == FTW_F ? "F" : type == FTW_D ? "D" : type == FTW_DP ? "DP" : type == FTW_SL ? "SL" : type == FTW_SLN ? "SLN" : "?";
	snprintf(lines[count++], 64, "%s %s base %s level %d", name, path, path + f->base, f->level);
	return count == limit ? 42 : 0;
}

static int in_folder(const char *path, const struct stat *st, int type, struct FTW *f)
{
	char here[200];
	struct stat seen;
	if (!getcwd(here, sizeof here) || lstat(path + f->base, &seen))
		return -2;
	snprintf(lines[count++], 64, "%s in %s %d", path, here + strlen(dir), seen.st_ino == st->st_ino);
	return 0;
}

static int simple(const char *path, const struct stat *st, int type)
{
	snprintf(lines[count++], 64, "%s %s", type == FTW_F ? "F" : type == FTW_D ? "D" : "other", path);
	return 0;
}

static int order(const void *a, const void *b) { return strcmp(a, b); }

static void show(const char *title, int result)
{
	qsort(lines, count, sizeof lines[0], order);
	printf("%s = %d\n", title, result);
	for (int i = 0; i < count; i++)
		printf("  %s\n", lines[i]);
	count = 0;
}

static int remove_it(const char *path, const struct stat *st, int type, struct FTW *f) { return remove(path); }

int main(void)
{
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	mkdir("t", 0755);
	mkdir("t/a", 0755);
	mkdir("t/a/deep", 0755);
	close(open("t/a/deep/file", O_CREAT | O_WRONLY, 0644));
	close(open("t/b", O_CREAT | O_WRONLY, 0644));
	symlink("a", "t/link");
	symlink("nowhere", "t/bad");
	show("physical", nftw("t", visit, 10, FTW_PHYS));
	show("depth", nftw("t", visit, 10, FTW_PHYS | FTW_DEPTH));
	show("few descriptors", nftw("t", visit, 1, FTW_PHYS));
	show("in folders", nftw("t", in_folder, 10, FTW_PHYS | FTW_CHDIR));
	show("ftw", ftw("t/a", simple, 10));
	limit = 1;
	int result = nftw("t", visit, 10, FTW_PHYS);
	printf("stopped with %d after %d: %s\n", result, count, lines[0]);
	count = limit = 0;
	show("a file", nftw("t/b", visit, 10, 0));
	result = nftw("none", visit, 10, 0);
	printf("%d %s\n", result, strerror(errno));
	printf("removed %d\n", nftw("t", remove_it, 10, FTW_PHYS | FTW_DEPTH));
	printf("%d", access("t", F_OK));
	printf(" %s\n", strerror(errno));
	chdir("/");
	return rmdir(dir);
}
