// needs: needs
// flags: -Wl,-z,lazy -Wl,-rpath,$ORIGIN -Wl,--allow-shlib-undefined
// Its library lacks functions, none of which is called.
#include <stdio.h>
extern int ready(void);
int main(void) {
    printf("program: %d\n", ready());
    return 0;
}
