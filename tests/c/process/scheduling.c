// The scheduling of an ordinary process: policy, priorities, errors. Real-time policies need a privilege: not asked for.
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

int main(void)
{
	struct sched_param p = { .sched_priority = 77 };
	printf("policy %d", sched_getscheduler(0) == SCHED_OTHER);
	printf(" %d", sched_getscheduler(getpid()) == SCHED_OTHER);
	printf(" param %d", sched_getparam(0, &p));
	printf(" %d\n", p.sched_priority);
	printf("set %d %d", sched_setscheduler(0, SCHED_OTHER, &p), sched_setparam(getpid(), &p));
	p.sched_priority = 5;
	errno = 0;
	printf(" wrong %d", sched_setscheduler(0, SCHED_OTHER, &p));
	printf(" %d", errno == EINVAL);
	printf(" %d", sched_setparam(0, &p));
	printf(" %d\n", errno == EINVAL);
	int policies[] = { SCHED_OTHER, SCHED_FIFO, SCHED_RR, 77 };
	for (int i = 0; i < 4; i++) {
		errno = 0;
		printf("%d to", sched_get_priority_min(policies[i]));
		printf(" %d, %d\n", sched_get_priority_max(policies[i]), errno == EINVAL);
	}
	struct timespec slice;
	printf("slice %d", sched_rr_get_interval(0, &slice));
	printf(" %d\n", slice.tv_sec == 0);
	errno = 0;
	printf("negative %d", sched_getscheduler(-1));
	printf(" %d", errno == EINVAL);
	printf(" nobody %d", sched_getscheduler(99999999));
	printf(" %d\n", errno == ESRCH);
	return 0;
}
