// catopen without a catalogue: refused; catgets then gives the default.
#include <errno.h>
#include <nl_types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	errno = 0;
	nl_catd c = catopen("/no/such/catalogue", 0);
	printf("%d %d\n", c == (nl_catd)-1, errno == ENOENT);
	errno = 0;
	c = catopen("no_such", NL_CAT_LOCALE);
	printf("%d %d\n", c == (nl_catd)-1, errno == ENOENT);
	const char *text = "default";
	printf("%d\n", catgets((nl_catd)-1, 1, 1, text) == text);
	errno = 0;
	int r = catclose((nl_catd)-1);
	printf("%d %d\n", r, errno == EBADF);
	return 0;
}
