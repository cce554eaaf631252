// Character classes and case of all characters of the C locale and of EOF, with a locale and without.
#include <ctype.h>
#include <locale.h>
#include <stdio.h>

#define EACH(name)                                                       \
	do {                                                             \
		printf(#name ":");                                       \
		int last = 0;                                            \
		for (int i = -1; i < 256; i++) {                         \
			if (!name(i) != !name##_l(i, c))                 \
				printf(" differs at %d", i);             \
			if (!!name(i) != last)                           \
				printf(" %d", i), last = !last;          \
		}                                                        \
		puts("");                                                \
	} while (0)

int main(void)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", 0);
	EACH(isalnum);
	EACH(isalpha);
	EACH(isblank);
	EACH(iscntrl);
	EACH(isdigit);
	EACH(isgraph);
	EACH(islower);
	EACH(isprint);
	EACH(ispunct);
	EACH(isspace);
	EACH(isupper);
	EACH(isxdigit);
	for (int i = -1; i < 256; i++) {
		if (toupper(i) != i)
			printf("%d>%d ", i, toupper(i));
		if (tolower(i) != i)
			printf("%d<%d ", i, tolower(i));
		if (toupper(i) != toupper_l(i, c) || tolower(i) != tolower_l(i, c))
			printf("differs at %d ", i);
	}
	puts("");
	freelocale(c);
	return 0;
}
