// flags: -ftls-model=initial-exec
__thread int start_count = 100;
__thread char start_zero[64];
int start_next(void) { return ++start_count + start_zero[63]; }
