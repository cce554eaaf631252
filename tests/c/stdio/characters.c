// Characters and blocks: locked and unlocked, positions, names for temporary files.
// stdin: abcdefgh
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *shared;

static void *try(void *arg)
{
	int busy = ftrylockfile(shared) != 0;
	if (!busy)
		funlockfile(shared);
	return (void *)(long)busy;
}

int main(void)
{
	printf("%c", getchar());
	printf("%c", getchar_unlocked());
	printf("%c", getc(stdin));
	printf("%c\n", getc_unlocked(stdin));
	putchar('x');
	putchar_unlocked('y');
	putc('z', stdout);
	putc_unlocked('\n', stdout);
	printf("%d %d\n", putc(0x1ff, stderr), fputc('\n', stderr));
	FILE *f = shared = tmpfile();
	void *busy;
	pthread_t t;
	flockfile(f);
	printf("again %d\n", ftrylockfile(f));
	for (int i = 0; i < 3; i++) {
		pthread_create(&t, 0, try, 0);
		pthread_join(t, &busy);
		printf("busy %ld\n", (long)busy);
		if (i < 2)
			funlockfile(f);
	}
	fpos_t position;
	char b[16] = "";
	printf("%zu\n", fwrite("0123456789", 2, 5, f));
	fseeko(f, 3, SEEK_SET);
	fgetpos(f, &position);
	printf("%c %jd", getc(f), (intmax_t)ftello(f));
	fsetpos(f, &position);
	printf(" %jd %c\n", (intmax_t)ftello(f), getc(f));
	printf("%zu", fread(b, 3, 5, f));
	printf(" %s %d %d\n", b, feof(f) != 0, ferror(f));
	printf("%zu %zu\n", fread(b, 0, 5, f), fread(b, 5, 0, f));
	errno = 0;
	printf("%d", fseeko(f, -1, SEEK_SET));
	printf(" %d", errno == EINVAL);
	printf(" %d", fseeko(f, 0, 99));
	printf(" %d\n", errno == EINVAL);
	printf("%d %jd\n", fseeko(f, 5000000000, SEEK_SET), (intmax_t)ftello(f));
	fclose(f);
	int p[2];
	pipe(p);
	f = fdopen(p[0], "r");
	errno = 0;
	printf("%d", fseeko(f, 0, SEEK_SET));
	printf(" %d", errno == ESPIPE);
	errno = 0;
	printf(" %jd", (intmax_t)ftello(f));
	printf(" %d", errno == ESPIPE);
	printf(" %d\n", fgetpos(f, &position) != 0);
	char one[L_tmpnam], two[L_tmpnam];
	tmpnam(one), tmpnam(two);
	printf("%d %d %d %d\n", strcmp(one, two) != 0, access(one, F_OK) == -1, one[0] == '/', tmpnam(0) != 0);
	return 0;
}
