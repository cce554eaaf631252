./main
echo "status $?"
