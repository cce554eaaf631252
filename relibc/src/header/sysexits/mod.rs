//! `<sysexits.h>`.
