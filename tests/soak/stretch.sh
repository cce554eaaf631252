# Makes everything that keeps its size larger than the soak will: tables and heaps of the kernel and of the
# servers grow when they must and are not cut back. Bash's own messages go nowhere.
exec 2>/dev/null
mkdir /tmp/stretch && cd /tmp/stretch || exit 1
name=a-name-that-is-longer-than-most-names-of-temporary-files-are
for n in {1..1500}; do : >$name-$n; done
mkdir d{1..200}
for n in {1..200}; do echo "$n" >d$n/$name; done
rm -r /tmp/stretch
for n in {1..60}; do sleep 5 | sleep 5 | cat & done
wait
