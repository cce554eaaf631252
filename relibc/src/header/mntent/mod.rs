//! `<mntent.h>`.
