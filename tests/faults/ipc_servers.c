// Kills the servers of System V IPC and of sockets: who waits there is told, what the kernel holds goes on, init
// starts them again, and they work as before.
#include "fault.h"
#include <dirent.h>
#include <stddef.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0faults"};
#define NAME (struct sockaddr *)&name, offsetof(struct sockaddr_un, sun_path) + 7

// The process of that name.
static pid_t server(const char *wanted)
{
    DIR *all = opendir("/proc");
    struct dirent *entry;
    pid_t found = 0;
    CHECK(all);
    while ((entry = readdir(all))) {
        char path[300], comm[64] = "";
        snprintf(path, sizeof path, "/proc/%s/comm", entry->d_name);
        FILE *file = fopen(path, "r");
        if (!file)
            continue;
        if (fgets(comm, sizeof comm, file) && strcspn(comm, "\n") == strlen(wanted) &&
            !strncmp(comm, wanted, strlen(wanted)))
            found = atoi(entry->d_name);
        fclose(file);
    }
    closedir(all);
    return found;
}

// Kills a server while a child waits for it: the child must be told so.
static void kill_under(const char *which, int (*wait_there)(void))
{
    pid_t pid = server(which), child;
    CHECK(pid > 0);
    CHECK((child = fork()) >= 0);
    if (child == 0)
        _exit(wait_there() == -1 && errno == EIO ? 0 : 1);
    poll(NULL, 0, 200);
    CHECK(kill(pid, SIGKILL) == 0);
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

// Tries until it succeeds.
static void until_works(int (*works)(void))
{
    int64_t end = now_ms() + 60000;
    while (!works()) {
        CHECK(now_ms() < end);
        poll(NULL, 0, 100);
    }
}

static int queue;

static int waits_for_message(void)
{
    char message[16];
    return (int)msgrcv(queue, message, 8, 0, 0);
}

static int messages_work(void)
{
    struct {
        long type;
        char text[8];
    } message = {1, "text"};
    int made = msgget(IPC_PRIVATE, 0600);
    return made >= 0 && msgsnd(made, &message, 4, 0) == 0 && msgrcv(made, &message, 8, 0, 0) == 4 &&
           msgctl(made, IPC_RMID, NULL) == 0;
}

static int listening;

static int waits_for_client(void) { return accept(listening, NULL, NULL); }

static int sockets_work(void)
{
    int l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0), a = -1;
    int works = l >= 0 && c >= 0 && bind(l, NAME) == 0 && listen(l, 1) == 0 && connect(c, NAME) == 0 &&
                (a = accept(l, NULL, NULL)) >= 0 && write(c, "x", 1) == 1;
    close(l);
    close(c);
    close(a);
    return works;
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    for (int round = 0; round < 3; round++) {
        until_works(messages_work);
        queue = msgget(IPC_PRIVATE, 0600);
        int segment = shmget(IPC_PRIVATE, 8192, 0600);
        char *memory = shmat(segment, NULL, 0);
        CHECK(queue >= 0 && memory != (void *)-1);
        strcpy(memory, "kept");
        kill_under("ipc", waits_for_message);
        CHECK(!strcmp(memory, "kept"));
        until_works(messages_work);
        CHECK(shmctl(segment, IPC_RMID, NULL) == -1 && errno == EINVAL);
        CHECK(munmap(memory, 8192) == 0);

        until_works(sockets_work);
        listening = socket(AF_UNIX, SOCK_STREAM, 0);
        int client = socket(AF_UNIX, SOCK_STREAM, 0);
        CHECK(bind(listening, NAME) == 0 && listen(listening, 1) == 0 && connect(client, NAME) == 0);
        int accepted = accept(listening, NULL, NULL);
        CHECK(accepted >= 0);
        kill_under("local", waits_for_client);
        // A connection needs no server.
        char got[8];
        CHECK(write(client, "through", 7) == 7 && read(accepted, got, 8) == 7);
        CHECK(connect(listening, NAME) == -1 && errno == EIO);
        close(listening);
        close(client);
        close(accepted);
        until_works(sockets_work);
    }
    check_goes_on();
    return 0;
}
