// out: path/libfound.so
const char *found(void) { return "path"; }
