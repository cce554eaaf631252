// Extended attributes where a file system has none: asking and changing fail, the list is empty, and what is wrong with the
// file is told first.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

static void show(const char *what, long result)
{
	printf("%s %ld %s\n", what, result, result < 0 ? strerror(errno) : "");
}

int main(void)
{
	const char *file = "/proc/self/stat", *none = "/proc/self/nothing", *name = "user.ochre";
	char room[16];
	int fd = open(file, O_RDONLY);
	show("get", getxattr(file, name, room, sizeof room));
	show("lget", lgetxattr(file, name, room, sizeof room));
	show("fget", fgetxattr(fd, name, room, sizeof room));
	show("list", listxattr(file, room, sizeof room));
	show("llist", llistxattr(file, room, 0));
	show("flist", flistxattr(fd, room, sizeof room));
	show("set", setxattr(file, name, "x", 1, 0));
	show("lset", lsetxattr(file, name, "x", 1, XATTR_CREATE));
	show("fset", fsetxattr(fd, name, "x", 1, XATTR_REPLACE));
	show("remove", removexattr(file, name));
	show("lremove", lremovexattr(file, name));
	show("fremove", fremovexattr(fd, name));
	show("no file", getxattr(none, name, room, sizeof room));
	show("no file", llistxattr(none, room, sizeof room));
	show("no file", setxattr(none, name, "x", 1, 0));
	show("no file", fremovexattr(-1, name));
	return 0;
}
