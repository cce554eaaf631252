// needs: has strong
// flags: -Wl,-rpath,$ORIGIN
// Weak references that are defined and that are not; the first definition counts, weak or not.
#include <stdio.h>
extern int there(void) __attribute__((weak));
extern int nowhere(void) __attribute__((weak));
extern int data_nowhere __attribute__((weak));
extern int both(void), weak_first(void);
__attribute__((weak)) int own(void) { return 9; }

int main(void) {
    int (*volatile a)(void) = there, (*volatile b)(void) = nowhere;
    int *volatile c = &data_nowhere;
    printf("%d %d %d\n", a != NULL && a() == 1, b == NULL, c == NULL);
    printf("%d %d %d\n", both(), weak_first(), own());
    return 0;
}
