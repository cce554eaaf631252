// exec of other programs, whosoever they are: descriptors, working directory, mask, ignored signals
// and umask go over.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(const char *what, char **argv) {
    int status;
    printf("%s:\n", what);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        execv(argv[0], argv);
        _exit(99);
    }
    waitpid(pid, &status, 0);
    printf("-> %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status));
}

int main(int argc, char **argv) {
    char self[4096];
    if (argc > 1 && strcmp(argv[1], "again") == 0) {
        sigset_t set;
        struct sigaction action;
        char text[16] = "", cwd[4096];
        sigprocmask(SIG_BLOCK, 0, &set);
        sigaction(SIGHUP, 0, &action);
        read(9, text, 5);
        mode_t mask = umask(0);
        printf("blocked %d %d, ignored %d, umask %o, descriptor 9: %s, cwd ends %s, closed %d\n", sigismember(&set, SIGUSR1),
               sigismember(&set, SIGUSR2), action.sa_handler == SIG_IGN, mask, text, strrchr(getcwd(cwd, 4096), '/'),
               write(8, "x", 1));
        return 3;
    }
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    self[len > 0 ? len : 0] = 0;
    mkdir("below", 0755);
    chdir("below");
    int file = open("text", O_RDWR | O_CREAT, 0600);
    write(file, "12345", 5);
    lseek(file, 0, SEEK_SET);
    dup2(file, 9);
    fcntl(8, F_SETFD, FD_CLOEXEC);
    dup3(file, 8, O_CLOEXEC);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, 0);
    signal(SIGHUP, SIG_IGN);
    umask(027);
    run("this program again", (char *[]){self, "again", 0});
    run("the shell", (char *[]){"/bin/bash", "-c", "pwd | sed 's,.*/,,'; umask; kill -HUP $$; echo still here; exit 5", 0});
    run("the shell, and from it this program", (char *[]){"/bin/bash", "-c", "cat <&9; exec 9<text; \"$0\" again; echo $?", self, 0});
    run("a script", (char *[]){"./script", 0});
    int script = open("script", O_WRONLY | O_CREAT, 0755);
    write(script, "#!/bin/echo read by\n", 20);
    close(script);
    run("a script", (char *[]){"./script", "word", 0});
    run("no program", (char *[]){"./text", 0});
    run("nothing", (char *[]){"./nothing", 0});
    unlink("text"), unlink("script"), chdir(".."), rmdir("below");
    return 0;
}
