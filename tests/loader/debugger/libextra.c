// needs: needed
// flags: -Wl,-rpath,$ORIGIN
extern int needed(void);
int extra(void) { return needed() + 1; }
