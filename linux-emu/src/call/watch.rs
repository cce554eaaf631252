//! Files that tell of changes of others.

use super::{Context, DONE};
use abi::errno::Result;
use posix::fs;

pub fn inotify_init(context: &mut Context<'_>) -> Result<u64> {
    fs::inotify_init(context.thread(), 0).map(|fd| fd as u64)
}

pub fn inotify_init1(context: &mut Context<'_>) -> Result<u64> {
    fs::inotify_init(context.thread(), context.int(0)).map(|fd| fd as u64)
}

pub fn inotify_add_watch(context: &mut Context<'_>) -> Result<u64> {
    let (fd, path, mask) = (context.int(0), context.path(1)?, context.unsigned(2));
    let watch = fs::inotify_add_watch(context.thread(), fd, path.bytes(), mask)?;
    Ok(watch as u64)
}

pub fn inotify_rm_watch(context: &mut Context<'_>) -> Result<u64> {
    fs::inotify_rm_watch(context.thread(), context.int(0), context.int(1)).and(DONE)
}
