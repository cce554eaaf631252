//! Names of files: links, renaming.

use super::{Context, DONE};
use abi::errno::Result;
use abi::{Errno, UserSlice};
use posix::fs;
use posix::types::constants::fcntl::{AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_FOLLOW};

pub fn rename(context: &mut Context<'_>) -> Result<u64> {
    let (old, new) = (context.path(0)?, context.path(1)?);
    fs::rename(
        context.thread(),
        AT_FDCWD,
        old.bytes(),
        AT_FDCWD,
        new.bytes(),
        0,
    )
    .and(DONE)
}

fn rename_with(context: &Context<'_>, flags: u32) -> Result<u64> {
    let (old, new) = (context.path(1)?, context.path(3)?);
    let (from, to) = (context.int(0), context.int(2));
    fs::rename(context.thread(), from, old.bytes(), to, new.bytes(), flags).and(DONE)
}

pub fn renameat(context: &mut Context<'_>) -> Result<u64> {
    rename_with(context, 0)
}

pub fn renameat2(context: &mut Context<'_>) -> Result<u64> {
    rename_with(context, context.unsigned(4))
}

pub fn link(context: &mut Context<'_>) -> Result<u64> {
    let (old, new) = (context.path(0)?, context.path(1)?);
    fs::link(
        context.thread(),
        AT_FDCWD,
        old.bytes(),
        AT_FDCWD,
        new.bytes(),
        0,
    )
    .and(DONE)
}

pub fn linkat(context: &mut Context<'_>) -> Result<u64> {
    let (old, new, flags) = (context.path(1)?, context.path(3)?, context.int(4));
    if flags & !(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH) != 0 {
        return Err(Errno::EINVAL);
    }
    let (from, to) = (context.int(0), context.int(2));
    fs::link(context.thread(), from, old.bytes(), to, new.bytes(), flags).and(DONE)
}

pub fn symlink(context: &mut Context<'_>) -> Result<u64> {
    let (target, path) = (context.text(0)?, context.path(1)?);
    fs::symlink(context.thread(), target.bytes(), AT_FDCWD, path.bytes()).and(DONE)
}

pub fn symlinkat(context: &mut Context<'_>) -> Result<u64> {
    let (target, path) = (context.text(0)?, context.path(2)?);
    let directory = context.int(1);
    fs::symlink(context.thread(), target.bytes(), directory, path.bytes()).and(DONE)
}

fn target(context: &Context<'_>, directory: i32, path: usize, buffer: UserSlice) -> Result<u64> {
    let path = context.path(path)?;
    fs::readlink(context.thread(), directory, path.bytes(), buffer).map(|n| n as u64)
}

/// The buffer at argument `index`, whose size is an `int`. Errors: EINVAL unless it is positive.
fn link_buffer(context: &Context<'_>, index: usize) -> Result<UserSlice> {
    match context.int(index + 1) {
        size if size > 0 => crate::guest::buffer(context.word(index), size as usize),
        _ => Err(Errno::EINVAL),
    }
}

pub fn readlink(context: &mut Context<'_>) -> Result<u64> {
    target(context, AT_FDCWD, 0, link_buffer(context, 1)?)
}

pub fn readlinkat(context: &mut Context<'_>) -> Result<u64> {
    target(context, context.int(0), 1, link_buffer(context, 2)?)
}
