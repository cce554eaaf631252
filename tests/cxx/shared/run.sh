LD_LIBRARY_PATH=. ./main
echo "status $?"
