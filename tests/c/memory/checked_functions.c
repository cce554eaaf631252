// The functions that _FORTIFY_SOURCE calls, called by their names: what fits is done, what does not ends the process with
// a message and SIGABRT.
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

#include "in_child.h"

void *__memcpy_chk(void *, const void *, size_t, size_t);
void *__memmove_chk(void *, const void *, size_t, size_t);
void *__mempcpy_chk(void *, const void *, size_t, size_t);
void *__memset_chk(void *, int, size_t, size_t);
void __explicit_bzero_chk(void *, size_t, size_t);
char *__strcpy_chk(char *, const char *, size_t);
char *__stpcpy_chk(char *, const char *, size_t);
char *__strncpy_chk(char *, const char *, size_t, size_t);
char *__stpncpy_chk(char *, const char *, size_t, size_t);
char *__strcat_chk(char *, const char *, size_t);
char *__strncat_chk(char *, const char *, size_t, size_t);
char *__fgets_chk(char *, size_t, int, FILE *);
size_t __fread_chk(void *, size_t, size_t, size_t, FILE *);
ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __pread_chk(int, void *, size_t, off_t, size_t);
ssize_t __recv_chk(int, void *, size_t, size_t, int);
ssize_t __readlink_chk(const char *, char *, size_t, size_t);
char *__getcwd_chk(char *, size_t, size_t);
char *__realpath_chk(const char *, char *, size_t);
int __gethostname_chk(char *, size_t, size_t);
size_t __confstr_chk(int, char *, size_t, size_t);
int __getgroups_chk(int, gid_t *, size_t);
int __poll_chk(struct pollfd *, nfds_t, int, size_t);
long __fdelt_chk(long);
int __sprintf_chk(char *, int, size_t, const char *, ...);
int __snprintf_chk(char *, size_t, int, size_t, const char *, ...);
int __vsnprintf_chk(char *, size_t, int, size_t, const char *, va_list);
int __printf_chk(int, const char *, ...);
int __fprintf_chk(FILE *, int, const char *, ...);
int __dprintf_chk(int, int, const char *, ...);
int __asprintf_chk(char **, int, const char *, ...);
int __swprintf_chk(wchar_t *, size_t, int, size_t, const wchar_t *, ...);
wchar_t *__wmemcpy_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__wcscpy_chk(wchar_t *, const wchar_t *, size_t);
wchar_t *__wcscat_chk(wchar_t *, const wchar_t *, size_t);
size_t __mbstowcs_chk(wchar_t *, const char *, size_t, size_t);
size_t __wcstombs_chk(char *, const wchar_t *, size_t, size_t);
int __open_2(const char *, int);

static char text[64];
static wchar_t wide[64];

