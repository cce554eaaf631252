//! `<sys/types.h>`: the types of POSIX.
