// Locale objects: made, copied, used by a thread, asked; conventions and langinfo of the C locale.
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *thread(void *arg)
{
	return (void *)(long)(uselocale(0) == LC_GLOBAL_LOCALE);
}

int main(void)
{
	printf("%s", setlocale(LC_ALL, 0));
	printf(" %s", setlocale(LC_ALL, "POSIX"));
	printf(" %s", setlocale(LC_CTYPE, "C"));
	printf(" %d %d", setlocale(LC_ALL, "no_SUCH") == 0, setlocale(99, "C") == 0);
	printf(" %s\n", setlocale(LC_TIME, 0));
	errno = 0;
	locale_t none = newlocale(LC_ALL_MASK, "no_SUCH", 0);
	printf("none %d %d\n", none == 0, errno == ENOENT);
	locale_t c = newlocale(LC_ALL_MASK, "C", 0), copy = duplocale(c), global = duplocale(LC_GLOBAL_LOCALE);
	printf("%d %d %d\n", c != 0, copy != 0, global != 0);
	printf("global %d", uselocale(0) == LC_GLOBAL_LOCALE);
	printf(" %d", uselocale(copy) == LC_GLOBAL_LOCALE);
	printf(" %d", uselocale(0) == copy);
	pthread_t t;
	void *result;
	pthread_create(&t, 0, thread, 0);
	pthread_join(t, &result);
	printf(" thread's %ld", (long)result);
	printf(" %d\n", uselocale(LC_GLOBAL_LOCALE) == copy);
	locale_t changed = newlocale(LC_NUMERIC_MASK, "POSIX", copy);
	printf("changed %d\n", changed != 0);
	struct lconv *l = localeconv();
	printf("'%s' '%s' '%s' '%s' '%s'\n", l->decimal_point, l->thousands_sep, l->grouping, l->currency_symbol, l->mon_decimal_point);
	printf("%d %d %d %d\n", l->frac_digits, l->p_cs_precedes, l->n_sign_posn, l->int_frac_digits);
	static const struct {
		const char *name;
		nl_item item;
	} items[] = { { "CODESET", CODESET }, { "D_T_FMT", D_T_FMT }, { "D_FMT", D_FMT }, { "T_FMT", T_FMT }, { "T_FMT_AMPM", T_FMT_AMPM }, { "AM_STR", AM_STR },
		{ "PM_STR", PM_STR }, { "DAY_1", DAY_1 }, { "DAY_7", DAY_7 }, { "ABDAY_2", ABDAY_2 }, { "MON_12", MON_12 }, { "ABMON_5", ABMON_5 }, { "RADIXCHAR", RADIXCHAR },
		{ "THOUSEP", THOUSEP }, { "YESEXPR", YESEXPR }, { "NOEXPR", NOEXPR }, { "CRNCYSTR", CRNCYSTR }, { "ERA", ERA } };
	setlocale(LC_ALL, "C");
	for (unsigned i = 1; i < sizeof items / sizeof *items; i++)
		printf("%s '%s' %d\n", items[i].name, nl_langinfo(items[i].item), strcmp(nl_langinfo(items[i].item), nl_langinfo_l(items[i].item, c)));
	setlocale(LC_ALL, "C.UTF-8");
	printf("%s '%s'\n", nl_langinfo(CODESET), nl_langinfo(99999999));
	freelocale(changed), freelocale(c), freelocale(global);
	return 0;
}
