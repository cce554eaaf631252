for how in '' close _exit; do
    echo "-- $how"
    ./main $how
    echo "status $?"
done
# When a library that stays open ends is each system's own affair; that it does is not.
echo "-- keep"
./main keep | sort
