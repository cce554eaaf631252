// oracle: POSIX
// strlcpy, strlcat, wcslcpy and wcslcat of POSIX.1-2024: what fits is copied with an end, the result is the whole length.
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

int main(void)
{
	char b[8] = "#######";
	wchar_t w[8] = L"#######";
	OK(strlcpy(b, "abc", 8) == 3 && !strcmp(b, "abc") && b[4] == '#');
	OK(strlcpy(b, "abcdefghijk", 8) == 11 && !strcmp(b, "abcdefg"));
	OK(strlcpy(b, "xyz", 1) == 3 && b[0] == 0);
	OK(strlcpy(0, "xyz", 0) == 3);
	strcpy(b, "ab");
	OK(strlcat(b, "cd", 8) == 4 && !strcmp(b, "abcd"));
	OK(strlcat(b, "efghij", 8) == 10 && !strcmp(b, "abcdefg"));
	/* No end within the size: nothing is done. */
	OK(strlcat(b, "zz", 3) == 5 && !strcmp(b, "abcdefg"));
	OK(strlcat(b, "zz", 0) == 2);
	OK(wcslcpy(w, L"abc", 8) == 3 && !wcscmp(w, L"abc") && w[4] == L'#');
	OK(wcslcpy(w, L"abcdefghijk", 8) == 11 && !wcscmp(w, L"abcdefg"));
	OK(wcslcpy(0, L"xyz", 0) == 3);
	wcscpy(w, L"ab");
	OK(wcslcat(w, L"cd", 8) == 4 && !wcscmp(w, L"abcd"));
	OK(wcslcat(w, L"efghij", 8) == 10 && !wcscmp(w, L"abcdefg"));
	OK(wcslcat(w, L"zz", 3) == 5 && !wcscmp(w, L"abcdefg"));
	return 0;
}
