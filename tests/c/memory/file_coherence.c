// A shared mapping and read and write see the same bytes at once, over several mappings and processes.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE (8 * 4096)

int main(void)
{
	char name[] = "/tmp/mapXXXXXX", buffer[64];
	int fd = mkstemp(name), other = open(name, O_RDWR), status;
	ftruncate(fd, SIZE);
	char *a = mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	char *b = mmap(0, SIZE / 2, PROT_READ, MAP_SHARED, other, SIZE / 2);
	char *p = mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	strcpy(a + SIZE / 2, "through the mapping");
	printf("%s\n", b);
	pread(other, buffer, sizeof buffer, SIZE / 2);
	printf("%.19s\n", buffer);
	pwrite(other, "through write", 14, SIZE / 2);
	printf("%s %s\n", a + SIZE / 2, b);
	printf("private before it was touched: %s\n", p + SIZE / 2);
	p[SIZE / 2] = 'T';
	pwrite(fd, "again", 6, SIZE / 2);
	printf("private after: %s, shared %s\n", p + SIZE / 2, b);
	fflush(stdout);
	if (fork() == 0) {
		strcpy(a, "from the child");
		p[1] = 'x';
		_exit(0);
	}
	wait(&status);
	printf("%s, private %d\n", a, p[1]);
	/* The descriptor may go; the mapping stays. */
	close(fd);
	strcpy(a + 4096, "kept");
	pread(other, buffer, 5, 4096);
	printf("%s\n", buffer);
	/* Growing the file makes more of a longer mapping usable. */
	char *longer = mmap(0, 2 * SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, other, 0);
	ftruncate(other, 2 * SIZE);
	strcpy(longer + SIZE + 100, "grown");
	pread(other, buffer, 6, SIZE + 100);
	printf("%s\n", buffer);
	/* What is written behind the end of the file, in its last page, does not reach it. */
	ftruncate(other, 100);
	longer[200] = 'z';
	ftruncate(other, 300);
	pread(other, buffer, 1, 50);
	struct stat st;
	fstat(other, &st);
	printf("size %d\n", (int)st.st_size);
	unlink(name);
	printf("unlinked, still mapped: %s\n", a);
	return 0;
}
