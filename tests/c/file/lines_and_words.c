// getline, getdelim, ungetc, fscanf and fgets at the edges: long lines, no newline, NUL bytes.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	FILE *f = tmpfile();
	char *line = 0, small[5];
	size_t room = 0;
	for (int i = 0; i < 10000; i++)
		fputc('a' + i % 26, f);
	fputs("\nshort\n\nwith\0nul", f);
	fwrite("with\0nul;and;last", 1, 17, f);
	rewind(f);
	ssize_t n = getline(&line, &room, f);
	printf("%zd enough %d ends %d\n", n, room > (size_t)n, line[n - 1] == '\n');
	n = getline(&line, &room, f);
	printf("%zd %s", n, line);
	n = getline(&line, &room, f);
	printf("%zd\n", n);
	n = getdelim(&line, &room, ';', f);
	printf("%zd nul at %zu\n", n, strlen(line));
	n = getdelim(&line, &room, ';', f);
	printf("%zd %s\n", n, line);
	n = getdelim(&line, &room, ';', f);
	printf("%zd %s\n", n, line);
	n = getdelim(&line, &room, ';', f);
	printf("%zd eof %d\n", n, feof(f));
	fseek(f, 10001, SEEK_SET);
	while (fgets(small, sizeof small, f))
		printf("[%s]", small);
	printf("\n");
	rewind(f);
	fputs("12 0x1f -7 word3.5e2,rest", f);
	fputc('\n', f);
	rewind(f);
	int a, b, c;
	char word[10];
	float d;
	printf("%d", fscanf(f, "%d %i %d %4s%f,", &a, &b, &c, word, &d));
	printf(" %d %d %d %s %g next %c\n", a, b, c, word, d, fgetc(f));
	ungetc('Q', f);
	printf("%c%c\n", fgetc(f), fgetc(f));
	printf("%d", fscanf(f, "%d", &a));
	printf(" still %c\n", fgetc(f));
	fseek(f, 0, SEEK_END);
	printf("%d %d\n", fscanf(f, "%d", &a), feof(f));
	ungetc('z', f);
	printf("%d %c %d\n", feof(f), fgetc(f), fgetc(f));
	errno = 0;
	printf("%zd", getline(0, 0, f));
	printf(" %s\n", strerror(errno));
	return 0;
}
