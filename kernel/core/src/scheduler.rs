//! Which thread runs where.

/// Another CPU asked this one to look at its run queue.
pub fn kicked() {}
