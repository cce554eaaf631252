// iconv: between encodings, states, what does not fit, what is no character.
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

static void convert(const char *to, const char *from, const char *text, size_t n, size_t room)
{
	iconv_t c = iconv_open(to, from);
	printf("%s to %s:", from, to);
	if (c == (iconv_t)-1) {
		printf(" refused %d\n", errno == EINVAL);
		return;
	}
	char out[64], *in = (char *)text, *p = out;
	errno = 0;
	size_t left = n, r = iconv(c, &in, &left, &p, &room);
	int e = errno;
	printf(" %zd %s left %zu:", r, r == (size_t)-1 ? e == EILSEQ ? "EILSEQ" : e == EINVAL ? "EINVAL" : e == E2BIG ? "E2BIG" : "?" : "ok", left);
	for (char *q = out; q < p; q++)
		printf(" %02x", (unsigned char)*q);
	char *end = p;
	r = iconv(c, 0, 0, &p, &room);
	printf(" reset %zd %.*s close %d\n", r, (int)(p - end), end, iconv_close(c));
}

int main(void)
{
	convert("UTF-16LE", "UTF-8", "h\xc3\xa9\xf0\x9f\x98\x80", 7, 64);
	convert("UTF-16BE", "UTF-8", "h\xc3\xa9\xf0\x9f\x98\x80", 7, 64);
	convert("UTF-32LE", "UTF-8", "\xe2\x82\xac", 3, 64);
	convert("UTF-8", "UTF-16LE", "h\0\xe9\0\x3d\xd8\x00\xde", 8, 64);
	convert("UTF-8", "ISO-8859-1", "h\xe9\xff", 3, 64);
	convert("ISO-8859-1", "UTF-8", "h\xc3\xa9\xc3\xbf", 5, 64);
	convert("ISO-8859-1", "UTF-8", "a\xe2\x82\xac", 4, 64);
	convert("ISO-8859-15", "UTF-8", "\xe2\x82\xac", 3, 64);
	convert("KOI8-R", "UTF-8", "\xd0\xb6", 2, 64);
	convert("UTF-8", "CP1252", "\x80\x99", 2, 64);
	convert("UTF-8", "EUC-JP", "\xa4\xa2", 2, 64);
	convert("UTF-8", "eucJP", "\xa4\xa2", 2, 64);
	convert("ISO-2022-JP", "UTF-8", "a\xe3\x81\x82" "b\xe6\xbc\xa2", 8, 64);
	convert("ISO-2022-JP", "UTF-8", "\xe6\xbc\xa2", 3, 6);
	convert("UTF-8", "ISO-2022-JP", "a\x1b$B$\"\x1b(Jb\\\x1b(B", 14, 64);
	convert("UTF-8", "ISO-2022-JP", "a\x1b$B$", 5, 64);
	convert("UTF-8", "SHIFT_JIS", "\x82\xa0", 2, 64);
	convert("ASCII", "UTF-8", "plain", 5, 64);
	convert("ASCII", "UTF-8", "\xc3\xa9", 2, 64);
	convert("UTF-8", "UTF-8", "ab\xff" "cd", 5, 64);
	convert("UTF-8", "UTF-8", "ab\xc3", 3, 64);
	convert("UTF-16LE", "UTF-8", "abcd", 4, 5);
	convert("UTF-8", "UTF-16LE", "\x3d\xd8", 2, 64);
	convert("utf8", "latin1", "\xe9", 1, 64);
	convert("UTF-8", "NO-SUCH-CODE", "a", 1, 64);
	convert("NO-SUCH-CODE", "UTF-8", "a", 1, 64);
	return 0;
}
