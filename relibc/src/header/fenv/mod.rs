//! `<fenv.h>`.
