//! `<ttyent.h>`.
