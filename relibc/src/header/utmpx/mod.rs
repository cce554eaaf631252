//! `<utmpx.h>`.
