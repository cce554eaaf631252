# Debian's own coreutils, which are dynamic, started from bash by name.
PATH=$2
mkdir tree tree/a; seq 1 30 >tree/numbers; printf 'b\na\nc\na\n' >tree/a/letters
sort tree/a/letters | uniq -c; sort -rn tree/numbers | head -n 3; tail -n 2 tree/numbers
wc tree/numbers; cut -c1 tree/numbers | sort | uniq -c | sort -k1nr,1 -k2 | head -n 4
cp -r tree copy; mv copy/numbers copy/moved; ls -R copy; ln -s moved copy/link; readlink copy/link
touch -d '2021-05-06 07:08:09 UTC' copy/moved; date -u -r copy/moved '+%F %T'; stat -c '%s %a %F' copy/moved copy/link
ls -l copy/moved | cut -d' ' -f1; md5sum <tree/numbers; od -c tree/a/letters | head -n 2
tr a-z A-Z <tree/a/letters | tee upper | head -n 1; cat upper; env -i A=1 B=2 env | sort; expr 6 \* 7
cat nothing; echo "$?"; ls nothing 2>&1 | wc -l
head -c 100000 /dev/zero | wc -c; cat <(echo from a) <(echo substitution)
rm -r tree copy upper; ls
