int base_value(void) { return 10; }
const char *who(void) { return "base"; }
