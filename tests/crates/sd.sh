# sd: files mapped into memory and replaced by new ones, several at a time.
mkdir files; for i in {1..30}; do printf 'name: n%s\nvalue = %s\n' "$i" $((i * i)) >files/f$i; done
printf 'a.b.c\n' | sd -F . /; printf 'one two three\n' | sd '(\w+) (\w+)' '$2 $1'; printf 'x=1, y=2\n' | sd '(?P<k>\w)=(?P<v>\d)' '${v}:$k'
printf 'Aa aA\n' | sd -f i 'a+' b; printf 'aaaa\n' | sd -n 2 a b; printf 'a\nb\n' | sd '\n' ','; echo; printf 'l1\nl2\n' | sd -f m '^l' '$0>'
printf 'größe ΣΑΣ\n' | sd '\p{Greek}+' '<$0>'; printf 'tab\tx\n' | sd '\t' '\\t'; printf 'many  spaces   here' | sd ' +' ' '; echo
chmod 640 files/f1; chmod 755 files/f2; sd 'value = (\d+)' 'value: $1' files/*; cat files/f{1,2,30}; stat -c '%a %n' files/f{1,2,3}; ls -A files | wc -l
sd --preview value VALUE files/f4 files/f5; cat files/f4; ln -s f6 files/link; sd name NAME files/link; cat files/link; [ -L files/link ]; echo $?
seq 1 100000 >numbers; sd '^(\d)(\d*)$' '$2$1' numbers; cksum <numbers; sd '\n' '' numbers; wc -c <numbers
: >empty; sd a b empty; echo "status $?"; wc -c <empty; printf 'no end' >noend; sd end END noend; cat noend; echo
sd a b missing 2>/dev/null; echo "status $?"; sd '(' b files/f7 2>/dev/null; echo "status $?"; printf 'a\n' | sd a '$1x' 2>&1; echo "status $?"
mkdir locked && printf 'a\n' >locked/f && sd a b locked 2>/dev/null; echo "status $?"; sd -s '$' '€' files/f8; printf 'a$b\n' | sd -s '$' '€'
sd --version; printf '\377\376 a\n' | sd a b | od -An -tx1
