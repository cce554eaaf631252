// inotify: which events each operation gives, in which order, to watches on the file and on its directory.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
static int in;
static const char *watched[64];

static const struct { unsigned bit; const char *name; } names[] = {
	{ IN_ACCESS, "ACCESS" }, { IN_MODIFY, "MODIFY" }, { IN_ATTRIB, "ATTRIB" },
	{ IN_CLOSE_WRITE, "CLOSE_WRITE" }, { IN_CLOSE_NOWRITE, "CLOSE_NOWRITE" }, { IN_OPEN, "OPEN" },
	{ IN_MOVED_FROM, "MOVED_FROM" }, { IN_MOVED_TO, "MOVED_TO" }, { IN_CREATE, "CREATE" },
	{ IN_DELETE, "DELETE" }, { IN_DELETE_SELF, "DELETE_SELF" }, { IN_MOVE_SELF, "MOVE_SELF" },
	{ IN_UNMOUNT, "UNMOUNT" }, { IN_Q_OVERFLOW, "Q_OVERFLOW" }, { IN_IGNORED, "IGNORED" }, { IN_ISDIR, "ISDIR" },
};

static void print(const struct inotify_event *event)
{
	static unsigned last, count;
	const char *of = event->wd > 0 && event->wd < 64 ? watched[event->wd] : "?";
	unsigned left = event->mask;
	printf("  %d (%s):", event->wd, of);
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		if (event->mask & names[i].bit)
			printf(" %s", names[i].name);
		left &= ~names[i].bit;
	}
	if (left)
		printf(" and %#x", left);
	if (event->cookie) {
		count += event->cookie != last;
		last = event->cookie;
		printf(", rename %u", count);
	}
	if (event->len) {
		size_t used = strlen(event->name);
		int padded = event->len % 16 == 0 && event->len - used <= 16;
		for (unsigned i = used; i < event->len; i++)
			padded &= event->name[i] == 0;
		printf(" '%.20s' of %zu in %u%s", event->name, used, event->len, padded ? "" : ", badly padded");
	}
	printf("\n");
}

// All that is in the queue.
static void events(const char *what)
{
	_Alignas(struct inotify_event) char buffer[65536];
	ssize_t len;
	printf("%s\n", what);
	while ((len = read(in, buffer, sizeof buffer)) > 0) {
		for (char *at = buffer; at < buffer + len;) {
			const struct inotify_event *event = (const void *)at;
			print(event);
			at += sizeof *event + event->len;
		}
	}
}

static int watch(const char *path, unsigned mask)
{
	int wd = inotify_add_watch(in, path, mask);
	if (wd > 0 && wd < 64)
		watched[wd] = strdup(path);
	printf("watch %s: %d\n", path, wd);
	return wd;
}

static void make(const char *path)
{
	close(open(path, O_CREAT | O_WRONLY, 0644));
}

static void data(void)
{
	char buffer[8];
	int fd = open("d/f", O_CREAT | O_RDWR, 0644);
	events("created and opened");
	watch("d/f", IN_ALL_EVENTS);
	write(fd, "abcdef", 6);
	events("write");
	write(fd, "", 0);
	events("write of nothing");
	pwrite(fd, "x", 1, 3);
	events("pwrite");
	struct iovec parts[2] = { { "ab", 2 }, { "cd", 2 } };
	writev(fd, parts, 2);
	events("writev");
	lseek(fd, 0, SEEK_SET);
	events("lseek");
	read(fd, buffer, 4);
	events("read");
	pread(fd, buffer, 4, 1);
	events("pread");
	parts[0].iov_base = buffer;
	parts[1].iov_base = buffer + 4;
	readv(fd, parts, 2);
	events("readv");
	pread(fd, buffer, 4, 100);
	events("read at the end");
	ftruncate(fd, 3);
	events("ftruncate");
	fallocate(fd, 0, 0, 100);
	events("fallocate");
	int other = dup(fd);
	close(fd);
	events("one of two descriptors closed");
	fflush(stdout);
	if (fork() == 0) {
		write(other, "from a child", 12);
		_exit(0);
	}
	wait(0);
	events("a child wrote");
	close(other);
	events("the other closed");
	close(open("d/f", O_RDONLY));
	events("opened to read, closed");
	fd = open("d/f", O_WRONLY | O_APPEND);
	write(fd, "y", 1);
	close(fd);
	events("appended");
	close(open("d/f", O_WRONLY | O_TRUNC));
	events("truncated by open");
	truncate("d/f", 9);
	events("truncate");
	fd = open("d/f", O_PATH);
	close(fd);
	events("path only");
	fd = open("d/f", O_RDWR);
	char *map = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	map[0] = 'm';
	munmap(map, 4096);
	close(fd);
	events("written as memory");
	FILE *file = fopen("d/f", "w");
	fprintf(file, "text\n");
	fclose(file);
	events("stdio");
}

static void attributes(void)
{
	struct stat st;
	struct timespec times[2] = { { 1, 0 }, { 2, 0 } };
	chmod("d/f", 0600);
	events("chmod");
	chown("d/f", getuid(), getgid());
	events("chown");
	chown("d/f", -1, -1);
	events("chown to the same");
	utimensat(AT_FDCWD, "d/f", times, 0);
	events("times");
	times[0].tv_nsec = UTIME_OMIT;
	utimensat(AT_FDCWD, "d/f", times, 0);
	events("time of the last write");
	times[0].tv_nsec = 0;
	times[1].tv_nsec = UTIME_OMIT;
	utimensat(AT_FDCWD, "d/f", times, 0);
	events("time of the last read");
	int fd = open("d/f", O_RDONLY);
	fchmod(fd, 0640);
	futimens(fd, 0);
	close(fd);
	events("by descriptor");
	stat("d/f", &st);
	access("d/f", R_OK);
	chmod("d/none", 0600);
	open("d/none", O_RDONLY);
	unlink("d/none");
	mkdir("d/f", 0700);
	events("what changes nothing");
}

