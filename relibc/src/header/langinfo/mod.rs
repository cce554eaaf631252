//! `<langinfo.h>`.
