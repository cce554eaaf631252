# fd: trees walked by several threads, what it finds given to programs, owners, sizes and times of files.
mkdir -p tree/{a,b,c}/{x,y}/deep tree/.hidden && cd tree
for d in a b c; do for i in {1..30}; do printf '%*s' $((i * 100)) '' >$d/x/f$i.txt; : >$d/y/deep/Empty$i; done; done
printf '#!/bin/sh\n' >a/run.sh; chmod 755 a/run.sh; ln -s a/x/f1.txt link; ln -s nowhere broken; : >.hidden/h.txt
printf 'c/\n*.log\n' >.ignore; : >b/build.log; mkfifo pipe; touch -d '2001-02-03 04:05:06 UTC' a/old; : >'two words'
fd | sort; fd . a/x --extension txt | sort | tail -n 3; fd '^f[12]\d\.txt$' -j 4 | sort
fd --hidden --no-ignore -g '*.{log,txt}' | sort | wc -l; fd --type l | sort; fd --type x; fd --type p; fd --type e . a | wc -l
fd --size +2900b --type f | sort; fd --size -150b --extension txt | sort; fd --changed-before 2002-01-01; fd --changed-within 1day --type f | wc -l
fd --max-depth 2 --type d | sort; fd --exact-depth 3 --type d | sort; fd --full-path 'tree/b/.*/deep$' | sort; fd --follow --type f link
fd 'f1\.txt' --exec printf '%s|%s|%s|%s\n' {} {/} {//} {.} \; | sort
fd 'f2.\.txt' a b --threads 4 --exec wc -c {} | sort; fd -e txt . a --exec-batch ls -1 | sort | head -n 4; fd nothing --exec false; echo "status $?"
fd 'f1.txt' --exec sh -c 'exit 3'; echo "status $?"; fd run.sh --exec ./missing 2>/dev/null; echo "status $?"
fd --print0 words | tr '\0' '\n'; fd empty1 --ignore-case -c never --max-results 1 | wc -l; fd --absolute-path link | sed "s:$PWD:TOP:"
fd --owner "$(id -u)" --type f . a/x | wc -l; fd --owner 4242; fd --exclude a --exclude b | sort; fd -E '*.txt' . a/x; fd --prune '^x$' | sort
fd --color always link | od -c | head -n 3; LS_COLORS='*.sh=01;31' fd --color always run
fd --format '{/.}!{//}' old; fd --base-directory b build -u; fd '(' 2>/dev/null; echo "status $?"; fd . missing 2>/dev/null; echo "status $?"
fd -q run; echo "status $?"; fd -q runs; echo "status $?"; fd | head -n 1 | wc -l
