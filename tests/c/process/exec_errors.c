// execve tells why it failed, and the caller goes on.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void try(const char *path)
{
	char *args[] = { (char *)path, 0 };
	execv(path, args);
	printf("%s: %s\n", path, strerror(errno));
}

int main(void)
{
	char dir[] = "/tmp/execXXXXXX";
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	try("/nonexistent/program");
	try("./missing");
	try(".");
	close(open("plain", O_CREAT | O_WRONLY, 0644));
	try("./plain");
	close(open("empty", O_CREAT | O_WRONLY, 0755));
	try("./empty");
	try("./plain/x");
	int fd = open("garbage", O_CREAT | O_WRONLY, 0755);
	write(fd, "\177ELF garbage that is no program at all, really not one", 54);
	close(fd);
	try("./garbage");
	fd = open("badscript", O_CREAT | O_WRONLY, 0755);
	write(fd, "#!/nonexistent/interpreter\n", 27);
	close(fd);
	try("./badscript");
	try("");
	unlink("plain"), unlink("empty"), unlink("garbage"), unlink("badscript");
	chdir("/"), rmdir(dir);
	return 0;
}
