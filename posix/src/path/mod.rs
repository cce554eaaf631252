//! Names: the mount table, and calls on paths with redirects followed.
//!
//! [`mount`] maps an absolute path to a scheme and a reference; [`call`] sends one message about
//! a path (or two) to the server that resolves it. Neighbours: `fs` and `process` say what is
//! asked; `protocol` says how.

mod call;
mod mount;

pub(crate) use call::{
    call_at, call_handle, call_manager, call_scheme, call_two, make_absolute, Answer, Message,
};
pub use mount::{strip_prefix, Mount, MountTable, DEFAULT_MOUNTS, MOUNTS_MAX};
