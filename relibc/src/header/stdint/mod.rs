//! `<stdint.h>`.
