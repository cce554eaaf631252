// needs: runpath
// flags: -Wl,--disable-new-dtags -Wl,-rpath,$ORIGIN/rpath
#include <stdio.h>
extern const char *found(void);
int main(void) { printf("%s\n", found()); return 0; }
