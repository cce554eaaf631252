try() {
    word=$1
    shift
    "$@" 2> told
    echo "$*: status $?, names $word: $(grep -c "$word" told)"
}
try gone ./needs_gone
try gone ./needs_deep
try dropped ./needs_dropped
./opens ./libdeep.so libgone.so
rm libgone.so
try libgone.so ./needs_gone
try libgone.so ./needs_deep
./opens ./libdeep.so libgone.so
try dropped env LD_LIBRARY_PATH=new ./needs_dropped
mv new/libold.so .
try dropped ./needs_dropped
for bad in empty text folder zeros cut swapped; do
    rm -rf libgone.so
    case $bad in
    empty) : > libgone.so ;;
    text) echo 'not a library' > libgone.so ;;
    folder) mkdir libgone.so ;;
    zeros) head -c 8192 /dev/zero > libgone.so ;;
    cut) head -c 40 libold.so > libgone.so ;;
    swapped) (head -c 18 libold.so; printf '\050\000'; tail -c +21 libold.so) > libgone.so ;;
    esac
    echo "-- $bad"
    try libgone.so ./needs_gone
    ./opens ./libgone.so libgone.so
done
