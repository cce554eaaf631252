# find and xargs: names, kinds, sizes, times, depth, expressions, commands.
mkdir -p d/a/b d/c; seq 1 500 >d/big; echo x >d/a/x.txt; echo y >d/a/b/y.txt; : >d/c/empty; ln -s ../big d/c/link; mkfifo d/pipe; touch -d '2001-02-03 04:05:06 UTC' d/a/x.txt; chmod 755 d/a/b/y.txt
find d | sort; find d -type f -name '*.txt' | sort; find d -type l -printf '%f -> %l\n'; find d -type p; find d -empty | sort; find d -size +1k -type f; find d -maxdepth 1 -mindepth 1 | sort
find d -perm -u+x -type f; find d -newer d/a/x.txt -type f | sort; find d -mtime +1000; find d -name b -prune -o -type f -print | sort; find d \( -name '*.txt' -o -name empty \) ! -name 'x*' | sort
find d -type f -exec wc -c {} + | sort -n | tail -n 1 | tr -s ' '; find d -name '*.txt' -exec sh -c 'echo got $1' sh {} \; | sort; find d -regex '.*/[xy]\.txt' | sort; find -L d/c -type f | sort
find d -type f -printf '%s %m %d %P\n' | sort; find d -name y.txt -execdir pwd \; | sed 's,.*/d,d,'; find d -depth | tail -n 1; find d -iname 'X*' ; find nothing 2>/dev/null; echo "status $?"
printf '%s\n' a 'b c' "d'e" | xargs -d '\n' -n 1 echo got; seq 1 20 | xargs -n 6; find d -type f -print0 | xargs -0 -n 1 basename | sort; seq 1 5 | xargs -I{} echo '<{}>'; seq 1 8 | xargs -P 3 -n 2 echo | sort
printf 'x y\n' | xargs -r false; echo "status $?"; : | xargs -r echo never; echo 'a "b c" d\ e' | xargs printf '[%s]\n'; seq 1 3000 | xargs echo | wc -w; echo 1 | xargs sh -c 'exit 255' 2>/dev/null; echo "status $?"; find d -name '*.txt' -delete; find d -name '*.txt'
