// inotify: masks and flags of watches, their numbers and ends, several instances, what is refused.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
static int in;
#define SHOW(e) do { errno = 0; long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

static void events_of(int instance, const char *what)
{
	_Alignas(struct inotify_event) char buffer[4096];
	ssize_t len;
	printf("%s:", what);
	while ((len = read(instance, buffer, sizeof buffer)) > 0) {
		for (char *at = buffer; at < buffer + len;) {
			const struct inotify_event *event = (const void *)at;
			printf(" [%d %#x %s]", event->wd, event->mask, event->len ? event->name : "");
			at += sizeof *event + event->len;
		}
	}
	printf(" %s\n", len < 0 && errno != EAGAIN ? strerror(errno) : "");
}

static void events(const char *what)
{
	events_of(in, what);
}

static void touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);
	write(fd, "x", 1);
	close(fd);
}

static void masks(void)
{
	touch("f");
	SHOW(inotify_add_watch(in, "f", IN_OPEN));
	SHOW(inotify_add_watch(in, "./f", IN_CLOSE_WRITE));
	touch("f");
	events("replaced");
	SHOW(inotify_add_watch(in, "f", IN_OPEN | IN_MASK_ADD));
	touch("f");
	events("added");
	SHOW(inotify_add_watch(in, "f", IN_OPEN | IN_MASK_CREATE));
	SHOW(inotify_add_watch(in, "f", IN_MODIFY | IN_MASK_CREATE | IN_MASK_ADD));
	touch("f");
	events("as before");
	link("f", "g");
	SHOW(inotify_add_watch(in, "g", IN_MODIFY));
	touch("g");
	touch("f");
	events("by either name, told once");
	SHOW(inotify_rm_watch(in, 1));
	SHOW(inotify_rm_watch(in, 1));
	touch("f");
	events("removed");
	SHOW(inotify_add_watch(in, "f", IN_OPEN | IN_MASK_CREATE));
	SHOW(inotify_add_watch(in, "f", IN_ISDIR));
	touch("f");
	events("nothing is wanted");
	SHOW(inotify_rm_watch(in, 2));
	events("ignored");
	SHOW(inotify_add_watch(in, "f", IN_CLOSE | IN_ONESHOT));
	touch("f");
	touch("f");
	events("once");
	SHOW(inotify_rm_watch(in, 3));
	SHOW(inotify_add_watch(in, "f", IN_CLOSE | IN_ONESHOT));
	SHOW(inotify_add_watch(in, "f", IN_OPEN));
	touch("f");
	touch("f");
	events("not once any more");
	unlink("g");
	unlink("f");
	events("gone, which is told whatever is wanted");
	SHOW(inotify_rm_watch(in, 4));
}

static void kinds(void)
{
	mkdir("d", 0755);
	symlink("d", "l");
	symlink("nowhere", "n");
	touch("f");
	SHOW(inotify_add_watch(in, "f", IN_OPEN | IN_ONLYDIR));
	SHOW(inotify_add_watch(in, "l", IN_CREATE | IN_ONLYDIR));
	SHOW(inotify_add_watch(in, "d", IN_CREATE | IN_ONLYDIR));
	touch("l/x");
	events("through a link");
	SHOW(inotify_add_watch(in, "l", IN_ALL_EVENTS | IN_DONT_FOLLOW));
	SHOW(inotify_add_watch(in, "n", IN_ALL_EVENTS | IN_DONT_FOLLOW));
	SHOW(inotify_add_watch(in, "n", IN_ALL_EVENTS));
	touch("l/x");
	rename("l", "m");
	unlink("m");
	events("the link itself");
	unlink("n");
	events("the other");
	unlink("d/x");
	rmdir("d");
	unlink("f");
	events("the rest");
}

static void removed_names(void)
{
	mkdir("d", 0755);
	mkdir("e", 0755);
	int d = inotify_add_watch(in, "d", IN_MODIFY | IN_CLOSE | IN_ATTRIB | IN_EXCL_UNLINK);
	int fd = open("d/f", O_CREAT | O_RDWR, 0600);
	link("d/f", "e/f");
	int other = open("e/f", O_RDWR);
	int itself = inotify_add_watch(in, "e/f", IN_MODIFY | IN_EXCL_UNLINK);
	printf("watches follow each other: %d\n", itself - d);
	write(fd, "1", 1);
	events("while it has its name");
	unlink("d/f");
	write(fd, "2", 1);
	fchmod(fd, 0640);
	ftruncate(fd, 0);
	events("without it");
	write(other, "3", 1);
	events("by the name that is left");
	close(fd);
	close(other);
	unlink("e/f");
	rmdir("d");
	rmdir("e");
	events("all gone");
}

