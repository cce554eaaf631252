//! `<complex.h>`.
