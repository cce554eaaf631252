./host
echo "status $?"
