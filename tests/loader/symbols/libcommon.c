int replaceable(void) { return 20; }
int call_replaceable(void) { return replaceable(); }