int main(void)
{
	char small[8];
	__memcpy_chk(small, "1234567", 8, 8);
	printf("%s %s", small, (char *)__memmove_chk(small, "abc", 4, 8));
	printf(" %d", (int)((char *)__mempcpy_chk(small, "xy", 3, 3) - small));
	printf(" %s", (char *)__memset_chk(small, 'z', 2, 8));
	__explicit_bzero_chk(small, 8, 8);
	printf(" %d\n", small[0]);
	printf("%s", __strcpy_chk(text, "one", 4));
	printf(" %d", (int)(__stpcpy_chk(text, "two", 4) - text));
	printf(" %s", __strcat_chk(text, "+", 5));
	printf(" %s", __strncat_chk(text, "abcdef", 2, 7));
	printf(" %d", (int)(__stpncpy_chk(text, "q", 4, 4) - text));
	printf(" %.4s\n", __strncpy_chk(text, "longer", 4, 4));
	int ends[2];
	if (pipe(ends) || write(ends[1], "line\nrest", 9) != 9) return 1;
	FILE *file = fdopen(ends[0], "r");
	close(ends[1]);
	printf("%s", __fgets_chk(text, sizeof text, 10, file));
	printf("%d\n", (int)__fread_chk(text, sizeof text, 2, 3, file));
	printf("%d %d", __sprintf_chk(text, 1, sizeof text, "%d-%s", 5, "five"), __snprintf_chk(text, 4, 1, 64, "%s", "longer"));
	printf(" %s\n", text);
	fflush(stdout);
	__printf_chk(1, "%d %s %.1f\n", 1, "two", 3.0);
	__fprintf_chk(stdout, 1, "%c\n", 'f');
	fflush(stdout);
	__dprintf_chk(1, 1, "%x\n", 255);
	char *made;
	printf("%d", __asprintf_chk(&made, 1, "%05d", 42));
	printf(" %s\n", made);
	free(made);
	printf("%d", __swprintf_chk(wide, 64, 1, 64, L"%d", 77));
	printf(" %ls %ls", wide, __wcscpy_chk(wide, L"wide", 5));
	printf(" %ls\n", __wcscat_chk(wide, L"r", 6));
	printf("%d %d", (int)__mbstowcs_chk(wide, "abc", 4, 4), (int)__wcstombs_chk(text, L"def", 4, 4));
	printf(" %ld %ld\n", __fdelt_chk(0), __fdelt_chk(1023));
	printf("%d %d %d\n", __getcwd_chk(text, 64, 64) != 0, __open_2("/", O_RDONLY) >= 0, __realpath_chk("/", 0, -1) != 0);

	volatile size_t eight = 8, nine = 9;
	IN_CHILD(__memcpy_chk(text, wide, nine, eight));
	IN_CHILD(__memcpy_chk(text, wide, eight, eight));
	IN_CHILD(__memmove_chk(text, wide, nine, eight));
	IN_CHILD(__mempcpy_chk(text, wide, nine, eight));
	IN_CHILD(__memset_chk(text, 0, nine, eight));
	IN_CHILD(__strcpy_chk(text, "12345678", eight));
	IN_CHILD(__strcpy_chk(text, "1234567", eight));
	IN_CHILD(__stpcpy_chk(text, "12345678", eight));
	IN_CHILD(__strncpy_chk(text, "1", nine, eight));
	IN_CHILD((strcpy(text, "1234"), __strcat_chk(text, "5678", eight)));
	IN_CHILD((strcpy(text, "1234"), __strncat_chk(text, "56789", 3, eight)));
	IN_CHILD((strcpy(text, "1234"), __strncat_chk(text, "56789", 4, eight)));
	IN_CHILD(__fgets_chk(text, eight, 9, stdin));
	IN_CHILD(__fread_chk(text, eight, 3, 3, stdin));
	IN_CHILD(__read_chk(0, text, nine, eight));
	IN_CHILD(__pread_chk(0, text, nine, 0, eight));
	IN_CHILD(__recv_chk(0, text, nine, eight, 0));
	IN_CHILD(__readlink_chk("/", text, nine, eight));
	IN_CHILD(__getcwd_chk(text, nine, eight));
	IN_CHILD(__realpath_chk("/", text, eight));
	IN_CHILD(__gethostname_chk(text, nine, eight));
	IN_CHILD(__confstr_chk(0, text, nine, eight));
	IN_CHILD(__getgroups_chk(3, (gid_t *)text, eight));
	IN_CHILD(__poll_chk((struct pollfd *)text, 2, 0, eight));
	IN_CHILD(__fdelt_chk(1024));
	IN_CHILD(__fdelt_chk(-1));
	IN_CHILD(__sprintf_chk(text, 1, eight, "%s", "12345678"));
	IN_CHILD(__sprintf_chk(text, 1, eight, "%s", "1234567"));
	IN_CHILD(__snprintf_chk(text, nine, 1, eight, "x"));
	IN_CHILD(__swprintf_chk(wide, nine, 1, eight, L"x"));
	IN_CHILD(__wmemcpy_chk(wide, L"123456789", nine, eight));
	IN_CHILD(__wcscpy_chk(wide, L"12345678", eight));
	IN_CHILD(__mbstowcs_chk(wide, "1", nine, eight));
	IN_CHILD(__wcstombs_chk(text, L"1", nine, eight));
	IN_CHILD(__open_2("/", O_RDONLY));
	return 0;
}
