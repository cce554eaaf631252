//! `<strings.h>`.
