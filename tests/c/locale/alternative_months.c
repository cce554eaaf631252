// locales: de_DE ru_RU uk_UA be_BY pl_PL cs_CZ hr_HR el_GR lt_LT
// headers: own
// Names of months that stand without a day: nl_langinfo's ALTMON and ABALTMON, and strftime's %OB and %Ob, which use them.
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#ifndef ABALTMON_1
#define ABALTMON_1 _NL_ABALTMON_1
#endif

static const char *locales[] = { "C", "C.UTF-8", "de_DE.UTF-8", "ru_RU.UTF-8", "uk_UA.UTF-8", "be_BY.UTF-8", "pl_PL.UTF-8", "cs_CZ.UTF-8", "hr_HR.UTF-8", "el_GR.UTF-8", "lt_LT.UTF-8" };

int main(void)
{
	for (unsigned i = 0; i < sizeof locales / sizeof *locales; i++) {
		if (!setlocale(LC_ALL, locales[i]))
			printf("none: ");
		printf("%s:", locales[i]);
		locale_t object = newlocale(LC_ALL_MASK, locales[i], 0);
		int differ = 0, same = 1;
		for (int month = 0; month < 12; month++) {
			struct tm t = { .tm_year = 124, .tm_mon = month, .tm_mday = 1 };
			char full[100], brief[100];
			strftime(full, sizeof full, "%OB", &t);
			strftime(brief, sizeof brief, "%Ob", &t);
			const char *name = nl_langinfo(ALTMON_1 + month), *short_name = nl_langinfo(ABALTMON_1 + month);
			printf(" %s|%s", name, short_name);
			same &= !strcmp(full, name) && !strcmp(brief, short_name);
			same &= object && !strcmp(nl_langinfo_l(ALTMON_1 + month, object), name);
			differ += strcmp(name, nl_langinfo(MON_1 + month)) != 0;
		}
		printf(" same %d, other than usual %d\n", same, differ);
		if (object)
			freelocale(object);
	}
	return 0;
}
