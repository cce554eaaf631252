# diff, cmp, diff3, sdiff and patch: every format, and a file brought from one state to the other and back.
seq 1 40 >old; sed '3d; 17s/$/ changed/; 30i\inserted' old >new; touch -d '2001-02-03 04:05:06 UTC' old; touch -d '2001-02-04 04:05:06 UTC' new
diff old new; echo "status $?"; TZ=UTC diff -u old new; TZ=UTC diff -c old new | head -n 12; diff -e old new; diff -y -W 40 --suppress-common-lines old new
diff -q old new; diff -s old old; cmp old new | sed 's/.* \([0-9]*\),/at \1,/'; cmp -l old new 2>/dev/null | wc -l; cmp -s old old; echo "status $?"
diff -u old new >change; cp old work; patch work <change; cmp work new && echo patched; patch -R work <change; cmp work old && echo back
sed 's/^5$/five/' old >mine; diff3 mine old new | head -n 8; diff3 -m mine old new | grep -c five; diff -i <(echo ABC) <(echo abc) && echo 'no case'
diff -w <(echo 'a  b') <(echo 'a b') && echo 'no blanks'; diff -r --brief <(:) <(:); mkdir a b; echo x >a/f; echo y >b/f; echo z >b/g; diff -rN a b | grep -v '^diff'; diff -r a b | sed 1d
sed -i '1,2d' work; patch --dry-run work <change; patch work <change | sed 's/(.*)//'; echo "status $?"; seq 100 140 >other; patch -f other <change >/dev/null; echo "status $?"; ls other*; wc -l <other.rej
(cd a; printf '%s\n' '--- a/f' '+++ b/f' '@@ -1 +1,2 @@' '-x' '+y' '+z' | patch -p1; cat f); printf 'a\0b' >bin1; printf 'a\0c' >bin2; diff bin1 bin2; echo "status $?"
