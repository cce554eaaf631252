// needs: needs
// flags: -Wl,-z,now -Wl,-rpath,$ORIGIN -Wl,--allow-shlib-undefined
// Its own calls are bound at once; those of its library are not.
#include <stdio.h>
extern int ready(void);
int main(void) {
    printf("eager: %d\n", ready());
    return 0;
}
