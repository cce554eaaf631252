// <stddef.h> first, and then what is asked for: headers after it show that, and nothing is defined twice.
// headers: own
#include <stddef.h>
#undef _GNU_SOURCE
#define _XOPEN_SOURCE 600
#define _DEFAULT_SOURCE 1
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int main(void) {
	struct { char c; max_align_t m; } aligned;
	printf("%d\n", (int)offsetof(__typeof__(aligned), m));
	printf("%d %d\n", strcasecmp("ABC", "abc"), _XOPEN_SOURCE);
	char *copy = strdup("text");
	puts(copy);
	free(copy);
	return 0;
}
