//! `<sys/syscall.h>`: the numbers `syscall` takes are Linux's, on both kernels.
