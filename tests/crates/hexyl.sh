# hexyl: files and pipes read and sought in, the terminal's width, colours.
printf 'plain text\n\0\1\2\377 and \303\244\n%0100d' 7 >some; seq 1 50000 >many; head -c 4096 /dev/zero >zeros; : >empty
hexyl some; hexyl --color always some; hexyl --border none --plain some; hexyl --border ascii --no-characters some
hexyl --skip 16 --length 20 some; hexyl --skip=-8 some; hexyl -s 0x10 -n 0x8 --display-offset 4096 some; hexyl -n 2block --block-size 8 some
hexyl zeros; hexyl --no-squeezing zeros | wc -l; hexyl many | cksum; hexyl --skip=-1kB many | tail -n 4; hexyl empty; echo "status $?"
hexyl <some; cat some | hexyl --skip 100; printf 'from a pipe' | hexyl -P; hexyl --length 0 some; cat many | hexyl --skip 200000 | cksum
hexyl --panels 1 some; hexyl --terminal-width 200 some; hexyl --group-size 4 --endianness little some
hexyl --base octal -n 16 some; hexyl --base binary --panels 1 -n 16 some; hexyl --character-table codepage-437 -n 20 some; hexyl -g 2 -b d -n 9 some
hexyl missing 2>/dev/null; echo "status $?"; hexyl . 2>/dev/null; echo "status $?"; hexyl --length=-1 some 2>/dev/null; echo "status $?"
hexyl --panels 0 some 2>/dev/null; echo "status $?"; hexyl many | head -n 2; hexyl --version; hexyl --help | head -n 3
