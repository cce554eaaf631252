// needs: old
// flags: -Wl,-rpath,$ORIGIN -Wl,-z,now
extern int kept(void), dropped(void);
int main(void) { return kept() + dropped(); }
