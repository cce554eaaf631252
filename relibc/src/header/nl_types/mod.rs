//! `<nl_types.h>`.
