// Interfaces by number and by name agree, and the list ends.
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	struct if_nameindex *list = if_nameindex();
	int count = 0, wrong = 0;
	for (struct if_nameindex *i = list; i && (i->if_index || i->if_name); i++) {
		char name[IF_NAMESIZE];
		count++;
		wrong += if_nametoindex(i->if_name) != i->if_index;
		wrong += !if_indextoname(i->if_index, name) || strcmp(name, i->if_name);
	}
	printf("list %d wrong %d\n", list != 0, wrong);
	fprintf(stderr, "%d interfaces\n", count);
	if_freenameindex(list);
	errno = 0;
	printf("no such name %u %d\n", if_nametoindex("nonsense"), if_nametoindex("much too long for an interface"));
	return 0;
}
