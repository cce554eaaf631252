# Files, folders, links, modes, times; in a folder of its own.
mkdir work && cd work
echo hello >a; cp a b; ln a c; ln -s a d; mkdir -p e/f/g; echo deep >e/f/g/h
ls -1; ls -1 e/f/g; readlink d; cat d
stat -c '%n %h %s %F' a b c d; stat -c '%n %F' e
chmod 640 b; stat -c %a b; touch -d '2020-02-03 04:05:06 UTC' b; TZ=UTC stat -c %y b
mv b e/; rm c; [ -e c ] || echo removed; ls -R e
wc -lc a e/b; head -c 3 a; echo; tail -c 3 a
rmdir e 2>/dev/null || echo 'not empty'; rm -r e; ls -1
printf '3\n1\n2\n' | sort | tr '\n' ' '; echo
cd ..; pwd | grep -c /; cd work && echo $(basename "$PWD")
echo 'one:two:three' | cut -d: -f2; printf 'a\tb\n' | expand -t 4
dd if=/dev/zero bs=1k count=4 2>/dev/null | wc -c; truncate -s 10 t; stat -c %s t
seq 1 5 | paste -sd+; seq 10 | shuf --random-source=/dev/zero | sort -n | md5sum
cat missing 2>/dev/null; echo $?; [ -d . ] && [ -f a ] && [ -L d ] && [ ! -e z ]; echo $?
umask 027; touch m; stat -c %a m; du -b a | cut -f1; date -u -d @86400 +%F
