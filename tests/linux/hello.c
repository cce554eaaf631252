// args: one two
// stdin: a line\n
// What a program is given: arguments, environment, standard files; and its exit status.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
    char line[64] = "";
    printf("%d arguments: %s %s\n", argc, argv[1], argv[2]);
    printf("PATH is %s, NONE is %s\n", getenv("PATH") ? "set" : "not set", getenv("NONE"));
    if (fgets(line, sizeof line, stdin)) printf("read: %s", line);
    printf("float: %.3f %g\n", 2.0 / 3, 1e300);
    fflush(stdout);
    write(2, "to nobody\n", 10);
    return 7;
}
