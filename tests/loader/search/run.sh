try() {
    echo "-- $*"
    env "$@" 2>/dev/null
    echo "status $?"
}
try ./with_runpath
try LD_LIBRARY_PATH=path ./with_runpath
try LD_LIBRARY_PATH=nowhere:path ./with_runpath
try LD_LIBRARY_PATH=nowhere ./with_runpath
try ./with_rpath
try LD_LIBRARY_PATH=path ./with_rpath
try ./without
try LD_LIBRARY_PATH=path ./without
try LD_LIBRARY_PATH=:nowhere ./without
try ./inherits
try LD_LIBRARY_PATH=path ./inherits
try ./inherits_not
try LD_LIBRARY_PATH=path ./inherits_not
try ./opens libfound.so path/libfound.so ./rpath/libfound.so libnowhere.so
try LD_LIBRARY_PATH=rpath ./opens libfound.so
try ./parts
cd path && try LD_LIBRARY_PATH= ../without
cd ..
PATH=$PWD:$PATH && cd / && try with_runpath
"$OLDPWD/opens" "$OLDPWD/path/libfound.so" | sed 's/.*: //'
