// needs: deep
// flags: -Wl,-rpath,$ORIGIN
extern int deep(void);
int main(void) { return deep(); }
