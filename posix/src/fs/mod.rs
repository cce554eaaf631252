//! Files by name, and what is known of open ones.
//!
//! Every function is one message to the server that holds the file. Paths are bytes without the
//! NUL; `dirfd` is a descriptor or `AT_FDCWD`. Neighbours: `fd` for data and descriptors, `path`
//! for how names are resolved.

mod change;
mod descriptor;
mod directory;
mod open;
mod stat;
mod watch;

pub use change::{
    chmod, chown, fallocate, fchmod, fchown, fsync, ftruncate, link, mkdir, mknod, rename, rmdir,
    symlink, sync, syncfs, truncate, umask, unlink, utimensat,
};
pub use directory::{chdir, fchdir, getcwd, getdents, readlink, realpath};
pub use open::{memfd_create, open, open_executable};
pub use stat::{access, fstat, fstatat, fstatat_into, fstatfs, statfs, statx};
pub use watch::{inotify_add_watch, inotify_init, inotify_rm_watch};

use crate::protocol::Lookup;
use crate::types::constants::fcntl::AT_SYMLINK_NOFOLLOW;
use abi::errno::Result;
use abi::Errno;

/// EINVAL if `flags` has others than the `allowed`.
fn check(flags: i32, allowed: i32) -> Result<()> {
    if flags & !allowed == 0 {
        Ok(())
    } else {
        Err(Errno::EINVAL)
    }
}

/// The look-up bits for an `AT_*` flag word.
fn lookup(flags: i32) -> u64 {
    if flags & AT_SYMLINK_NOFOLLOW != 0 {
        Lookup::NO_FOLLOW.bits()
    } else {
        0
    }
}
