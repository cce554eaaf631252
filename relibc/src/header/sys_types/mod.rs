//! `<sys/types.h>`.
