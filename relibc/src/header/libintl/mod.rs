//! `<libintl.h>`.
