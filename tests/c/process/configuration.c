// oracle: POSIX
// headers: own
// What unistd.h and limits.h promise is what sysconf, pathconf and confstr say. An option whose macro is 0 may be there or
// not; the edition is POSIX.1-2024's wherever one is named.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

#define ISSUE_8 202405L

static long asked(int name, int *known)
{
	errno = 0;
	long value = sysconf(name);
	*known = value != -1 || errno == 0;
	return value;
}

/* macro: what the header says, or 0 where it is for sysconf to say. */
static int agree(int name, long macro)
{
	int known;
	long value = asked(name, &known);
	return known && (macro ? value == macro : value == -1 || value == ISSUE_8 || value == 1);
}

static int says(int name, const char *expected)
{
	char text[100];
	size_t size = confstr(name, 0, 0);
	return size == strlen(expected) + 1 && confstr(name, text, sizeof text) == size && !strcmp(text, expected);
}

static int limited(long limit, int name) { return pathconf(".", name) == limit; }

int main(void)
{
#define OPTION(name) OK(agree(_SC_##name, _POSIX_##name))
	OPTION(ADVISORY_INFO);
	OPTION(ASYNCHRONOUS_IO);
	OPTION(BARRIERS);
	OPTION(CLOCK_SELECTION);
	OPTION(CPUTIME);
	OPTION(DEVICE_CONTROL);
	OPTION(FSYNC);
	OPTION(IPV6);
	OPTION(JOB_CONTROL);
	OPTION(MAPPED_FILES);
	OPTION(MEMLOCK);
	OPTION(MEMLOCK_RANGE);
	OPTION(MEMORY_PROTECTION);
	OPTION(MESSAGE_PASSING);
	OPTION(MONOTONIC_CLOCK);
	OPTION(PRIORITIZED_IO);
	OPTION(PRIORITY_SCHEDULING);
	OPTION(RAW_SOCKETS);
	OPTION(READER_WRITER_LOCKS);
	OPTION(REALTIME_SIGNALS);
	OPTION(REGEXP);
	OPTION(SAVED_IDS);
	OPTION(SEMAPHORES);
	OPTION(SHARED_MEMORY_OBJECTS);
	OPTION(SHELL);
	OPTION(SPAWN);
	OPTION(SPIN_LOCKS);
	OPTION(SPORADIC_SERVER);
	OPTION(SYNCHRONIZED_IO);
	OPTION(THREADS);
	OPTION(THREAD_ATTR_STACKADDR);
	OPTION(THREAD_ATTR_STACKSIZE);
	OPTION(THREAD_CPUTIME);
	OPTION(THREAD_PRIORITY_SCHEDULING);
	OPTION(THREAD_PRIO_INHERIT);
	OPTION(THREAD_PRIO_PROTECT);
	OPTION(THREAD_PROCESS_SHARED);
	OPTION(THREAD_ROBUST_PRIO_INHERIT);
	OPTION(THREAD_ROBUST_PRIO_PROTECT);
	OPTION(THREAD_SAFE_FUNCTIONS);
	OPTION(THREAD_SPORADIC_SERVER);
	OPTION(TIMEOUTS);
	OPTION(TIMERS);
	OPTION(TYPED_MEMORY_OBJECTS);
	OPTION(VERSION);
	OPTION(V7_ILP32_OFF32);
	OPTION(V7_ILP32_OFFBIG);
	OPTION(V7_LP64_OFF64);
	OPTION(V7_LPBIG_OFFBIG);
	OPTION(V8_ILP32_OFF32);
	OPTION(V8_ILP32_OFFBIG);
	OPTION(V8_LP64_OFF64);
	OPTION(V8_LPBIG_OFFBIG);
	/* Real-time scheduling is Linux's kernel's. */
	struct utsname kernel;
	uname(&kernel);
	OK(strcmp(kernel.sysname, "Linux") || sysconf(_SC_PRIORITY_SCHEDULING) > 0);
	OK(strcmp(kernel.sysname, "Linux") || sysconf(_SC_THREAD_PRIORITY_SCHEDULING) > 0);
#define UTILITIES(name) OK(agree(_SC_2_##name, _POSIX2_##name))
	UTILITIES(C_BIND);
	UTILITIES(C_DEV);
	UTILITIES(CHAR_TERM);
	UTILITIES(FORT_RUN);
	UTILITIES(LOCALEDEF);
	UTILITIES(SW_DEV);
	UTILITIES(UPE);
	UTILITIES(VERSION);
#define GROUP(name) OK(agree(_SC_XOPEN_##name, _XOPEN_##name))
	GROUP(CRYPT);
	GROUP(ENH_I18N);
	GROUP(REALTIME);
	GROUP(REALTIME_THREADS);
	GROUP(SHM);
	GROUP(UNIX);
	GROUP(UUCP);
	GROUP(VERSION);
	OK(_POSIX_VERSION == ISSUE_8 && _POSIX2_VERSION == ISSUE_8 && _XOPEN_VERSION == 800);

	OK(agree(_SC_NSIG, NSIG_MAX));
	sigset_t set;
	OK(sigemptyset(&set) == 0 && SIGRTMAX < NSIG_MAX);
	OK(NSIG_MAX == NSIG);
	long least = sysconf(_SC_MINSIGSTKSZ);
	OK(least >= MINSIGSTKSZ && sysconf(_SC_SIGSTKSZ) > least);
	OK(sysconf(_SC_AIO_PRIO_DELTA_MAX) == 20);
	int known;
	OK(asked(_SC_SS_REPL_MAX, &known) == -1 && known);
	OK(asked(9999, &known) == -1 && !known);
	char random[GETENTROPY_MAX + 1];
	OK(getentropy(random, GETENTROPY_MAX) == 0 && getentropy(random, GETENTROPY_MAX + 1) == -1);

	OK(limited(1, _PC_TIMESTAMP_RESOLUTION));
	OK(limited(TEXTDOMAIN_MAX, _PC_TEXTDOMAIN_MAX));
	OK(TEXTDOMAIN_MAX == NAME_MAX - (int)strlen(".mo"));
	OK(limited(_POSIX_ASYNC_IO, _PC_ASYNC_IO) && limited(_POSIX_PRIO_IO, _PC_PRIO_IO) && limited(_POSIX_SYNC_IO, _PC_SYNC_IO));
	OK(limited(_POSIX_NO_TRUNC, _PC_NO_TRUNC) && limited(_POSIX_VDISABLE, _PC_VDISABLE));
	OK(limited(_POSIX_CHOWN_RESTRICTED, _PC_CHOWN_RESTRICTED));
	int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600), pipes[2];
	int is_real = fd >= 0;
	if (!is_real)
		fd = open("/tmp/configuration", O_CREAT | O_RDWR, 0600);
	OK((fpathconf(fd, _PC_FALLOC) > 0) == (posix_fallocate(fd, 0, 1) == 0));
	if (!is_real)
		unlink("/tmp/configuration");
	OK(pipe(pipes) == 0 && fpathconf(pipes[0], _PC_TIMESTAMP_RESOLUTION) == 1);

	OK(says(_CS_POSIX_V8_WIDTH_RESTRICTED_ENVS, "POSIX_V8_LP64_OFF64"));
	OK(says(_CS_POSIX_V7_WIDTH_RESTRICTED_ENVS, "POSIX_V7_LP64_OFF64"));
	OK(says(_CS_V8_ENV, "POSIXLY_CORRECT=1") && says(_CS_V7_ENV, "POSIXLY_CORRECT=1"));
	/* No compiler's option is needed for any of these. */
	OK(says(_CS_POSIX_V8_LP64_OFF64_CFLAGS, "") && says(_CS_POSIX_V8_LP64_OFF64_LDFLAGS, "") && says(_CS_POSIX_V8_LP64_OFF64_LIBS, ""));
	OK(says(_CS_POSIX_V8_THREADS_CFLAGS, "") && says(_CS_POSIX_V8_THREADS_LDFLAGS, ""));
	OK(says(_CS_POSIX_V7_THREADS_CFLAGS, "") && says(_CS_POSIX_V7_THREADS_LDFLAGS, ""));
	return 0;
}
