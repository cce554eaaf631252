int there(void) { return 1; }
int both(void) { return 2; }
__attribute__((weak)) int weak_first(void) { return 3; }
