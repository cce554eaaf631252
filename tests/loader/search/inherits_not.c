// needs: needer
// flags: -Wl,--enable-new-dtags -Wl,-rpath,$ORIGIN/needer:$ORIGIN/runpath
// DT_RUNPATH does not.
#include <stdio.h>
extern const char *needed(void);
int main(void) { printf("%s\n", needed()); return 0; }
