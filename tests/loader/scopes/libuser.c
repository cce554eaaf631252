// Uses base without naming it.
extern int base_value(void);
int user_value(void) { return base_value() + 1; }
const char *who(void) { return "user"; }
