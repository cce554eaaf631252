// flags: -Wl,-Bsymbolic
int replaced(void) { return 10; }
int call_replaced(void) { return replaced(); }
