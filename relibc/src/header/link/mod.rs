//! `<link.h>`.
