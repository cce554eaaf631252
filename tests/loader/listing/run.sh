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
