// needs: second
// flags: -Wl,-rpath,$ORIGIN
extern int second(void);
int first(void) { return second(); }
