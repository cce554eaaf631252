//! `<libgen.h>`.
