// semtimedop: an operation that can be done is, one that cannot gives up when its time is over, not before.
#include <errno.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <time.h>

int main(void)
{
	int id = semget(IPC_PRIVATE, 1, 0600);
	struct sembuf up = { 0, 2, 0 }, down = { 0, -1, 0 };
	struct timespec short_time = { 0, 200000000 }, wrong = { 0, 1000000000 }, before, after;
	printf("up %d\n", semtimedop(id, &up, 1, 0));
	printf("down %d\n", semtimedop(id, &down, 1, &short_time));
	printf("down %d, left %d\n", semtimedop(id, &down, 1, &short_time), semctl(id, 0, GETVAL));
	clock_gettime(CLOCK_MONOTONIC, &before);
	int result = semtimedop(id, &down, 1, &short_time);
	printf("down %d %d\n", result, errno == EAGAIN);
	clock_gettime(CLOCK_MONOTONIC, &after);
	long long passed = (after.tv_sec - before.tv_sec) * 1000000000LL + after.tv_nsec - before.tv_nsec;
	printf("waited %d\n", passed >= 200000000);
	result = semtimedop(id, &down, 1, &wrong);
	printf("wrong time %d %d\n", result, errno == EINVAL);
	result = semtimedop(-1, &down, 1, &short_time);
	printf("wrong set %d %d\n", result, errno == EINVAL);
	printf("removed %d\n", semctl(id, 0, IPC_RMID));
	return 0;
}
