// out: new/libold.so
int kept(void) { return 1; }
