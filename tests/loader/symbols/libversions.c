// flags: -Wl,--version-script=versions.map
__asm__(".symver old_answer, answer@ONE");
__asm__(".symver new_answer, answer@@TWO");
int old_answer(void) { return 1; }
int new_answer(void) { return 2; }
int plain(void) { return 3; }
