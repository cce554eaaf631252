// fdopendir, dirfd, scandir with a filter, and the errors of opendir.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
static int letters(const struct dirent *e) { return e->d_name[0] >= 'a'; }
#define FAILS(e) do { errno = 0; printf("%s: %d %s\n", #e, (e) != 0, strerror(errno)); } while (0)

int main(void)
{
	struct dirent **list;
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	for (char *names[] = { "b10", "b9", "a", "C", "c", 0 }, **n = names; *n; n++)
		close(open(*n, O_CREAT | O_WRONLY, 0600));
	mkdir("d", 0700);
	symlink("a", "l");
	mkfifo("p", 0600);
	int n = scandir(".", &list, letters, alphasort);
	for (int i = 0; i < n; i++) {
		printf("%s type %d\n", list[i]->d_name, list[i]->d_type == DT_REG ? 'f' : list[i]->d_type == DT_DIR ? 'd'
			: list[i]->d_type == DT_LNK ? 'l' : list[i]->d_type == DT_FIFO ? 'p' : '?');
		free(list[i]);
	}
	free(list);
	n = scandir(".", &list, letters, versionsort);
	for (int i = 0; i < n; i++) {
		printf("%s ", list[i]->d_name);
		free(list[i]);
	}
	printf("\n");
	free(list);
	FAILS(opendir("none"));
	FAILS(opendir("a"));
	FAILS(opendir(""));
	FAILS(fdopendir(-1));
	int fd = open("a", O_RDONLY);
	FAILS(fdopendir(fd));
	fd = open(".", O_RDONLY);
	DIR *d = fdopendir(fd);
	printf("same descriptor %d\n", dirfd(d) == fd);
	struct stat st, here;
	int agree = 0;
	stat(".", &here);
	for (struct dirent *e; (e = readdir(d));) {
		fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW);
		agree += strcmp(e->d_name, "..") == 0 || st.st_ino == e->d_ino;
	}
	printf("numbers that agree with stat: %d\n", agree);
	printf("%d", closedir(d));
	printf(" %d", close(fd));
	printf(" %s\n", strerror(errno));
	for (char *names[] = { "b10", "b9", "a", "C", "c", "l", "p", 0 }, **n = names; *n; n++)
		unlink(*n);
	rmdir("d");
	chdir("/");
	return rmdir(dir);
}
