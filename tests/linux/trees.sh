# Files and folders: making, finding, packing, comparing.
mkdir -p tree/a/b tree/c; cd tree
echo one >a/one; echo two >a/b/two; echo three >c/three; : >empty
ln -s a/one link; ln a/one hard; chmod 640 c/three; touch -d '2020-02-03 04:05:06' a/one
find . | sort; find . -type f -name 't*' | sort; find . -type l; find . -type d -newer a/one | sort
find . -type f -exec wc -c {} \; | sort; find . -empty; find . -type f -size -5c | sort
find . -name two -print0 | xargs -0 cat
ls -1 .; ls -F a; stat -c '%n %s %a %h %F' a/one c/three link hard; readlink link; realpath a/../c/three | sed 's,.*/tree/,,'
date -u -r a/one '+%Y-%m-%d %H:%M:%S'
cp -a . ../copy; diff -r . ../copy && echo equal
mv c/three c/3; rm hard; test -e c/three || echo moved; [ a/one -ot c/3 ] && echo older
du -a a | wc -l; tar cf ../tree.tar .; tar tf ../tree.tar | sort
mkdir ../out && tar xf ../tree.tar -C ../out; diff -r . ../out && echo "tar brings all back"
tar cf - . | gzip >../tree.tgz; gunzip -c ../tree.tgz | tar t | wc -l
ls -l ../out/a/one | cut -c 1-10; cat ../out/link
gzip -c a/one | gunzip; bzip2 -c a/one | bunzip2; find . | cpio -o -H newc 2>/dev/null | cpio -t 2>/dev/null | sort | head -n 3
umask 077; : >private; stat -c %a private; rm -f private
cd a && pwd | sed 's,.*/tree,,'; cd ..; rmdir c 2>/dev/null || echo "not empty"
basename /x/y.c .c; dirname /x/y.c; rm -r ../copy ../out ../tree.tar ../tree.tgz
df . >/dev/null && echo df; cd ..; rm -rf tree; ls
