int kept(void) { return 1; }
#ifndef REPLACED
int dropped(void) { return 2; }
#endif
