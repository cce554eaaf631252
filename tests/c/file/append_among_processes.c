// With O_APPEND every write goes to the end, whoever else writes: no record is lost or torn.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS 4
#define RECORDS 200
#define LENGTH 50

int main(void)
{
	char name[] = "/tmp/appendXXXXXX", record[LENGTH + 1];
	int fd = mkstemp(name), count[WRITERS] = { 0 }, torn = 0, disorder = 0;
	for (int w = 0; w < WRITERS; w++)
		if (fork() == 0) {
			int own = open(name, O_WRONLY | O_APPEND);
			for (int i = 0; i < RECORDS; i++) {
				memset(record, 'a' + w, LENGTH);
				sprintf(record, "%03d", i);
				record[3] = 'a' + w;
				record[LENGTH - 1] = '\n';
				write(own, record, LENGTH);
			}
			_exit(0);
		}
	while (wait(0) > 0)
		;
	struct stat st;
	fstat(fd, &st);
	printf("size %d\n", (int)st.st_size);
	while (read(fd, record, LENGTH) == LENGTH) {
		int w = record[3] - 'a';
		for (int i = 4; i < LENGTH - 1; i++)
			torn += record[i] != record[3];
		torn += record[LENGTH - 1] != '\n';
		disorder += atoi(record) != count[w]++;
	}
	for (int w = 0; w < WRITERS; w++)
		printf("writer %d: %d records\n", w, count[w]);
	printf("torn %d, out of order %d\n", torn, disorder);
	unlink(name);
	return 0;
}
