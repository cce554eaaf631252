int value(void) { return 1; }
int through(void) { return value() * 10; }
