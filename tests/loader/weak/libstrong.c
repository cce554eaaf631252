int weak_first(void) { return 4; }
int both(void) { return 5; }
