// System V IPC between processes: waiting and what ends it, permissions, status, attachments.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

union semun {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
};

struct message {
	long type;
	char text[8192];
};

static struct message m;

static void nothing(int signal) { (void)signal; }

/* Runs in a child; its status. */
static int in_child(int (*run)(int), int id)
{
	int status = -1;
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		int result = run(id);
		fflush(stdout);
		_exit(result);
	}
	waitpid(pid, &status, 0);
	return status;
}

static int stranger(void) { return setgid(65534) || setuid(65534); }

static int stranger_sends(int q)
{
	if (stranger())
		return 9;
	m.type = 1;
	SHOW(msgsnd(q, &m, 1, 0));
	SHOW(msgrcv(q, &m, 1, 0, IPC_NOWAIT));
	SHOW(msgctl(q, IPC_RMID, 0));
	struct msqid_ds d;
	SHOW(msgctl(q, IPC_STAT, &d));
	return 0;
}

static int removes_later(int q)
{
	usleep(50000);
	return msgctl(q, IPC_RMID, 0) != 0;
}

static int sends_later(int q)
{
	usleep(50000);
	m.type = 5;
	return msgsnd(q, &m, 10, 0);
}

static int receives_later(int q)
{
	usleep(50000);
	return msgrcv(q, &m, sizeof m.text, 0, 0) != 8192;
}

static void messages(void)
{
	struct msqid_ds d;
	int q = msgget(IPC_PRIVATE, 0602);
	printf("child %d\n", in_child(stranger_sends, q));
	SHOW(msgctl(q, IPC_STAT, &d));
	printf("mode %o, %lu messages, %lu bytes of %lu\n", d.msg_perm.mode, (unsigned long)d.msg_qnum,
	       (unsigned long)d.msg_cbytes, (unsigned long)d.msg_qbytes);
	d.msg_perm.mode = 0606;
	d.msg_qbytes = 8192;
	SHOW(msgctl(q, IPC_SET, &d));
	SHOW(msgctl(q, IPC_STAT, &d));
	printf("mode %o, %lu bytes\n", d.msg_perm.mode, (unsigned long)d.msg_qbytes);
	SHOW(msgrcv(q, &m, 10, 2, MSG_EXCEPT));
	/* Who waits gets what comes. */
	fflush(stdout);
	if (!fork())
		_exit(sends_later(q));
	SHOW(msgrcv(q, &m, 10, -7, 0));
	printf("type %ld\n", m.type);
	wait(0);
	/* Who finds it full goes on when there is room. */
	m.type = 1;
	SHOW(msgsnd(q, &m, 8192, 0));
	SHOW(msgsnd(q, &m, 1, IPC_NOWAIT));
	fflush(stdout);
	if (!fork())
		_exit(receives_later(q));
	SHOW(msgsnd(q, &m, 1, 0));
	wait(0);
	SHOW(msgsnd(q, &m, 8193, 0));
	SHOW(msgsnd(q, &m, -1, 0));
	SHOW(msgrcv(q, &m, -1, 0, IPC_NOWAIT));
	/* A handler ends waiting, also with SA_RESTART. */
	struct sigaction a = { .sa_handler = nothing, .sa_flags = SA_RESTART };
	sigaction(SIGALRM, &a, 0);
	SHOW(msgrcv(q, &m, 1, 0, 0));
	ualarm(50000, 0);
	SHOW(msgrcv(q, &m, 1, 0, 0));
	/* So does removal. */
	fflush(stdout);
	if (!fork())
		_exit(removes_later(q));
	SHOW(msgrcv(q, &m, 1, 0, 0));
	wait(0);
	SHOW(msgsnd(q, &m, 1, 0));
	SHOW(msgctl(-1, IPC_RMID, 0));
}

static int stranger_operates(int s)
{
	union semun u = { .val = 1 };
	unsigned short values[4];
	if (stranger())
		return 9;
	SHOW(semop(s, &(struct sembuf){ 0, 1, 0 }, 1));
	SHOW(semop(s, &(struct sembuf){ 3, 0, IPC_NOWAIT }, 1));
	SHOW(semctl(s, 0, SETVAL, u));
	SHOW(semctl(s, 0, GETVAL));
	SHOW(semctl(s, 0, IPC_RMID));
	u.array = values;
	SHOW(semctl(s, 0, GETALL, u));
	SHOW(semctl(s, 0, SETALL, u));
	return 0;
}

static int killed_holding(int s)
{
	if (semop(s, &(struct sembuf){ 1, -1, SEM_UNDO }, 1) || semop(s, &(struct sembuf){ 2, 2, SEM_UNDO }, 1))
		return 1;
	raise(SIGKILL);
	return 2;
}

static int sets_removed_later(int s)
{
	usleep(50000);
	return semctl(s, 0, IPC_RMID);
}

