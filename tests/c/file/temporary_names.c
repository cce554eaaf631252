// mkstemp, mkostemps, mkdtemp and tmpfile: modes, uniqueness, and templates that are refused.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";

int main(void)
{
	struct stat st;
	char one[] = "aXXXXXX", two[] = "aXXXXXX", suffix[] = "bXXXXXX.txt", bad[] = "cXXXXX", inner[] = "XXXXXXd", sub[] = "dXXXXXX";
	umask(0);
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	stat(".", &st);
	printf("directory mode %o\n", st.st_mode & 07777);
	int a = mkstemp(one), b = mkstemp(two);
	printf("%d different %d\n", a >= 0 && b >= 0, strcmp(one, two) != 0);
	fstat(a, &st);
	printf("mode %o flags %d length %d\n", st.st_mode & 07777, (fcntl(a, F_GETFL) & O_ACCMODE) == O_RDWR, (int)strlen(one));
	int c = mkostemps(suffix, 4, O_APPEND | O_CLOEXEC);
	printf("%d %s append %d cloexec %d\n", c >= 0, suffix + 7, !!(fcntl(c, F_GETFL) & O_APPEND), fcntl(c, F_GETFD));
	printf("%d", mkstemp(bad));
	printf(" %s", strerror(errno));
	printf(" %s\n", bad);
	printf("%d", mkstemp(inner));
	printf(" %s\n", strerror(errno));
	printf("%d\n", mkdtemp(sub) == sub);
	char where[] = "none/XXXXXX";
	printf("%d", mkstemp(where));
	printf(" %s\n", strerror(errno));
	FILE *f = tmpfile();
	fprintf(f, "text");
	rewind(f);
	char text[10] = "";
	fgets(text, sizeof text, f);
	fstat(fileno(f), &st);
	printf("%s links %d\n", text, (int)st.st_nlink);
	fclose(f);
	unlink(one), unlink(two), unlink(suffix), rmdir(sub);
	chdir("/");
	return rmdir(dir);
}
