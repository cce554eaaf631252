# gawk and m4: fields, arrays, regular expressions, formats, pipes, dates; macros and arithmetic.
printf '%s\n' 'alice 30 berlin' 'bob 25 paris' 'carol 35 berlin' 'dave 40 rome' >people
gawk '{ sum[$3] += $2; n[$3]++ } END { for (c in sum) print c, sum[c], sum[c] / n[c] | "sort" }' people
gawk -F: -v OFS=- '{ $1 = $1; print; print NF }' <<<'a:b::d'; gawk 'NR % 2; END { print NR }' people
gawk 'BEGIN { printf "%5.2f|%-6s|%06d|%x|%e|%c|%g\n", 3.14159, "ab", 42, 255, 12345.678, 65, 1e100 }'
gawk 'BEGIN { s = "the quick brown fox"; print gensub(/(\w+) (\w+)/, "\\2 \\1", "g", s); print match(s, /q[a-z]+/), RSTART, RLENGTH; print toupper(substr(s, 5, 5)), index(s, "fox"), length(s) }'
gawk 'BEGIN { n = split("3 1 2 10", a); asort(a); for (i = 1; i <= n; i++) printf "%s ", a[i]; print ""; PROCINFO["sorted_in"] = "@ind_str_desc"; for (i in a) printf "%s ", i; print "" }'
gawk 'BEGIN { print strftime("%Y-%m-%d %H:%M:%S %j %a", 1000000000, 1); print mktime("2001 09 09 01 46 40") > "/dev/stderr" }' 2>/dev/null
gawk 'BEGIN { while (("seq 1 4" | getline x) > 0) t += x; close("seq 1 4"); print t; print "b\na" | "sort"; close("sort"); r = system("exit 3"); print r }'
gawk 'BEGIN { cmd = "tr a-z A-Z"; print "coprocess" |& cmd; close(cmd, "to"); cmd |& getline x; print x }'
gawk 'function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) } BEGIN { print fib(17); print 2 ^ 53, 1 / 3, -7 % 3, int(-3.9), substr("hello", 0, 3), sin(1), atan2(0, -1), exp(1), log(10), sqrt(2) }'
gawk 'BEGIN { RS = ""; FS = "\n" } { print NR ": " $1 " / " $NF }' <<<$'a\nb\n\nc\nd\ne'; gawk '/^b/,/^c/ { print FNR, $1 }' people; gawk 'BEGIN { exit 7 }'; echo $?
gawk 'BEGIN { FIELDWIDTHS = "2 3 2" } { print $2 "|" $3 }' <<<'aabbbcc'; gawk -v FPAT='([^,]+)|("[^"]+")' '{ print $2 }' <<<'a,"b,c",d'; echo 'größe' | gawk '{ print length($0), toupper($0) }'
m4 <<'END'
define(`square', `eval(($1) * ($1))')square(12) square(square(3))
ifelse(eval(3 > 2), 1, `yes', `no') len(`hello') index(`hello', `l') substr(`hello', 1, 3) translit(`abc', `a-c', `x-z')
define(`loop', `ifelse($1, 0, , `$1 loop(decr($1))')')loop(5)
divert(1)later
divert(0)format(`%05d %s %.3f', 42, `text', 2.5) esyscmd(`echo from the shell')regexp(`GNU m4', `\(\w+\) m4', `<\1>') patsubst(`a b c', ` ', `_')
END
echo 'syscmd(exit 4)sysval' | m4; echo 'm4exit(5)' | m4; echo "status $?"; m4 -DX=7 <<<'X incr(X) eval(X, 2) eval(-X, 16, 4)'
