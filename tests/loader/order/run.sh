for how in '' keep close _exit; do
    echo "-- $how"
    ./main $how
    echo "status $?"
done
