// gettext with a catalogue made here: contexts of encoding, plural forms, fallbacks.
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A catalogue: magic, revision, count, offsets of originals and of translations, sorted by original. */
static void write_catalogue(const char *path, const char *(*pairs)[2], const unsigned (*sizes)[2], unsigned n)
{
	unsigned head[7] = { 0x950412de, 0, n, 28, 28 + 8 * n, 0, 28 + 16 * n }, at = 28 + 16 * n;
	FILE *f = fopen(path, "w");
	fwrite(head, sizeof head, 1, f);
	for (int side = 0; side < 2; side++)
		for (unsigned i = 0; i < n; i++) {
			unsigned entry[2] = { sizes[i][side], at };
			fwrite(entry, sizeof entry, 1, f);
			at += sizes[i][side] + 1;
		}
	for (int side = 0; side < 2; side++)
		for (unsigned i = 0; i < n; i++)
			fwrite(pairs[i][side], sizes[i][side] + 1, 1, f);
	fclose(f);
}

int main(void)
{
	static char dir[] = "/tmp/catXXXXXX";
	const char *pairs[][2] = {
		{ "", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);\n" },
		{ "file\0files", "plik\0pliki\0plik\xc3\xb3w" },
		{ "hello", "cze\xc5\x9b\xc4\x87" },
	};
	unsigned sizes[][2] = { { 0, strlen(pairs[0][1]) }, { 10, 4 + 1 + 5 + 1 + 6 }, { 5, 7 } };
	sizes[1][1] = sizeof "plik\0pliki\0plik\xc3\xb3w" - 1;
	mkdtemp(dir);
	char path[200];
	static const char *folders[] = { "xx", "xx/LC_MESSAGES" };
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, folders[i]);
		mkdir(path, 0700);
	}
	snprintf(path, sizeof path, "%s/xx/LC_MESSAGES/test.mo", dir);
	write_catalogue(path, pairs, sizes, 3);
	printf("%s\n", setlocale(LC_ALL, "C.UTF-8"));
	setenv("LANGUAGE", "xx", 1);
	bindtextdomain("test", dir);
	bind_textdomain_codeset("test", "UTF-8");
	textdomain("test");
	printf("%s %s %s\n", gettext("hello"), dgettext("test", "hello"), dcgettext("test", "unknown", LC_MESSAGES));
	for (int n = 0; n < 25; n += 3)
		printf("%d %s; ", n, ngettext("file", "files", n));
	printf("%s\n", dcngettext("test", "file", "files", 2, LC_MESSAGES));
	printf("%s\n", dngettext("other", "file", "files", 2));
	unlink(path);
	for (int i = 1; i >= 0; i--) {
		snprintf(path, sizeof path, "%s/%s", dir, folders[i]);
		rmdir(path);
	}
	return rmdir(dir) != 0;
}
