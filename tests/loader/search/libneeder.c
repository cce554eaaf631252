// out: needer/libneeder.so
// needs: runpath
extern const char *found(void);
const char *needed(void) { return found(); }
