//! `<crypt.h>`.
