# busybox's shell: variables, loops, functions, arithmetic, here-documents.
greeting="hello world"; echo "$greeting" ${greeting#hello } ${greeting%% *} ${#greeting}
i=0; while [ $i -lt 5 ]; do i=$((i + 1)); [ $i -eq 3 ] && continue; printf '%d ' $i; done; echo
for word in one "two three" four; do echo "<$word>"; done
case "$greeting" in bye*) echo no;; hello*) echo yes;; esac
square() { local n=$1; echo $((n * n)); return $n; }
square 7; echo "status $?"
cat <<END
a here-document of $(square 5 | tr 5 V)
	with a tab
END
cat <<'END' | sed 's/o/0/g'
not $expanded
END
set -- a b c; echo "$# $*"; shift; echo "$1 ${2:-none} ${3:-none}"
until false; do echo once; break; done
(cd /tmp && pwd); [ "$(pwd)" != /tmp ] && echo "a subshell's cd is its own"
x=outer; (x=inner; echo $x); echo $x
echo $((0x1f + 010 * 3 % 7)) $((1 << 40)) $((-7 / 2))
if ! grep -q nothing /dev/null; then echo "not found"; fi
eval 'y=evaluated'; echo $y
printf '%s|%5d|%-5s|%x\n' text 42 left 255
read a b <<END
first and the rest
END
echo "$b, $a"
IFS=:; set -- $(echo p:q:r); echo $2
unset IFS; trap 'echo leaving' EXIT
exit 4
