// oracle: POSIX
// The functions of POSIX.1-2024 that take a locale give the text itself where there is no catalogue.
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

int main(void)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", 0);
	const char *text = "text";
	OK(gettext_l(text, c) == text);
	OK(dgettext_l("none", text, c) == text);
	OK(dcgettext_l("none", text, LC_MESSAGES, c) == text);
	OK(!strcmp(ngettext_l("file", "files", 1, c), "file"));
	OK(!strcmp(ngettext_l("file", "files", 2, c), "files"));
	OK(!strcmp(dngettext_l("none", "file", "files", 0, c), "files"));
	OK(!strcmp(dngettext_l("none", "file", "files", 1, c), "file"));
	OK(!strcmp(dcngettext_l("none", "file", "files", 1, LC_MESSAGES, c), "file"));
	OK(!strcmp(dcngettext_l("none", "file", "files", 7, LC_MESSAGES, c), "files"));
	OK(!strcmp(getlocalename_l(LC_CTYPE, c), "C"));
	OK(getlocalename_l(LC_ALL, c) == 0 || !strcmp(getlocalename_l(LC_ALL, c), "C"));
	OK(getlocalename_l(LC_NUMERIC, LC_GLOBAL_LOCALE) != 0);
	freelocale(c);
	return 0;
}
