// oracle: POSIX
// REG_MINIMAL and the repetition modifier `?` of POSIX.1-2024 (XBD 9.4.6): what takes the shortest, what the longest, with groups;
// an escaped byte that is no character.
#include <locale.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OK(e) printf("%s %s\n", (e) ? "ok" : "wrong", #e)

/* Whether the pattern matches the text so: beginnings and ends of the match and of the groups, or nothing where there is no match. */
static int is(const char *pattern, int flags, const char *text, const char *expected)
{
	regex_t r;
	regmatch_t m[5];
	char found[100] = "";
	int e = regcomp(&r, pattern, flags);
	if (e)
		return 0;
	e = regexec(&r, text, 5, m, 0);
	for (size_t i = 0; !e && i <= r.re_nsub; i++)
		sprintf(found + strlen(found), "%s%d-%d", i ? " " : "", (int)m[i].rm_so, (int)m[i].rm_eo);
	/* Whether there is a match does not depend on what is asked for. */
	int any = regexec(&r, text, 0, 0, 0);
	regfree(&r);
	if (strcmp(found, expected))
		printf("%s in %s: %s\n", pattern, text, found);
	return e == any && !strcmp(found, expected);
}

static int compiles(const char *pattern, int flags)
{
	regex_t r;
	int e = regcomp(&r, pattern, flags);
	if (!e)
		regfree(&r);
	return e;
}

int main(void)
{
	int E = REG_EXTENDED, M = REG_EXTENDED | REG_MINIMAL;
	OK(!(REG_MINIMAL & (REG_EXTENDED | REG_ICASE | REG_NEWLINE | REG_NOSUB)) && REG_MINIMAL);
	/* The standard's examples. */
	OK(is(".*c", E, "abc abc", "0-7"));
	OK(is(".*?c", E, "abc abc", "0-3"));
	OK(is("(.*?).*", E, "abcdef", "0-6 0-0"));
	/* The flag exchanges the two. */
	OK(is(".*c", M, "abc abc", "0-3"));
	OK(is(".*?c", M, "abc abc", "0-7"));
	OK(is(".*?c", M | REG_ICASE, "abC abC", "0-7"));
	OK(is("a*", M, "aaa", "0-0"));
	OK(is("a*?", M, "aaa", "0-3"));
	/* All duplication symbols. */
	OK(is("a*?", E, "aaa", "0-0"));
	OK(is("a+?", E, "aaa", "0-1"));
	OK(is("a??", E, "aaa", "0-0"));
	OK(is("a{2}?", E, "aaa", "0-2"));
	OK(is("a{2,}?", E, "aaaa", "0-2"));
	OK(is("a{1,3}?", E, "aaaa", "0-1"));
	OK(is("(ab)+?c", E, "ababc", "0-5 2-4"));
	OK(is("^a*?$", E, "aa", "0-2"));
	OK(is("a+?b", E, "aac", ""));
	/* The beginning is still the leftmost, and what has no modifier takes the longest. */
	OK(is("<.*?>", E, "a <b> <c>", "2-5"));
	OK(is("(<.*?>)+", E, "a<b><c>d", "1-7 4-7"));
	OK(is("a+?(a|aa)", E, "aaa", "0-3 1-3"));
	OK(is("(x+?)(x+)(x+?)(x+)", E, "xxxxxx", "0-6 0-1 1-4 4-5 5-6"));
	OK(is("(abc|abcxyz)+(xyz)+", M, "abcabcxyzxyz", "0-9 3-6 6-9"));
	OK(is("(a*)*?", E, "b", "0-0 -1--1"));
	/* Characters, and a match in the middle of a long text. */
	char *text = malloc(200001);
	memset(text, 'a', 200000);
	text[200000] = 0;
	text[100000] = '<';
	text[150000] = '>';
	text[199999] = '>';
	OK(is("<.*?>", E, text, "100000-150001"));
	OK(is("(a|aa)*?!", E, text, ""));
	OK(is("<(.*)>", M, text, "100000-150001 100001-150000"));
	free(text);
	OK(compiles("\\\xfc", 0) == 0);
	OK(setlocale(LC_ALL, "C.UTF-8") != 0);
	OK(is("\xc3\xa9+?(\xc3\xa9*)", E, "a\xc3\xa9\xc3\xa9", "1-5 3-5"));
	OK(compiles("\\\xfc", 0) == REG_BADPAT);
	OK(compiles("\\\xfc", E) == REG_BADPAT);
	OK(compiles("\\\xc3\xa9", 0) == 0);
	return 0;
}