static void semaphores(void)
{
	union semun u;
	struct semid_ds d;
	unsigned short values[4] = { 3, 1, 0, 0 };
	int s = semget(IPC_PRIVATE, 4, 0604);
	u.array = values;
	SHOW(semctl(s, 0, SETALL, u));
	printf("child %d\n", in_child(stranger_operates, s));
	u.buf = &d;
	SHOW(semctl(s, 0, IPC_STAT, u));
	printf("%lu semaphores, used %d\n", (unsigned long)d.sem_nsems, d.sem_otime != 0);
	printf("child %d", in_child(killed_holding, s));
	printf(" %d %d\n", semctl(s, 1, GETVAL), semctl(s, 2, GETVAL));
	/* Waiting is counted by what is waited for. */
	pid_t more = fork();
	if (!more)
		_exit(semop(s, &(struct sembuf){ 2, -1, 0 }, 1));
	pid_t zero = fork();
	if (!zero)
		_exit(semop(s, (struct sembuf[]){ { 1, 0, 0 }, { 0, 1, 0 } }, 2));
	while (semctl(s, 2, GETNCNT) != 1 || semctl(s, 1, GETZCNT) != 1)
		usleep(1000);
	printf("%d %d %d %d\n", semctl(s, 2, GETNCNT), semctl(s, 2, GETZCNT), semctl(s, 1, GETNCNT), semctl(s, 1, GETZCNT));
	SHOW(semop(s, (struct sembuf[]){ { 2, 1, 0 }, { 1, -1, 0 } }, 2));
	int status;
	waitpid(more, &status, 0);
	printf("more %d,", status);
	waitpid(zero, &status, 0);
	printf(" zero %d\n", status);
	printf("last %d\n", semctl(s, 0, GETPID) == zero);
	SHOW(semctl(s, 0, GETVAL));
	u.val = 32768;
	SHOW(semctl(s, 0, SETVAL, u));
	SHOW(semctl(s, 4, GETVAL));
	SHOW(semctl(s, 0, 99));
	SHOW(semop(s, &(struct sembuf){ 0, 32767, 0 }, 1));
	SHOW(semop(s, 0, 0));
	SHOW(semop(s, &(struct sembuf){ 0, 1, 0 }, 501));
	ualarm(50000, 0);
	SHOW(semop(s, &(struct sembuf){ 2, -1, 0 }, 1));
	/* semtimedop, by Linux's number: not every library has it. */
	struct timespec t = { 0, 30000000 };
	SHOW(syscall(220, s, &(struct sembuf){ 2, -1, 0 }, 1, &t));
	SHOW(syscall(220, s, &(struct sembuf){ 2, 0, 0 }, 1, &t));
	fflush(stdout);
	if (!fork())
		_exit(sets_removed_later(s));
	SHOW(semop(s, &(struct sembuf){ 2, -1, 0 }, 1));
	wait(0);
	SHOW(semget(IPC_PRIVATE, 0, 0600));
	SHOW(semget(IPC_PRIVATE, -1, 0600));
}

static unsigned long attached(int id)
{
	struct shmid_ds d;
	return shmctl(id, IPC_STAT, &d) ? 999 : (unsigned long)d.shm_nattch;
}

static int stranger_attaches(int id)
{
	if (stranger())
		return 9;
	SHOW(shmat(id, 0, 0) == (void *)-1 ? -1 : 0);
	char *p = shmat(id, 0, SHM_RDONLY);
	printf("%s\n", p == (void *)-1 ? "refused" : p);
	SHOW(mprotect(p, 4096, PROT_READ | PROT_WRITE));
	SHOW(shmctl(id, IPC_RMID, 0));
	return 0;
}

static int counts_attachments(int id)
{
	printf("in a child %lu\n", attached(id));
	return 0;
}

static void memory(void)
{
	struct shmid_ds d;
	int id = shmget(IPC_PRIVATE, 8192, 0604);
	char *a = shmat(id, 0, 0);
	strcpy(a, "here");
	printf("child %d\n", in_child(stranger_attaches, id));
	printf("child %d\n", in_child(counts_attachments, id));
	printf("after it %lu\n", attached(id));
	SHOW(shmctl(id, IPC_STAT, &d));
	printf("mode %o, by us %d %d, attached %d\n", d.shm_perm.mode, d.shm_cpid == getpid(),
	       d.shm_lpid == getpid(), d.shm_atime != 0);
	/* At an address: rounded, taken, replaced. */
	char *place = mmap(0, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	SHOW(shmat(id, place + 1, 0) == (void *)-1 ? -1 : 0);
	SHOW(shmat(id, place, 0) == (void *)-1 ? -1 : 0);
	SHOW(shmat(id, place, SHM_REMAP) == place);
	printf("%s %lu\n", place, attached(id));
	SHOW(shmdt(place + 4096));
	SHOW(shmdt(place));
	SHOW(shmctl(id, IPC_STAT, &d));
	printf("by us %d, detached %d\n", d.shm_lpid == getpid(), d.shm_dtime != 0);
	munmap(place, 16384);
	SHOW(shmat(id, place + 17, SHM_RND) == place);
	SHOW(shmdt(place));
	SHOW(shmdt(place));
	SHOW(shmdt(&d));
	d.shm_perm.mode = 0400;
	SHOW(shmctl(id, IPC_SET, &d));
	SHOW(shmctl(id, IPC_RMID, 0));
	/* Removed, and there for who has it and for who knows it. */
	SHOW(shmctl(id, IPC_STAT, &d));
	printf("mode %o, attached %lu\n", d.shm_perm.mode, (unsigned long)d.shm_nattch);
	char *b = shmat(id, 0, 0);
	printf("%s\n", b == (void *)-1 ? "refused" : b);
	SHOW(shmdt(a));
	printf("%s\n", b);
	SHOW(shmdt(b));
	SHOW(shmctl(id, IPC_STAT, &d));
	SHOW(shmget(IPC_PRIVATE, 0, 0600));
	SHOW(shmctl(-1, IPC_STAT, &d));
}

int main(void)
{
	messages();
	semaphores();
	memory();
	return 0;
}
