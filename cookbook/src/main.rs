//! `cook`.

fn main() {}
