// Wide streams: orientation, reading, pushing back, lines, formats both ways.
// stdin: h\303\251llo 12 \342\202\254x\nline two\n
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

static int print(const wchar_t *format, ...)
{
	va_list list;
	va_start(list, format);
	int n = vwprintf(format, list);
	va_end(list);
	return n;
}

static int print_to(FILE *f, const wchar_t *format, ...)
{
	va_list list;
	va_start(list, format);
	int n = vfwprintf(f, format, list);
	va_end(list);
	return n;
}

static int print_in(wchar_t *b, size_t size, const wchar_t *format, ...)
{
	va_list list;
	va_start(list, format);
	int n = vswprintf(b, size, format, list);
	va_end(list);
	return n;
}

static int scan(const wchar_t *format, ...)
{
	va_list list;
	va_start(list, format);
	int n = vwscanf(format, list);
	va_end(list);
	return n;
}

static int scan_from(FILE *f, const wchar_t *format, ...)
{
	va_list list;
	va_start(list, format);
	int n = vfwscanf(f, format, list);
	va_end(list);
	return n;
}

static int scan_in(const wchar_t *s, const wchar_t *format, ...)
{
	va_list list;
	va_start(list, format);
	int n = vswscanf(s, format, list);
	va_end(list);
	return n;
}

int main(void)
{
	wchar_t b[64], word[32];
	char narrow[32] = "";
	int n = 0, r;
	setlocale(LC_ALL, "C.UTF-8");
	FILE *f = tmpfile();
	int before = fwide(f, 0), set = fwide(f, 1), kept = fwide(f, -1);
	wprintf(L"orientation %d %d %d\n", before, set > 0, kept > 0);
	wprintf(L"fputwc %lx putwc %lx\n", (long)fputwc(L'\u00e9', f), (long)putwc(L'\U0001f600', f));
	wprintf(L"fputws %d\n", fputws(L"\n\u20ac line\nlast", f) >= 0);
	wprintf(L"fwprintf %d %d\n", fwprintf(f, L" %d %ls %s %lc %5.2f|", 42, L"w\u00efde", "n\xc3\xa4rrow", L'\u4e2d', 3.14159), print_to(f, L"%-6ls|%6ls|%.2ls\n", L"ab", L"\u00e9", L"xyz"));
	rewind(f);
	for (int i = 0; i < 3; i++)
		wprintf(L"%lx ", (long)(i & 1 ? getwc(f) : fgetwc(f)));
	wprintf(L"ungetwc %lx", (long)ungetwc(L'\u4e2d', f));
	wprintf(L" %lx\n", (long)fgetwc(f));
	wprintf(L"%ls", fgetws(b, 64, f));
	wprintf(L"%ls|", fgetws(b, 4, f));
	wprintf(L"%ls", fgetws(b, 64, f));
	wprintf(L"end %d %d %d\n", fgetws(b, 64, f) == 0, feof(f) != 0, fgetwc(f) == WEOF);
	rewind(f);
	r = fwscanf(f, L"%lc%lc %lc %ls", b, b + 1, b + 2, word);
	wprintf(L"fwscanf %d %lx %lx %lx %ls\n", r, (long)b[0], (long)b[1], (long)b[2], word);
	r = scan_from(f, L"%s %d %31ls %s", narrow, &n, word, narrow + 10);
	wprintf(L"vfwscanf %d %s %d %ls %s\n", r, narrow, n, word, narrow + 10);
	fclose(f);
	/* Standard input and output. */
	wprintf(L"getwchar %lx", (long)getwchar());
	wprintf(L" %lx\n", (long)getwchar());
	r = wscanf(L"%ls %d", word, &n);
	wprintf(L"wscanf %d %ls %d\n", r, word, n);
	r = scan(L" %lc%l[a-z]", b, word);
	wprintf(L"vwscanf %d %lx %ls\n", r, (long)b[0], word);
	putwchar(L'\u20ac');
	putwchar(L'\n');
	print(L"vwprintf %d %ls\n", 7, L"\u20ac");
	/* Strings. */
	r = swprintf(b, 64, L"%d %ls %c %s", -5, L"wide", 'c', "\xe2\x82\xac");
	wprintf(L"swprintf %d %ls\n", r, b);
	r = swprintf(b, 4, L"%d", 12345);
	wprintf(L"too small %d\n", r < 0);
	r = print_in(b, 64, L"%08.3f|%+d|%#x|%e", 3.14159, 5, 255, 12345.678);
	wprintf(L"vswprintf %d %ls\n", r, b);
	r = swscanf(L"12 0x1f 3.5 word rest", L"%d %i %f %ls", &n, &set, (float[1]){ 0 }, word);
	wprintf(L"swscanf %d %d %d %ls\n", r, n, set, word);
	r = scan_in(L"k=\u00e9\u00e8 77%", L"k=%l[\u00e0-\u00ff] %d%%%n", word, &n, &set);
	wprintf(L"vswscanf %d %ls %d %d\n", r, word, n, set);
	wprintf(L"nothing %d %d\n", swscanf(L"", L"%d", &n), swscanf(L"x", L"%d", &n));
	/* A stream in memory. */
	wchar_t *text = 0;
	size_t size = 0;
	f = open_wmemstream(&text, &size);
	fwprintf(f, L"one \u20ac %d", 5);
	fflush(f);
	wprintf(L"open_wmemstream %zu %ls\n", size, text);
	fputws(L" more", f);
	fclose(f);
	wprintf(L"%zu %ls %d\n", size, text, text[size] == 0);
	free(text);
	/* What is no character. */
	f = tmpfile();
	write(fileno(f), "ab\xff" "c", 4);
	rewind(f);
	fgetwc(f), fgetwc(f);
	errno = 0;
	wint_t bad = fgetwc(f);
	wprintf(L"bad %d %d %d\n", bad == WEOF, errno == EILSEQ, ferror(f) != 0);
	fclose(f);
	return 0;
}
