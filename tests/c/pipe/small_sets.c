// select touches no more of its sets than the count of descriptors needs: programs (perl) make small ones.
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

int main(void)
{
	static unsigned long sets[3][16];
	int ends[2];
	if (pipe(ends) || write(ends[1], "x", 1) != 1)
		return 1;
	for (int high = 63; high <= 64; high++) {
		memset(sets, 0x55, sizeof sets);
		for (int set = 0; set < 3; set++)
			memset(sets[set], 0, high == 63 ? 8 : 16);
		sets[0][0] = 1ul << ends[0];
		sets[1][0] = 1ul << ends[1];
		sets[2][0] = 1ul << ends[0];
		int count = select(high + 1, (fd_set *)sets[0], (fd_set *)sets[1], (fd_set *)sets[2], &(struct timeval){ 5, 0 });
		printf("%d:", count);
		for (int set = 0; set < 3; set++)
			for (int word = 0; word < 4; word++)
				printf(" %lx", sets[set][word]);
		printf("\n");
	}
	return 0;
}
