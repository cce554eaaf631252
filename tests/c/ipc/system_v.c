// System V messages, semaphores and shared memory: keys, types, undo, removal, errors.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHOW(e) do { long r_ = (e); int e_ = errno; printf("%s = %ld %s\n", #e, r_, r_ < 0 ? strerror(e_) : ""); } while (0)

union semun {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
};

struct message {
	long type;
	char text[16];
};

static void messages(key_t key)
{
	struct message m = { 3, "three" };
	struct msqid_ds d;
	int q = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
	printf("queue %d, the same %d\n", q >= 0, msgget(key, 0) == q);
	SHOW(msgget(key, IPC_CREAT | IPC_EXCL | 0600));
	SHOW(msgsnd(q, &m, 6, 0));
	m = (struct message){ 1, "one" };
	SHOW(msgsnd(q, &m, 4, 0));
	m = (struct message){ 2, "two" };
	SHOW(msgsnd(q, &m, 4, 0));
	SHOW(msgctl(q, IPC_STAT, &d));
	printf("%lu messages, by us %d\n", (unsigned long)d.msg_qnum, d.msg_lspid == getpid());
	SHOW(msgrcv(q, &m, 16, 2, 0));
	printf("%ld %s\n", m.type, m.text);
	SHOW(msgrcv(q, &m, 16, -2, 0));
	printf("%ld %s\n", m.type, m.text);
	SHOW(msgrcv(q, &m, 2, 0, 0));
	SHOW(msgrcv(q, &m, 2, 0, MSG_NOERROR));
	printf("%ld %.2s\n", m.type, m.text);
	SHOW(msgrcv(q, &m, 16, 0, IPC_NOWAIT));
	m.type = 0;
	SHOW(msgsnd(q, &m, 4, 0));
	SHOW(msgctl(q, IPC_RMID, 0));
	SHOW(msgrcv(q, &m, 16, 0, 0));
	SHOW(msgget(key, 0));
}

static void semaphores(key_t key)
{
	union semun u;
	unsigned short values[3] = { 1, 0, 5 };
	int s = semget(key, 3, IPC_CREAT | 0600);
	printf("semaphores %d\n", s >= 0);
	u.array = values;
	SHOW(semctl(s, 0, SETALL, u));
	SHOW(semctl(s, 2, GETVAL));
	u.val = 7;
	SHOW(semctl(s, 1, SETVAL, u));
	struct sembuf two[2] = { { 0, -1, 0 }, { 1, -8, IPC_NOWAIT } };
	SHOW(semop(s, two, 2));
	SHOW(semctl(s, 0, GETVAL));
	two[1].sem_op = -7;
	SHOW(semop(s, two, 2));
	SHOW(semctl(s, 1, GETVAL));
	fflush(stdout);
	if (!fork()) {
		struct sembuf undo = { 2, -3, SEM_UNDO };
		_exit(semop(s, &undo, 1) || semctl(s, 2, GETVAL) != 2);
	}
	int status;
	wait(&status);
	printf("child %d, undone %d\n", status, semctl(s, 2, GETVAL));
	if (!fork()) {
		usleep(20000);
		_exit(semop(s, &(struct sembuf){ 0, 2, 0 }, 1));
	}
	SHOW(semop(s, &(struct sembuf){ 0, -2, 0 }, 1));
	wait(0);
	SHOW(semop(s, &(struct sembuf){ 0, 0, 0 }, 1));
	SHOW(semop(s, &(struct sembuf){ 9, 1, 0 }, 1));
	SHOW(semget(key, 4, 0));
	SHOW(semctl(s, 0, IPC_RMID));
	SHOW(semctl(s, 0, GETVAL));
}

static void memory(key_t key)
{
	struct shmid_ds d;
	int m = shmget(key, 5000, IPC_CREAT | IPC_EXCL | 0600);
	printf("memory %d\n", m >= 0);
	SHOW(shmget(key, 9000, 0));
	char *a = shmat(m, 0, 0), *b = shmat(m, 0, SHM_RDONLY);
	strcpy(a, "shared");
	printf("%d %s %d\n", a != b, b, a[4999]);
	SHOW(shmctl(m, IPC_STAT, &d));
	printf("%zu bytes, attached %lu\n", d.shm_segsz, (unsigned long)d.shm_nattch);
	fflush(stdout);
	if (!fork()) {
		strcpy(a, "by child");
		_exit(0);
	}
	wait(0);
	printf("%s\n", b);
	SHOW(shmdt(b));
	SHOW(shmdt(b));
	SHOW(shmctl(m, IPC_RMID, 0));
	printf("still there %s\n", a);
	SHOW(shmdt(a));
	SHOW(shmctl(m, IPC_STAT, &d));
	printf("%d %d\n", shmat(m, 0, 0) == (void *)-1, errno == EINVAL);
}

int main(void)
{
	char path[] = "/tmp/keysXXXXXX";
	close(mkstemp(path));
	key_t key = ftok(path, 'k');
	printf("ftok %d %d %d", key != (key_t)-1, key == ftok(path, 'k'), key != ftok(path, 'l'));
	errno = 0;
	printf(" %d", ftok("/no/such", 1));
	printf(" %d\n", errno == ENOENT);
	messages(key);
	semaphores(key);
	memory(key);
	return unlink(path);
}
