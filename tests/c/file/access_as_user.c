// What a user without privileges may do, by owner, group and other bits.
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	struct stat st;
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	chmod(dir, 0777);
	/* Whoever runs this: from here on a user that is not root. */
	if (fork() == 0) {
		if (geteuid() == 0 && (setgroups(0, 0) || setgid(1234) || setuid(1234)))
			_exit(1);
		umask(0);
		int fd = open("own", O_CREAT | O_RDWR, 0);
		SHOW(write(fd, "made with mode 0", 16));
		SHOW(access("own", F_OK));
		SHOW(access("own", R_OK));
		SHOW(open("own", O_RDONLY));
		SHOW(truncate("own", 0));
		SHOW(chmod("own", 0077));
		SHOW(open("own", O_RDONLY));
		SHOW(access("own", X_OK));
		SHOW(chmod("own", 0400));
		SHOW(close(open("own", O_RDONLY)));
		SHOW(open("own", O_RDWR));
		SHOW(open("own", O_RDONLY | O_TRUNC));
		SHOW(mkdir("d", 0700));
		SHOW(close(open("d/f", O_CREAT | O_WRONLY, 0600)));
		SHOW(chmod("d", 0600));
		SHOW(stat("d/f", &st));
		SHOW(chdir("d"));
		SHOW(chmod("d", 0500));
		SHOW(stat("d/f", &st));
		SHOW(unlink("d/f"));
		SHOW(open("d/g", O_CREAT | O_WRONLY, 0600));
		SHOW(rename("d/f", "f"));
		SHOW(chmod("d", 0300));
		SHOW(open("d", O_RDONLY));
		SHOW(unlink("d/f"));
		SHOW(rmdir("d"));
		SHOW(chown("own", 0, -1));
		SHOW(chmod("/", 0777));
		SHOW(open("/ochre-test-not-allowed", O_CREAT | O_WRONLY, 0600));
		SHOW(unlink("own"));
		fflush(stdout);
		_exit(0);
	}
	int status;
	wait(&status);
	printf("child %d\n", WEXITSTATUS(status));
	chdir("/");
	printf("%d\n", rmdir(dir));
	return 0;
}
