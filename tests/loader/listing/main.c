// needs: first
// flags: -Wl,-rpath,$ORIGIN -Wl,--allow-shlib-undefined
extern int first(void);
int main(void) { return first(); }
