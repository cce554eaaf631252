# Numbers, loops, functions, arrays: what bash does without starting anything.
factorial() { if (( $1 < 2 )); then echo 1; else echo $(( $1 * $(factorial $(( $1 - 1 ))) )); fi; }
for n in 1 5 12 20; do factorial $n; done
declare -A ages=([anna]=31 [bert]=27); ages[carl]=$(( ages[anna] + ages[bert] ))
echo "${ages[carl]} ${#ages[@]}"
list=(one two three); printf '%s|' "${list[@]^}" "${list[@]: -2}"; echo
printf '%05d %x %o %e %.3f %s\n' 42 255 8 12345.678 3.14159 text
x=hello.tar.gz; echo "${x%%.*} ${x#*.} ${x/l/L} ${x//l/L} ${#x} ${x:2:3}"
[[ 'abc123' =~ ^([a-z]+)([0-9]+)$ ]] && echo "${BASH_REMATCH[1]}-${BASH_REMATCH[2]}"
case $x in *.gz) echo compressed;; *) echo plain;; esac
echo $(( 0x1f + 010 + 2#101 )) $(( 7 % -3 )) $(( -7 / 2 )) $(( 1 << 40 ))
