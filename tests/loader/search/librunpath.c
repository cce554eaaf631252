// out: runpath/libfound.so
const char *found(void) { return "runpath"; }
