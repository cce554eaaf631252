//! `<ctype.h>`.