static void names_of_files(void)
{
	link("d/f", "e/g");
	events("link");
	int fd = open("e/g", O_WRONLY);
	write(fd, "x", 1);
	close(fd);
	events("by the other name");
	rename("d/f", "e/h");
	events("rename to another directory");
	rename("e/h", "e/i");
	events("rename in one directory");
	rename("e/i", "e/g");
	events("rename to another name of the same file");
	rename("e/i", "e/i");
	events("rename to itself");
	unlink("e/g");
	events("one of two names removed");
	fd = open("e/i", O_RDWR);
	events("opened");
	rename("e/i", "d/k");
	events("moved while open");
	write(fd, "x", 1);
	events("written under its new name");
	unlink("d/k");
	events("removed while open");
	write(fd, "x", 1);
	fchmod(fd, 0600);
	events("written and changed without a name");
	close(fd);
	events("closed");
	make("d/a");
	make("d/b");
	events("two files");
	watch("d/a", IN_ALL_EVENTS);
	watch("d/b", IN_ALL_EVENTS);
	rename("d/a", "d/b");
	events("one replaces the other");
	make("e/c");
	events("another");
	syscall(316, AT_FDCWD, "d/b", AT_FDCWD, "e/c", 2);
	events("exchanged");
	unlink("e/b");
	unlink("e/c");
	events("removed");
	symlink("nowhere", "d/l");
	events("symbolic link");
	mkfifo("d/p", 0600);
	events("pipe");
	fd = open("d/p", O_RDWR);
	close(fd);
	events("pipe opened and closed");
	rename("d/l", "d/m");
	unlink("d/m");
	unlink("d/p");
	events("links and pipes removed");
	char long_name[300] = "d/";
	memset(long_name + 2, 'n', 255);
	for (int len = 14; len <= 17; len++) {
		char saved = long_name[2 + len];
		long_name[2 + len] = 0;
		make(long_name);
		unlink(long_name);
		long_name[2 + len] = saved;
	}
	make(long_name);
	events("names of many lengths");
	unlink(long_name);
	events("removed");
}

static void directories(void)
{
	mkdir("d/s", 0755);
	events("mkdir");
	watch("d/s", IN_ALL_EVENTS);
	DIR *list = opendir("d/s");
	while (readdir(list))
		;
	closedir(list);
	events("listed");
	chmod("d/s", 0700);
	events("chmod");
	make("d/s/x");
	events("a file in it");
	int fd = open("d/s/x", O_WRONLY);
	rename("d/s", "e/t");
	events("moved");
	write(fd, "x", 1);
	close(fd);
	events("the file is told of still");
	int directory = open("e", O_RDONLY | O_DIRECTORY);
	events("a directory opened");
	mkdirat(directory, "u", 0700);
	unlinkat(directory, "u", AT_REMOVEDIR);
	fchmod(directory, 0700);
	close(directory);
	events("by its descriptor");
	unlink("e/t/x");
	rmdir("e/t");
	events("removed");
	mkdir("d/x", 0755);
	mkdir("d/y", 0755);
	events("two");
	watch("d/x", IN_ALL_EVENTS);
	watch("d/y", IN_ALL_EVENTS);
	rename("d/x", "d/y");
	events("one replaces the other");
	directory = open("d/y", O_RDONLY | O_DIRECTORY);
	rmdir("d/y");
	events("removed while open");
	close(directory);
	events("closed");
	mkdir("d/z", 0700);
	watch("d/z", IN_ALL_EVENTS);
	chdir("d/z");
	rmdir("../z");
	chdir(dir);
	events("a working directory removed");
	rename("d", "D");
	make("D/n");
	rename("D", "d");
	unlink("d/n");
	events("the watched directory itself");
}

// A directory that is watched after its files were opened, and one into which an open file moves.
static void late(void)
{
	mkdir("v", 0755);
	mkdir("w", 0755);
	int fd = open("v/f", O_CREAT | O_RDWR, 0644);
	int dropped = open("v/g", O_CREAT | O_RDWR, 0644);
	unlink("v/g");
	int v = watch("v", IN_MODIFY);
	write(fd, "1", 1);
	write(dropped, "1", 1);
	events("opened before");
	inotify_rm_watch(in, v);
	write(fd, "2", 1);
	events("watch removed");
	watch("w", IN_MODIFY | IN_ACCESS);
	write(fd, "3", 1);
	events("not there");
	rename("v/f", "w/h");
	write(fd, "4", 1);
	pread(fd, (char[1]){ 0 }, 1, 0);
	events("moved there");
	rename("w/h", "v/f");
	write(fd, "5", 1);
	events("moved away");
	watch("v/f", IN_MODIFY);
	write(fd, "6", 1);
	events("itself");
	close(fd);
	close(dropped);
	events("nobody asked for closings");
}

int main(void)
{
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	umask(022);
	mkdir("d", 0755);
	mkdir("e", 0755);
	in = inotify_init1(IN_NONBLOCK);
	watch("d", IN_ALL_EVENTS);
	watch("e", IN_ALL_EVENTS);
	data();
	attributes();
	names_of_files();
	directories();
	late();
	unlink("v/f");
	rmdir("v");
	rmdir("w");
	rmdir("d");
	rmdir("e");
	events("all removed");
	chdir("/");
	rmdir(dir);
	return 0;
}
