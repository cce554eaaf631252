//! Extended attributes: no file has any (xattr(7)), so that none can be read or changed. What is wrong with the file itself is
//! told first.

use super::{Context, DONE};
use abi::errno::Result;
use abi::Errno;
use posix::fs;
use posix::types::constants::fcntl::{AT_FDCWD, AT_SYMLINK_NOFOLLOW};

const NONE: Result<u64> = Err(Errno::EOPNOTSUPP);

fn find(context: &mut Context<'_>, flags: i32) -> Result<()> {
    let path = context.path(0)?;
    fs::fstatat(context.thread(), AT_FDCWD, path.bytes(), flags).map(drop)
}

pub fn of_path(context: &mut Context<'_>) -> Result<u64> {
    find(context, 0).and(NONE)
}

pub fn of_link(context: &mut Context<'_>) -> Result<u64> {
    find(context, AT_SYMLINK_NOFOLLOW).and(NONE)
}

pub fn of_descriptor(context: &mut Context<'_>) -> Result<u64> {
    fs::fstat(context.thread(), context.int(0)).and(NONE)
}

pub fn list_of_path(context: &mut Context<'_>) -> Result<u64> {
    find(context, 0).and(DONE)
}

pub fn list_of_link(context: &mut Context<'_>) -> Result<u64> {
    find(context, AT_SYMLINK_NOFOLLOW).and(DONE)
}

pub fn list_of_descriptor(context: &mut Context<'_>) -> Result<u64> {
    fs::fstat(context.thread(), context.int(0)).and(DONE)
}
