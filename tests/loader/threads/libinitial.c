// flags: -ftls-model=initial-exec
// Opened while threads run: its storage lies in what every thread keeps free, and its image holds an address.
__thread const char *initial = "initial";
static __thread int turns = 30;
const char *initial_name(void) { return initial; }
int initial_next(void) { return ++turns; }
