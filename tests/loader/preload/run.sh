try() {
    echo "-- $1"
    LD_PRELOAD="$1" ./main 2>/dev/null
    echo "status $?"
}
try ''
try ./libfirst.so
try ./libsecond.so
try './libfirst.so ./libsecond.so'
try ./libsecond.so:./libfirst.so
try ./liballoc.so
try './liballoc.so ./libfirst.so'
try ./libnowhere.so
try './libnowhere.so ./libfirst.so'
LD_PRELOAD="$PWD/libfirst.so" ./main
LD_PRELOAD=./libnowhere.so ./main 2>&1 >/dev/null | grep -c libnowhere.so
