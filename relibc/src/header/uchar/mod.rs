//! `<uchar.h>`.
