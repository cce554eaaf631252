// oracle: POSIX
// Names that objects compiled with glibc's headers refer to: they do what the functions that they stand for do.
#define _FILE_OFFSET_BITS 64
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <locale.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#undef open64
#undef lseek64
#undef fopen64

const unsigned short **__ctype_b_loc(void);
const int **__ctype_toupper_loc(void);
const int **__ctype_tolower_loc(void);
int __isoc99_sscanf(const char *, const char *, ...);
int open64(const char *, int, ...);
off_t lseek64(int, off_t, int);
FILE *fopen64(const char *, const char *);
int __xstat(int, const char *, struct stat *);
int __fxstat64(int, int, struct stat *);
int __lxstat64(int, const char *, struct stat *);
long __strtol_internal(const char *, char **, int, int);
locale_t __newlocale(int, const char *, locale_t);
int __toupper_l(int, locale_t);
int __strcasecmp_l(const char *, const char *, locale_t);
void __freelocale(locale_t);
int _IO_putc(int, FILE *);
extern char **___environ, **environ;

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

int main(void)
{
	int number = 0;
	char word[8] = "";
	OK(__isoc99_sscanf("42 word", "%d %7s", &number, word) == 2 && number == 42 && !strcmp(word, "word"));
	/* glibc's <ctype.h>: alphabetic is bit 10, digit bit 11, space bit 13 of the entry. */
	int differ = 0;
	for (int c = 0; c < 128; c++) {
		unsigned class = (*__ctype_b_loc())[c];
		differ += !(class & 0x400) != !isalpha(c) || !(class & 0x800) != !isdigit(c) || !(class & 0x2000) != !isspace(c);
		differ += !(class & 0x100) != !isupper(c) || !(class & 0x4) != !ispunct(c) || !(class & 0x2) != !iscntrl(c);
		differ += (*__ctype_toupper_loc())[c] != toupper(c) || (*__ctype_tolower_loc())[c] != tolower(c);
	}
	OK(differ == 0);
	OK((*__ctype_b_loc())[EOF] == 0 && (*__ctype_toupper_loc())[EOF] == EOF);
	int fd = open64("file", O_RDWR | O_CREAT, 0640);
	OK(fd >= 0 && write(fd, "123456", 6) == 6 && lseek64(fd, 0, SEEK_CUR) == 6);
	struct stat here, there;
	OK(!fstat(fd, &here) && !__fxstat64(1, fd, &there) && !memcmp(&here, &there, sizeof here));
	OK(!__xstat(1, "file", &there) && here.st_ino == there.st_ino && there.st_size == 6);
	OK(!symlink("file", "link") && !__lxstat64(1, "link", &there) && S_ISLNK(there.st_mode));
	OK(__xstat(7, "file", &there) == -1 && errno == EINVAL);
	FILE *file = fopen64("file", "a");
	OK(file && _IO_putc('7', file) == '7' && !fclose(file) && !stat("file", &here) && here.st_size == 7);
	char *end;
	OK(__strtol_internal("77x", &end, 8, 0) == 077 && *end == 'x');
	locale_t c = __newlocale(LC_ALL_MASK, "C", 0);
	OK(c && __toupper_l('a', c) == 'A' && !__strcasecmp_l("Abc", "aBC", c));
	__freelocale(c);
	OK(___environ == environ);
	unlink("link");
	unlink("file");
	return 0;
}
