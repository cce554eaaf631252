//! `<utmp.h>`.
