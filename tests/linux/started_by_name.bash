# bash, which is ours on Ochre, starts Linux programs by name: static ones with either C library.
PATH=$1/glibc:$1/musl:$PATH
for libc in glibc musl; do
  echo line | "$1/$libc/hello" one two; echo "$libc: $?"
done
hello one two </dev/null | tr a-z A-Z
x=$(hello three 4 <<<"from a here-string"); echo "$? $x"
hello a b c <<END >file
a here-document
END
cat file; rm file
type -t hello registers
hello & wait $!; echo "waited: $?"
(exec hello last words </dev/null); echo $?
