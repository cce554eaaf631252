// Which definition counts: copied variables, function addresses, visibility, indirect functions, versions.
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

extern int shared, value_in_library(void), *address_in_library(void), identity(int), guarded(void), call_guarded(void);
extern int (*pointer_in_library(void))(int);
extern char text[32];
extern int chosen(void), call_chosen(void), call_replaced(void), call_replaceable(void), answer(void), plain(void);
int replaced(void) { return 11; }
int replaceable(void) { return 21; }
int guarded_here(void) { return 0; }

int main(void) {
    shared++;
    printf("one variable: %d %d %d %s\n", shared, value_in_library(), &shared == address_in_library(), text);
    printf("one function: %d\n", pointer_in_library() == identity && identity(3) == 3);
    printf("protected: %d %d\n", guarded(), call_guarded());
    int (*found)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "chosen");
    printf("chosen: %d %d %d\n", chosen(), call_chosen(), found());
    printf("symbolic: %d; interposed: %d\n", call_replaced(), call_replaceable());
    int (*old)(void) = (int (*)(void))dlvsym(RTLD_DEFAULT, "answer", "ONE");
    int (*new)(void) = (int (*)(void))dlvsym(RTLD_DEFAULT, "answer", "TWO");
    int (*usual)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "answer");
    printf("versions: %d %d %d %d %d\n", answer(), old(), new(), usual(), plain());
    printf("no such version: %d\n", dlvsym(RTLD_DEFAULT, "answer", "THREE") == NULL);
    return 0;
}
