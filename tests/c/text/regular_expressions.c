// regcomp and regexec: basic and extended expressions, positions of groups, flags, errors; fnmatch's flags.
#include <fnmatch.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

static void match(const char *pattern, int flags, const char *text, int eflags)
{
	regex_t r;
	regmatch_t m[6];
	int e = regcomp(&r, pattern, flags);
	printf("/%s/%d '%s'%d:", pattern, flags, text, eflags);
	if (e) {
		static const int errors[] = { REG_BADPAT, REG_ECOLLATE, REG_ECTYPE, REG_EESCAPE, REG_ESUBREG, REG_EBRACK, REG_EPAREN, REG_EBRACE, REG_BADBR, REG_ERANGE, REG_ESPACE, REG_BADRPT };
		static const char *names[] = { "BADPAT", "ECOLLATE", "ECTYPE", "EESCAPE", "ESUBREG", "EBRACK", "EPAREN", "EBRACE", "BADBR", "ERANGE", "ESPACE", "BADRPT" };
		char b[100];
		for (int i = 0; i < 12; i++)
			if (errors[i] == e)
				printf(" %s", names[i]);
		size_t n = regerror(e, &r, 0, 0);
		printf(" %d\n", n > 1 && regerror(e, &r, b, sizeof b) == n && strlen(b) == n - 1);
		return;
	}
	printf(" %zu", r.re_nsub);
	e = regexec(&r, text, 6, m, eflags);
	if (e)
		printf(" %s", e == REG_NOMATCH ? "none" : "?");
	else if (!(flags & REG_NOSUB))
		for (size_t i = 0; i <= r.re_nsub && i < 6; i++)
			printf(" %d-%d", (int)m[i].rm_so, (int)m[i].rm_eo);
	puts("");
	regfree(&r);
}

int main(void)
{
	int E = REG_EXTENDED;
	match("abc", 0, "xabcx", 0);
	match("a*", 0, "baaa", 0);
	match("a\\{2,3\\}", 0, "aaaa", 0);
	match("\\(ab\\)*\\1", 0, "ababab", 0);
	match("^a.c$", 0, "abc", 0);
	match("a|b", 0, "a|b", 0);
	match("*a", 0, "*a", 0);
	match("\\(*a\\)", 0, "*a", 0);
	match("a^b$c", 0, "a^b$c", 0);
	match("[[:digit:]]*[]x]", 0, "12]", 0);
	match("[^a-c]", 0, "abcd", 0);
	match("[a\\]", 0, "\\", 0);
	match("a+b?c", E, "xaac", 0);
	match("(a*)(ab)*(b*)", E, "abb", 0);
	match("x{0}y", E, "xy", 0);
	match("a{2,}", E, "aaaa", 0);
	match("a{,2}", E, "x", 0);
	match("(^|b)a", E, "aba", 0);
	match("a.b", E | REG_NEWLINE, "a\nb", 0);
	match("^b$", E | REG_NEWLINE, "a\nb\nc", 0);
	match("[^x]b", E | REG_NEWLINE, "a\nb", 0);
	match("ABC", E | REG_ICASE, "xabc", 0);
	match("[A-C]+", E | REG_ICASE, "xabc", 0);
	match("a", E | REG_NOSUB, "a", 0);
	match("^a", E, "a", REG_NOTBOL);
	match("a$", E, "a", REG_NOTEOL);
	match("[[:alpha:]_]+[[:space:]]", E, "1ab_ ", 0);
	match("[[.-.]]", E, "-", 0);
	match("[[=a=]]", E, "a", 0);
	match("", E, "x", 0);
	match("()", E, "x", 0);
	match("a\\.b", E, "a.b", 0);
	match("\\(", E, "(", 0);
	match("[a-z]{3}", E, "ab", 0);
	match("(", E, "", 0);
	match("\\(", 0, "", 0);
	match("[a", E, "", 0);
	match("a{1", E, "", 0);
	match("a{2,1}", E, "", 0);
	match("[b-a]", E, "", 0);
	match("[[:nope:]]", E, "", 0);
	match("\\(a\\)\\2", 0, "", 0);
	match("\\", E, "", 0);
	match("\\{1\\}", 0, "", 0);
	static const struct {
		const char *pattern, *text;
		int flags;
	} f[] = { { "*.c", "a.c", 0 }, { "*.c", ".a.c", 0 }, { "*.c", ".a.c", FNM_PERIOD }, { "*", "a/b", 0 }, { "*", "a/b", FNM_PATHNAME }, { "a/*", "a/.b", FNM_PATHNAME | FNM_PERIOD },
		{ "?", "/", FNM_PATHNAME }, { "[/]", "/", FNM_PATHNAME }, { "[!a]", "b", 0 }, { "[a-c]x", "bx", 0 }, { "\\*", "*", 0 }, { "\\*", "\\x", FNM_NOESCAPE }, { "[[:upper:]]*", "Ab", 0 },
		{ "[]]", "]", 0 }, { "[", "[", 0 }, { "a*b*c", "aXXbYYc", 0 }, { "a*b*c", "aXXbYY", 0 }, { "", "", 0 }, { "?", "", 0 }, { "[.]a", ".a", FNM_PERIOD }, { "ABC", "abc", FNM_CASEFOLD },
		{ "a*/b", "ax/y/b", FNM_PATHNAME }, { "\xc3\xa9", "\xc3\xa9", 0 }, { "[!-]", "-", 0 }, { "[a-]", "-", 0 } };
	for (unsigned i = 0; i < sizeof f / sizeof *f; i++)
		printf("%s ~ %s %d: %d\n", f[i].pattern, f[i].text, f[i].flags, fnmatch(f[i].pattern, f[i].text, f[i].flags) == FNM_NOMATCH ? 1 : fnmatch(f[i].pattern, f[i].text, f[i].flags) == 0 ? 0 : 2);
	return 0;
}
