//! `<assert.h>`.
