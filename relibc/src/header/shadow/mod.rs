//! `<shadow.h>`.
