./main
echo "status $?"
names() { sed -n 's/^[[:space:]]*\(lib[a-z]*\.so\) => .*/\1/p' | grep -v '^libc\.so$' | sort; }
LD_TRACE_LOADED_OBJECTS=1 ./main | names
for loader in /lib/ld-relibc-x86_64.so.1 /lib64/ld-linux-x86-64.so.2; do
    if [ -e $loader ]; then
        $loader --list ./main | names
        $loader ./main | head -n 3
        $loader --library-path nowhere:. ./main > /dev/null
        echo "status $?"
        $loader ./no-such-program 2> /dev/null
        echo "status $?"
        break
    fi
done
