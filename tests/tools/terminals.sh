# ncurses: a terminal's description is compiled, shown again and used.
cat >odd.ti <<'END'
odd|a terminal of our own,
	am, xenl, cols#132, it#8, lines#50, colors#16, pairs#256,
	bel=^G, clear=\E[H\E[2J$<5>, cr=\r, cub=\E[%p1%dD, cub1=^H, cud1=\n, cuf=\E[%p1%dC, cup=\E[%i%p1%d;%p2%dH, cuu1=\E[A,
	el=\E[K, ind=\n, kcuu1=\EOA, kf1=\EOP, rev=\E[7m, sgr0=\E[m, bold=\E[1m,
	setaf=\E[%?%p1%{8}%<%t3%p1%d%e9%p1%{8}%-%d%;m,
	sgr=\E[0%?%p6%t;1%;%?%p2%t;4%;%?%p1%p3%|%t;7%;m,
	smcup=\E[?1049h, rmcup=\E[?1049l,
odd-small|the same but smaller,
	cols#40, lines#10, clear@, use=odd,
END
export TERMINFO=$PWD/terminfo
tic -x -o terminfo odd.ti; echo "status $?"; find terminfo -type f | sort
for terminal in odd odd-small; do
  infocmp -1 $terminal | grep -v '^#'
  for ability in cols lines am 'cup 5 10' 'setaf 3' 'setaf 12' 'sgr 1 0 1 0 0 1 0 0 0' kcuu1 bold clear 'cub 7' longname; do
    tput -T $terminal $ability | od -An -c; echo "status ${PIPESTATUS[0]}"
  done
done
infocmp -d odd odd-small; printf 'cup 1 2\nbold\nsgr0\n' | tput -T odd -S | od -An -c
tput -T nothing cols 2>/dev/null
echo "status $?"
infocmp nothing >/dev/null 2>&1
echo "status $?"
printf 'broken|x,\n\tcols#x,,\n' >broken.ti
tic -c broken.ti >/dev/null 2>&1
echo "status $?"
TERM=odd tabs -d -8 2>/dev/null | od -An -c | head -n 2; TERM=odd clear | od -An -c; toe -a terminfo 2>/dev/null | sort
