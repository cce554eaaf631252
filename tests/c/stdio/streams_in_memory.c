// fmemopen and open_memstream: sizes, ends, seeks, modes.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	char b[16] = "hello";
	FILE *f = fmemopen(b, sizeof b, "r+");
	char line[32];
	printf("%s|", fgets(line, sizeof line, f));
	printf("%d\n", getc(f));
	fseek(f, 0, SEEK_END);
	printf("end %ld\n", ftell(f));
	rewind(f);
	fputs("HE", f);
	fflush(f);
	printf("%s\n", b);
	fclose(f);
	memset(b, '#', sizeof b);
	f = fmemopen(b, 8, "w");
	fputs("abc", f);
	fflush(f);
	printf("%d %c\n", b[3], b[4]);
	setbuf(f, 0);
	int n = fwrite("0123456789", 1, 10, f);
	printf("written %d\n", fflush(f) || n < 10);
	fclose(f);
	printf("%.3s %c\n", b, b[8]);
	strcpy(b, "one");
	f = fmemopen(b, sizeof b, "a+");
	fputs("two", f);
	fflush(f);
	rewind(f);
	printf("%s\n", fgets(line, sizeof line, f));
	fclose(f);
	f = fmemopen(0, 10, "w+");
	fputs("own", f);
	rewind(f);
	printf("%s\n", fgets(line, sizeof line, f));
	fclose(f);
	f = fmemopen(b, sizeof b, "r");
	fseek(f, 2, SEEK_SET);
	printf("%c", getc(f));
	printf(" %d", fseek(f, 17, SEEK_SET));
	printf(" %d\n", fputc('x', f) == EOF);
	fclose(f);
	errno = 0;
	f = fmemopen(b, sizeof b, "q");
	printf("mode %d %d\n", f == 0, errno == EINVAL);

	char *text = 0;
	size_t size = 77;
	f = open_memstream(&text, &size);
	fflush(f);
	printf("%zu %d\n", size, text[0]);
	fprintf(f, "hello %d", 5);
	fflush(f);
	printf("%zu %s\n", size, text);
	fseek(f, 1, SEEK_SET);
	fputs("E", f);
	fflush(f);
	printf("%zu\n", size);
	fseek(f, 10, SEEK_SET);
	fputs("!", f);
	fflush(f);
	printf("%zu %d %c\n", size, text[8], text[10]);
	for (int i = 0; i < 10000; i++)
		fputc('a' + i % 26, f);
	fclose(f);
	printf("%zu %d %c\n", size, text[size], text[size - 1]);
	free(text);
	return 0;
}
