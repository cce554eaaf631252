// Shared mappings reach the file and other processes; private ones do not.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	char path[] = "/tmp/mapXXXXXX", b[10] = "";
	int fd = mkstemp(path);
	write(fd, "0123456789", 10);
	char *s = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	char *p = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	printf("%.10s %.10s tail %d\n", s, p, s[10]);
	s[0] = 'S';
	p[1] = 'P';
	pread(fd, b, 3, 0);
	printf("%.3s\n", b);
	pwrite(fd, "W", 1, 2);
	printf("%.3s\n", s);
	if (fork() == 0) {
		s[3] = 'C';
		p[3] = 'X';
		_exit(0);
	}
	wait(0);
	printf("%.4s %c\n", s, p[3]);
	printf("%d\n", msync(s, 4096, MS_SYNC));
	munmap(s, 4096);
	close(fd);
	printf("%c\n", p[1]);
	unlink(path);
	return 0;
}
