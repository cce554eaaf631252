// send and recv on a socket pair: flags, end of file, errors.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t pipes;

static void count(int signal)
{
    (void)signal;
    pipes++;
}

static const char *why(ssize_t result)
{
    return result < 0 ? strerror(errno) : "fine";
}

int main(void)
{
    int kinds[] = {SOCK_STREAM, SOCK_SEQPACKET}, ends[2];
    char text[16];
    signal(SIGPIPE, count);
    for (int kind = 0; kind < 2; kind++) {
        printf("pair %d\n", socketpair(AF_UNIX, kinds[kind], 0, ends));
        printf("nothing yet: %s\n", why(recv(ends[0], text, 16, MSG_DONTWAIT)));
        printf("send %zd\n", send(ends[1], "hello", 5, 0));
        printf("send %zd\n", send(ends[1], "you", 3, MSG_NOSIGNAL));
        ssize_t got = recv(ends[0], text, 5, 0);
        printf("recv %zd %.*s\n", got, (int)got, text);
        got = recvfrom(ends[0], text, 16, MSG_DONTWAIT, NULL, NULL);
        printf("recv %zd %.*s\n", got, (int)got, text);
        close(ends[1]);
        printf("end %zd\n", recv(ends[0], text, 16, 0));
        printf("broken: %s\n", why(send(ends[0], "x", 1, MSG_NOSIGNAL)));
        printf("signals %d\n", (int)pipes);
        // Only streams raise the signal.
        if (kinds[kind] == SOCK_STREAM)
            printf("broken: %s\n", why(send(ends[0], "x", 1, 0)));
        printf("signals %d\n", (int)pipes);
        close(ends[0]);
    }
    pipe(ends);
    printf("a pipe: %s\n", why(recv(ends[0], text, 16, 0)));
    printf("closed: %s\n", why(recv(99, text, 16, 0)));
    return 0;
}
