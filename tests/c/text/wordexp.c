// Words as the shell expands them: quoting, tilde, parameters, arithmetic, commands, splitting, paths, and errors. What
// glibc 2.36 gets wrong ("$E" is WRDE_NOSPACE there, "${E:-"$F"}" is split) is left out.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wordexp.h>

static void show(const char *words, int flags)
{
	wordexp_t result = { 0 };
	int error = wordexp(words, &result, flags);
	printf("<%s> %d: %d", words, flags, error);
	if (!error) {
		for (size_t i = 0; i < result.we_wordc; i++)
			printf(" [%s]", result.we_wordv[i]);
		printf("%s", result.we_wordv[result.we_wordc] ? " without an end" : "");
		wordfree(&result);
	}
	puts("");
	fflush(stdout);
}

int main(void)
{
	char folder[] = "/tmp/wordexp.XXXXXX";
	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	const char *files[] = { "host", "hosts", "other", ".hidden", "sp ace", "a*b" };
	for (int i = 0; i < 6; i++)
		close(open(files[i], O_CREAT | O_WRONLY, 0600));
	setenv("HOME", "/h", 1);
	setenv("FOO", "a b  c", 1);
	setenv("E", "", 1);
	setenv("N", "12", 1);
	unsetenv("U");
	unsetenv("IFS");
	const char *words[] = {
		"", "   ", "a b", "a\tb", "\"\"", "''", "\"\" x", "a\"b\"c", "a'b c'd", "\\a\\\\b", "\"\\a\\\\\\$\\`\\\"\"", "\"a'b'c\"", "a\\\nb", "\"\\\n\"", "#a b",
		"a\\", "'abc", "\"abc", "${FOO", "$(echo", "`echo", "$(", "${}", "${-x}", "${foo bar}",
		"a{b", "a;b", "a|b", "\"a|b\"", "a\\|b", "a\nb", "a\n", "<a", "a>b", "(a)", "&", "a&b", "'a;b&c'",
		"$", "a$", "$FOO", "\"$FOO\"", "$FOO$FOO", "$FOO\"$FOO\"", "\"$FOO\"$FOO", "x$FOO-y", "${FOO}x", "$U", "${U}x", "$E", "$E$E x", "a${E}b",
		"${#FOO}", "${#U}", "${E:-x y}", "${E-x y}", "\"${E:-x y}\"", "${U-}", "${U:-$FOO}", "${E:-a}b", "\"${E:-a b}\"", "${E:-~}", "${FOO:-x}",
		"${FOO+x}", "${U+x}", "${E:+x}", "${E+x}", "${FOO:?x}", "${NEW:=\"p q\"}", "$NEW", "${NEW=other}",
		"${FOO%b*}", "${FOO%%b*}", "${FOO#*b}", "${FOO##* }", "${FOO%\"b\"*}", "\"${FOO% *}\"", "${FOO#\"a b\"}", "${FOO#'a'}", "${N%?}", "${N#x}",
		"~", "~/x", "~root", "~root/x", "~nouser/x", "a~", "a:~/x", "\\~", "'~'", "\"~\"",
		"$((1/0))", "$((1+))", "$((3*(2+1)))", "$((-3))", "$((1+2*3-4))", "$(($N+1))", "$(( 7 / 2 ))", "$((1+$(echo 2)))",
		"$(echo a b; echo c)", "\"$(echo a b; echo c)\"", "$(printf 'a\\n\\n\\n')", "`echo q`", "`echo \\`echo q\\``", "$(echo \")\")", "$(exit 3)x", "$(echo $((1+2)))",
		"\"$(echo \"a  b\")\"", "$(echo $(echo deep))", "$(true)", "x$(echo 'y  z')",
		"host*", "ho[s]t", "*", "o?her", "\"host*\"", "\\host*", "h\"ost\"s*", "none*", "no\\*ne", "$(echo hos*)", "'sp ace'", ".h*", "a\\**",
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		show(words[i], WRDE_SHOWERR);
	const char *splits[][2] = { { ":", "a:b::c:" }, { ":", ":a" }, { ": ", "a : b  c:" }, { "", "a b c" }, { "x", "1x2xx3" }, { " \t\n", "  a  b  " } };
	for (int i = 0; i < 6; i++) {
		setenv("IFS", splits[i][0], 1);
		setenv("V", splits[i][1], 1);
		show("$V", 0);
		if (i < 5)
			show("x${V}y", 0);
	}
	unsetenv("IFS");
	show("$U", WRDE_UNDEF);
	show("${U}", WRDE_UNDEF);
	show("${#U}", WRDE_UNDEF);
	show("${U%x}", WRDE_UNDEF);
	show("$FOO", WRDE_UNDEF);
	show("$(echo a)", WRDE_NOCMD);
	show("`echo a`", WRDE_NOCMD);
	show("'$(x)'", WRDE_NOCMD);
	show("\"$(x)\"", WRDE_NOCMD);
	show("$((1+$(echo 2)))", WRDE_NOCMD);
	show("$(if; fi)", 0);

	wordexp_t result = { .we_offs = 2 };
	printf("offset %d", wordexp("a b", &result, WRDE_DOOFFS));
	printf(" %zu %d %d %s", result.we_wordc, !result.we_wordv[0], !result.we_wordv[1], result.we_wordv[2]);
	printf(" append %d", wordexp("c \"d e\"", &result, WRDE_DOOFFS | WRDE_APPEND));
	printf(" %zu %s %s %s", result.we_wordc, result.we_wordv[2], result.we_wordv[4], result.we_wordv[5]);
	printf(" a failure keeps %d %zu %s", wordexp("x;y", &result, WRDE_DOOFFS | WRDE_APPEND), result.we_wordc, result.we_wordv[4]);
	printf(" again %d", wordexp("z", &result, WRDE_DOOFFS | WRDE_REUSE));
	printf(" %zu %s %d\n", result.we_wordc, result.we_wordv[2], !result.we_wordv[3]);
	wordfree(&result);
	for (int i = 0; i < 6; i++)
		unlink(files[i]);
	printf("%d\n", chdir("/") || rmdir(folder));
	return 0;
}
