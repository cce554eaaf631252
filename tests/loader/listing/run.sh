list() {
    LD_TRACE_LOADED_OBJECTS=1 ./main > listed
    echo "status $?"
    # Without addresses and the folder, which differ, and without the C library.
    sed -n "s| (0x.*||; s|$PWD|.|; /first\|second/p" listed
}
list
rm libsecond.so
list
rm libfirst.so
list
# What is there and damaged is an error that names it, not a name that is missing.
echo 'not a library' > libfirst.so
LD_TRACE_LOADED_OBJECTS=1 ./main 2> told | grep -c 'not found'
grep -c 'libfirst' told
