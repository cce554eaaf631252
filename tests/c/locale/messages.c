// gettext and its kin without a catalogue: the text itself, the plural by the number, domains told.
#include <errno.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	printf("%s\n", setlocale(LC_ALL, "C.UTF-8"));
	printf("domain %s", textdomain(0));
	printf(" %s", textdomain("ours"));
	printf(" %s", textdomain(0));
	printf(" %s\n", textdomain(""));
	printf("directory %d", bindtextdomain("none", 0) != 0);
	printf(" %s", bindtextdomain("none", "/nowhere"));
	printf(" %s\n", bindtextdomain("none", 0));
	printf("codeset %d", bind_textdomain_codeset("none", 0) == 0);
	printf(" %s", bind_textdomain_codeset("none", "UTF-8"));
	printf(" %s\n", bind_textdomain_codeset("none", 0));
	errno = 77;
	printf("%s %s %s %d\n", gettext("one"), dgettext("none", "two"), dcgettext("none", "three", LC_MESSAGES), errno);
	for (unsigned long n = 0; n < 4; n++)
		printf("%s %s %s\n", ngettext("file", "files", n), dngettext("none", "file", "files", n), dcngettext("none", "file", "files", n, LC_MESSAGES));
	const char *text = "same pointer";
	printf("%d %d\n", gettext(text) == text, dgettext(0, text) == text);
	return 0;
}
