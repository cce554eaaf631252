//! `<locale.h>`.
