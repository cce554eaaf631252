// oracle: POSIX
// headers: own
// nftw at the border of a file system: FTW_MOUNT leaves out what is beyond it, FTW_XDEV tells a folder that is beyond it but
// not what that has (POSIX.1-2024, nftw). A symbolic link leads there: mounting needs a privilege.
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

static int folders, after, below, links, files, elsewhere;

static int visit(const char *path, const struct stat *status, int type, struct FTW *place)
{
	if (!strcmp(path, "t/beyond")) {
		folders += type == FTW_D;
		after += type == FTW_DP;
		links += type == FTW_SL;
	}
	below += !strncmp(path, "t/beyond/", 9);
	/* With FTW_CHDIR the name alone leads to the file, also of a folder whose files were reported before it. */
	struct stat here;
	elsewhere += lstat(path + place->base, &here) != 0 && lstat(path, &here) != 0;
	files += !strcmp(path, "t/here/file") && type == FTW_F && place->level == 2;
	return 0;
}

static int walk(int flags)
{
	folders = after = below = links = files = elsewhere = 0;
	return nftw("t", visit, 8, flags);
}

/* A folder on another device than this one, not empty. */
static const char *beyond(dev_t device)
{
	static const char *candidates[] = { "/dev", "/proc/self", "/sys", "/proc", "/run", "/dev/shm", "/" };
	struct stat status;
	for (unsigned i = 0; i < sizeof candidates / sizeof *candidates; i++)
		if (!stat(candidates[i], &status) && status.st_dev != device)
			return candidates[i];
	return 0;
}

int main(void)
{
	char dir[] = "/tmp/walkXXXXXX";
	struct stat status;
	if (!mkdtemp(dir) || chdir(dir) || mkdir("t", 0700) || mkdir("t/here", 0700) || stat("t", &status))
		return 1;
	fclose(fopen("t/here/file", "w"));
	const char *other = beyond(status.st_dev);
	if (!other)
		return 77;
	symlink(other, "t/beyond");
	OK(walk(FTW_XDEV) == 0 && folders == 1 && after == 0 && below == 0 && files == 1);
	OK(walk(FTW_XDEV | FTW_DEPTH) == 0 && folders == 0 && after == 1 && below == 0 && files == 1);
	OK(walk(FTW_XDEV | FTW_CHDIR) == 0 && folders == 1 && below == 0 && files == 1 && elsewhere == 0);
	OK(walk(FTW_XDEV | FTW_CHDIR | FTW_DEPTH) == 0 && after == 1 && below == 0 && files == 1 && elsewhere == 0);
	OK(walk(FTW_MOUNT) == 0 && folders == 0 && after == 0 && below == 0 && files == 1);
	OK(walk(FTW_MOUNT | FTW_XDEV) == 0 && folders == 0 && below == 0 && files == 1);
	OK(walk(FTW_PHYS | FTW_XDEV) == 0 && links == 1 && below == 0 && files == 1);
	unlink("t/beyond");
	unlink("t/here/file");
	rmdir("t/here");
	rmdir("t");
	return chdir("/") || rmdir(dir);
}
