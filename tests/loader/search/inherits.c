// needs: needer
// flags: -Wl,--disable-new-dtags -Wl,-rpath,$ORIGIN/needer:$ORIGIN/rpath
// DT_RPATH also serves what the libraries need.
#include <stdio.h>
extern const char *needed(void);
int main(void) { printf("%s\n", needed()); return 0; }
