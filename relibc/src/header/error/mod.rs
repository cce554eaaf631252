//! `<error.h>`.
