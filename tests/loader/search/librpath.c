// out: rpath/libfound.so
const char *found(void) { return "rpath"; }
