# grep and sed: expressions of both kinds, classes, back references, editing scripts.
printf '%s\n' apple banana 'cherry pie' date Elder >list
grep an list; grep -v e list; grep -n '^d' list; grep -iE '^(a|e)' list; grep -c . list
grep -o '[aeiou]' list | sort | uniq -c | sed 's/^ *//'
grep -w pie list; grep -x date list; grep -q zzz list; echo $?
grep -E '(.)\1' list; grep '[[:upper:]]' list; grep -F 'y p' list
sed 's/a/A/2' list; sed -n '2,3p' list; sed '/^b/d;s/$/!/' list
sed -E 's/^(.)(.*)$/\2\1/' list; sed '1!G;h;$!d' list; sed -n '$=' list
sed 'y/abc/xyz/' list; sed '2i\before' list; sed 's/[aeiou]//g;t;d' list
cp list copy; sed -i.bak 's/apple/APPLE/' copy; head -n 1 copy copy.bak
echo 'größe ÄÖ' | grep -o 'ö.e'; echo 'größe' | sed 's/ö/oe/;s/ß/ss/'
sed -n '/banana/,/date/{=;p}' list; printf 'a\nb\nc\n' | sed 'N;N;s/\n/,/g'
# To /dev/null, where grep only looks for a match and leaves its input to splice(2).
seq 1 2000 | grep 7 >/dev/null; echo "${PIPESTATUS[@]}"; seq 1 9 | grep -c x >/dev/null; echo "${PIPESTATUS[@]}"
