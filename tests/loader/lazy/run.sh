./main 2> told
echo "status $?, names never: $(grep -c never told)"
for program in program eager; do
    ./$program
    echo "status $?"
    LD_BIND_NOW=1 ./$program 2> told
    echo "at once: status $?, names one: $(grep -c -e never -e later told)"
    LD_BIND_NOW= ./$program
    echo "status $?"
done
