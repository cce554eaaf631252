// needs: runpath
// flags: -Wl,--enable-new-dtags -Wl,-rpath,${ORIGIN}/runpath
#include <stdio.h>
extern const char *found(void);
int main(void) { printf("%s\n", found()); return 0; }
