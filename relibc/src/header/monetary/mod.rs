//! `<monetary.h>`.
