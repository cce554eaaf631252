// needs: gone
// flags: -Wl,-rpath,$ORIGIN
extern int gone(void);
int main(void) { return gone(); }