static void instances(void)
{
	int one = inotify_init1(IN_NONBLOCK), other = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	touch("f");
	SHOW(inotify_add_watch(one, "f", IN_OPEN));
	SHOW(inotify_add_watch(other, ".", IN_OPEN | IN_CREATE));
	SHOW(inotify_add_watch(other, "f", IN_CLOSE));
	touch("f");
	touch("g");
	events_of(one, "one");
	events_of(other, "other");
	close(one);
	touch("f");
	events_of(other, "one is closed");
	int copy = dup(other);
	close(other);
	touch("f");
	events_of(copy, "a duplicate");
	SHOW(inotify_rm_watch(copy, 2));
	events_of(copy, "a watch removed by it");
	close(copy);
	touch("f");
	// Events of another process, and an instance in two of them.
	int shared = inotify_init1(IN_NONBLOCK);
	inotify_add_watch(shared, "f", IN_MODIFY);
	fflush(stdout);
	if (fork() == 0) {
		touch("f");
		inotify_add_watch(shared, ".", IN_DELETE);
		_exit(0);
	}
	wait(0);
	unlink("g");
	events_of(shared, "shared with a child");
	close(shared);
	unlink("f");
}

static void refused(void)
{
	int pair[2], file = open("f", O_CREAT | O_RDWR, 0600);
	int counter = eventfd(0, 0);
	pipe(pair);
	SHOW(inotify_init1(1));
	SHOW(inotify_add_watch(in, "f", 0));
	SHOW(inotify_add_watch(in, "f", 0x00800000));
	SHOW(inotify_add_watch(in, "f", IN_OPEN | 0x00010000));
	SHOW(inotify_add_watch(-1, "f", IN_OPEN));
	SHOW(inotify_add_watch(999, "f", IN_OPEN));
	SHOW(inotify_add_watch(999, "none", IN_OPEN));
	SHOW(inotify_add_watch(file, "f", IN_OPEN));
	SHOW(inotify_add_watch(pair[0], "f", IN_OPEN));
	SHOW(inotify_add_watch(counter, "f", IN_OPEN));
	SHOW(inotify_add_watch(file, "none", IN_OPEN));
	SHOW(inotify_add_watch(in, "none", IN_OPEN));
	SHOW(inotify_add_watch(in, "", IN_OPEN));
	SHOW(inotify_add_watch(in, "f/x", IN_OPEN));
	SHOW(inotify_rm_watch(in, 0));
	SHOW(inotify_rm_watch(in, -1));
	SHOW(inotify_rm_watch(in, 12345));
	SHOW(inotify_rm_watch(-1, 1));
	SHOW(inotify_rm_watch(999, 1));
	SHOW(inotify_rm_watch(file, 1));
	SHOW(inotify_rm_watch(pair[1], 1));
	SHOW(inotify_rm_watch(counter, 1));
	SHOW(write(in, "x", 1));
	chmod("f", 0200);
	mkdir("closed", 0700);
	mkdir("closed/d", 0777);
	mkdir("search", 0711);
	mkdir("search/d", 0777);
	fflush(stdout);
	if (fork() == 0) {
		if (geteuid() == 0 && (setgroups(0, 0) || setgid(1234) || setuid(1234)))
			_exit(1);
		SHOW(inotify_add_watch(in, "f", IN_OPEN));
		SHOW(inotify_add_watch(in, "closed", IN_OPEN));
		SHOW(inotify_add_watch(in, "closed/d", IN_OPEN));
		SHOW(inotify_add_watch(in, "search", IN_OPEN));
		SHOW(inotify_add_watch(in, "search/d", IN_OPEN) > 0);
		fflush(stdout);
		_exit(0);
	}
	wait(0);
	rmdir("closed/d");
	rmdir("closed");
	rmdir("search/d");
	rmdir("search");
	unlink("f");
	close(file);
}

int main(void)
{
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	chmod(dir, 0755);
	in = inotify_init1(IN_NONBLOCK);
	printf("%d\n", in >= 0);
	masks();
	kinds();
	removed_names();
	instances();
	refused();
	chdir("/");
	rmdir(dir);
	return 0;
}
