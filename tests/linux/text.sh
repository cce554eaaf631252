# Text tools.
printf 'pear 3\napple 10\nfig 7\napple 2\n' >list
sort list; sort -k2 -n list; sort -u -k1,1 list | cut -d' ' -f1
awk '{ sum[$1] += $2 } END { for (n in sum) print n, sum[n] }' list | sort
awk 'BEGIN { printf "%.3f %s %d\n", atan2(0, -1), toupper("text"), length("four") }'
sed -n '2,3p' list; sed 's/\([a-z]*\) \([0-9]*\)/\2 \1/' list; sed '/fig/d' list | wc
grep -n app list; grep -v app list; grep -c . list; grep -E '^(fig|pear)' list
tr 'a-z' 'A-Z' <list | rev; tac list; nl list 2>/dev/null || cat -n list
uniq -c <<END
a
a
b
END
head -c 5 list; echo; tail -c 8 list
md5sum list; sha256sum list; cksum list; sum list
od -An -tx1 -N 8 list; hexdump -C list | head -n 2; xxd list 2>/dev/null | head -n 1
base64 list; base64 list | base64 -d | cmp - list && echo same
printf 'a,b;c\n' | tr ',;' '\n\n'; paste -d+ list list | head -n 1
fold -w 5 list | head -n 2; expand list | unexpand | cmp - list && echo "as it was"
diff list /dev/null | head -n 2
comm -12 list list 2>/dev/null | wc -l; split -l 2 list part. && ls part.*; rm part.*
dd if=list bs=4 skip=1 count=2 2>/dev/null; echo
bc 2>/dev/null <<END
2^100
END
dc -e '2 3 + p' 2>/dev/null
expr 6 \* 7; factor 360 2>/dev/null; seq -s, 1 5
rm list
