// needs: gone
// flags: -Wl,-rpath,$ORIGIN
extern int gone(void);
int deep(void) { return gone(); }
