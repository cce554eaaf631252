// Shared anonymous memory is one memory for parent and child, and carries atomics.
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	atomic_int *p = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 4; i++)
		if (fork() == 0) {
			for (int k = 0; k < 1000; k++)
				atomic_fetch_add(p, 1);
			_exit(0);
		}
	while (wait(0) > 0)
		;
	printf("%d\n", *p);
	return 0;
}
