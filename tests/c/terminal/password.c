// getpass: the prompt is shown, what is typed is not, and the terminal is as it was afterwards.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int main(void) {
	int controller;
	fflush(stdout);
	pid_t pid = forkpty(&controller, NULL, NULL, NULL);
	if (!pid) {
		struct termios before, after;
		tcgetattr(0, &before);
		const char *password = getpass("Secret: ");
		tcgetattr(0, &after);
		printf("[%s] %d\n", password ? password : "none", before.c_lflag == after.c_lflag);
		fflush(stdout);
		_exit(0);
	}
	char text[256];
	size_t length = 0;
	ssize_t got;
	int sent = 0;
	while (length < sizeof text - 1 && (got = read(controller, text + length, sizeof text - 1 - length)) > 0) {
		length += got;
		text[length] = 0;
		if (!sent && strstr(text, "Secret: "))
			sent = write(controller, "pass word\n", 10) == 10;
	}
	for (size_t i = 0; i < length; i++)
		if (text[i] != '\r')
			putchar(text[i]);
	waitpid(pid, NULL, 0);
	return 0;
}
