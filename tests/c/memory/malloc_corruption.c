// What a program must not do to its blocks ends it: each misdeed in a child, whose signal counts.
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// Not known to the compiler, which leaves pairs of malloc and free out.
static void *(*volatile take)(size_t) = malloc;
static void *(*volatile take_again)(void *, size_t) = realloc;
static void (*volatile give)(void *) = free;

static char still[4096] __attribute__((aligned(64)));

static void twice(void)
{
	char *p = take(40);
	give(p);
	give(p);
}

static void twice_with_another_between(void)
{
	char *p = take(40), *q = take(40);
	give(p);
	give(q);
	give(p);
}

static void twice_large(void)
{
	char *p = take(100000), *q = take(100000);
	give(p);
	give(p);
	give(q);
}

static void middle_of_a_block(void)
{
	char *p = memset(take(400), 0, 400);
	give(p + 64);
}

static void odd_address(void)
{
	char *p = memset(take(400), 0, 400);
	give(p + 3);
}

static void variable(void)
{
	give(still + 64);
}

static void on_the_stack(void)
{
	char here[256] __attribute__((aligned(64)));
	memset(here, 0, sizeof here);
	give(here + 64);
}

static void resized_in_the_middle(void)
{
	char *p = memset(take(400), 0, 400);
	p = take_again(p + 8, 500);
	still[0] = p != NULL;
}

static void written_after_free(void)
{
	char *p[8];
	for (int i = 0; i < 8; i++)
		p[i] = take(40);
	for (int i = 0; i < 8; i++)
		give(p[i]);
	for (int i = 0; i < 7; i++)
		memset(p[i], 0x41, 16);
	for (int i = 0; i < 8; i++)
		memset(take(40), 0, 40);
}

// Past the end of one block, into a free one behind it.
static void written_past_the_end(void)
{
	char *p[64];
	for (int i = 0; i < 64; i++)
		p[i] = take(40);
	for (int i = 0; i < 64; i += 2)
		give(p[i]);
	for (int i = 1; i < 63; i += 2)
		for (int byte = 0; byte < 64; byte++)
			((char *volatile)p[i])[byte] = 0x41;
	for (int i = 0; i < 64; i++)
		memset(take(40), 0, 40);
}

static void none(void)
{
	give(NULL);
	give(take_again(take(10), 100));
}

static void show(const char *name, void (*misdeed)(void))
{
	int status, message[2];
	char told[200];
	if (pipe(message) != 0)
		exit(2);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(message[1], 2);
		close(message[0]);
		close(message[1]);
		misdeed();
		_exit(0);
	}
	close(message[1]);
	ssize_t length = 0, n;
	while ((n = read(message[0], told + length, sizeof told - length)) > 0)
		length += n;
	close(message[0]);
	waitpid(pid, &status, 0);
	// The host may meet the damage as a bad address first.
	int faulted = WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV &&
		      (misdeed == written_after_free || misdeed == written_past_the_end);
#ifndef __GLIBC__
	faulted = 0;
#endif
	int ended = WIFSIGNALED(status) && (WTERMSIG(status) == SIGABRT || faulted);
	printf("%s: %s, %s\n", name, ended ? "SIGABRT" : WIFSIGNALED(status) ? "another signal" : "went on",
	       faulted || (length > 10 && told[length - 1] == '\n') ? "with a message" : "without a word");
}

#define SHOW(misdeed) show(#misdeed, misdeed)

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	SHOW(twice);
	SHOW(twice_with_another_between);
	SHOW(twice_large);
	SHOW(middle_of_a_block);
	SHOW(odd_address);
	SHOW(variable);
	SHOW(on_the_stack);
	SHOW(resized_in_the_middle);
	SHOW(written_after_free);
	SHOW(written_past_the_end);
	SHOW(none);
	return 0;
}
