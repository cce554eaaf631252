// stdio on files: modes, seeking, buffering, ungetc, errors.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/fileXXXXXX";
static int enter(void) { return mkdtemp(dir) && chdir(dir) == 0; }
static void leave(void) { chdir("/"); rmdir(dir); }
#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

int main(void)
{
	char b[50];
	if (!enter())
		return 1;
	FILE *f = fopen("f", "w+");
	fprintf(f, "line one\nline two\n%d %s\n", 42, "word");
	rewind(f);
	while (fgets(b, sizeof b, f))
		printf("got %s", b);
	printf("eof %d error %d\n", feof(f), ferror(f));
	fseek(f, 5, SEEK_SET);
	printf("%c%c at %ld\n", getc(f), getc(f), ftell(f));
	ungetc(90, f);
	printf("%c%c\n", getc(f), getc(f));
	fclose(f);
	f = fopen("f", "a");
	fputs("appended\n", f);
	fclose(f);
	f = fopen("f", "r");
	int n, lines = 0, d = 0;
	char word[20] = "";
	while ((n = getc(f)) != EOF)
		lines += n == 10;
	printf("%d lines\n", lines);
	fseek(f, 18, SEEK_SET);
	printf("%d", fscanf(f, "%d %19s", &d, word));
	printf(" %d %s\n", d, word);
	printf("write to reader %d\n", fputc(65, f));
	printf("error %d\n", ferror(f) != 0);
	fclose(f);
	printf("%d %s\n", fopen("none", "r") != 0, strerror(errno));
	printf("%d %s\n", fopen("f", "q") != 0, strerror(errno));
	unlink("f");
	leave();
	return 0;
}
