//! `<stdio.h>`.

/// Called by `exit` after the handlers: flushes the streams.
pub(crate) fn flush_at_exit() {}
