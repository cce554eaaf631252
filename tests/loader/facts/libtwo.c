__thread int two_thread = 2;
int two_function(int n) { return n - 1; }
