// fts: order, kinds, depth, links, cycles, instructions, children, roots.
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *kinds[] = { "?", "D", "DC", "DEFAULT", "DNR", "DOT", "DP", "ERR", "F", "INIT", "NS", "NSOK", "SL", "SLNONE", "W" };

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void walk(const char *title, int options, char *const *roots)
{
	printf("%s\n", title);
	FTS *fts = fts_open(roots, options, by_name);
	if (!fts) {
		printf("error %d\n", errno);
		return;
	}
	FTSENT *e;
	errno = 1;
	while ((e = fts_read(fts))) {
		printf("%*s%s %s %s %d %u %u", 2 * e->fts_level, "", kinds[e->fts_info], e->fts_path, e->fts_name, e->fts_level, e->fts_pathlen, e->fts_namelen);
		if (e->fts_info == FTS_NS || e->fts_info == FTS_DNR)
			printf(" error %d", e->fts_errno);
		if (e->fts_info == FTS_F)
			printf(" size %ld", (long)e->fts_statp->st_size);
		if (e->fts_info == FTS_DC)
			printf(" of %s", e->fts_cycle->fts_name);
		puts("");
		if (e->fts_info == FTS_D && !strcmp(e->fts_name, "skipped"))
			fts_set(fts, e, FTS_SKIP);
		if (e->fts_info == FTS_SL && !strcmp(e->fts_name, "followed"))
			fts_set(fts, e, FTS_FOLLOW);
		if (e->fts_info == FTS_F && e->fts_number++ == 0 && !strcmp(e->fts_name, "again"))
			fts_set(fts, e, FTS_AGAIN);
	}
	printf("end %d, close %d\n", errno, fts_close(fts));
}

int main(void)
{
	char folder[] = "/tmp/fts.XXXXXX";
	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	mkdir("a", 0755);
	mkdir("a/deep", 0755);
	mkdir("a/deep/deeper", 0755);
	mkdir("a/skipped", 0755);
	mkdir("b", 0755);
	const char *files[] = { "a/one", "a/again", "a/deep/two", "a/deep/deeper/three", "a/skipped/never", "b/four", "five" };
	for (int i = 0; i < 7; i++) {
		int fd = open(files[i], O_CREAT | O_WRONLY, 0644);
		write(fd, "12345", i % 6);
		close(fd);
	}
	symlink("nowhere", "a/dangling");
	symlink("../b", "a/followed");
	symlink("..", "a/deep/up");
	symlink("five", "link");
	walk("physical", FTS_PHYSICAL, (char *[]){ "a", "five", "link", "missing", 0 });
	walk("logical", FTS_LOGICAL | FTS_NOCHDIR, (char *[]){ "a", "link", 0 });
	walk("command line", FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, (char *[]){ "link", "a/followed", "./b/", 0 });
	walk("with dots, without status", FTS_PHYSICAL | FTS_SEEDOT | FTS_NOSTAT | FTS_NOCHDIR, (char *[]){ "b", 0 });
	walk("bad options", 0x10000, (char *[]){ "a", 0 });
	walk("no name", FTS_PHYSICAL, (char *[]){ "", 0 });

	FTS *fts = fts_open((char *[]){ "a", "b", 0 }, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	for (FTSENT *e = fts_children(fts, 0); e; e = e->fts_link)
		printf("root %s %s\n", e->fts_name, kinds[e->fts_info]);
	FTSENT *a = fts_read(fts);
	printf("%s\n", a->fts_path);
	for (FTSENT *e = fts_children(fts, 0); e; e = e->fts_link)
		printf("child %s %s %d\n", e->fts_name, kinds[e->fts_info], e->fts_level);
	FTSENT *next = fts_read(fts);
	printf("next %s in %s\n", next->fts_path, next->fts_parent->fts_name);
	printf("bad instruction %d", fts_set(fts, next, 77) != 0);
	printf(" %d\n", errno == EINVAL);
	printf("close early %d\n", fts_close(fts));
	const char *all[] = { "a/dangling", "a/followed", "a/deep/up", "link" };
	for (int i = 0; i < 4; i++)
		unlink(all[i]);
	for (int i = 0; i < 7; i++)
		unlink(files[i]);
	rmdir("a/deep/deeper");
	rmdir("a/deep");
	rmdir("a/skipped");
	rmdir("a");
	rmdir("b");
	chdir("/");
	return rmdir(folder);
}
