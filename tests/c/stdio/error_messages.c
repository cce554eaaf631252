// Where the program's name, a file and a line stand in the messages of error(3) and err(3).
#include <err.h>
#include <errno.h>
#include <error.h>
#include <stdio.h>
#include <unistd.h>

static void own_beginning(void) { fputs("[own]", stderr); }

extern char *__progname, *__progname_full;

int main(void) {
    program_invocation_name = program_invocation_short_name = "prog";
    printf("%s %s\n", __progname, __progname_full);
    fflush(stdout);
    dup2(1, 2);
    setvbuf(stderr, NULL, _IONBF, 0);
    error(0, 0, "plain %d", 1);
    error(0, ENOENT, "with a number");
    error_at_line(0, 0, "file.c", 12, "at a line");
    error_at_line(0, EACCES, "file.c", 13, "at a line, with a number");
    error_at_line(0, 0, NULL, 14, "no file");
    error_print_progname = own_beginning;
    error(0, 0, "after an own beginning");
    error_at_line(0, 0, "file.c", 15, "after an own beginning");
    error_at_line(0, 0, NULL, 16, "after an own beginning, no file");
    error_print_progname = NULL;
    error_one_per_line = 1;
    error_at_line(0, 0, "file.c", 17, "shown");
    error_at_line(0, 0, "file.c", 17, "not shown");
    error_at_line(0, 0, "file.c", 18, "shown");
    fprintf(stderr, "%u\n", error_message_count);
    errno = EPERM;
    warn("warn %d", 1);
    warnx("warnx");
    errno = EPERM;
    warn(NULL);
    return 0;
}
