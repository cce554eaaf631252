//! `<paths.h>`.
