// needs: round
// flags: -Wl,-rpath,$ORIGIN
extern int round_trip(int);
int about(int n) { return n ? round_trip(n - 1) + 1 : 0; }
