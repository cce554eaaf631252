head -c 40 libcounter.so > cut.so
./main
echo "status $?"
