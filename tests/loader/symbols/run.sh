for program in fixed pie lazy; do
    echo "-- $program"
    ./$program
    echo "status $?"
    LD_BIND_NOW=1 ./$program | tail -n 1
done
