// needs: base
// flags: -Wl,-rpath,$ORIGIN
extern int base_value(void);
int chain_value(void) { return base_value() + 2; }
