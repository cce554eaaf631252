//! Directories and the working directory.

use super::{Context, DONE};
use abi::errno::Result;
use posix::fs;
use posix::types::constants::fcntl::{AT_FDCWD, AT_REMOVEDIR};

pub fn getdents64(context: &mut Context<'_>) -> Result<u64> {
    fs::getdents(context.thread(), context.int(0), context.buffer(1)?).map(|n| n as u64)
}

pub fn chdir(context: &mut Context<'_>) -> Result<u64> {
    fs::chdir(context.thread(), context.path(0)?.bytes()).and(DONE)
}

pub fn fchdir(context: &mut Context<'_>) -> Result<u64> {
    fs::fchdir(context.thread(), context.int(0)).and(DONE)
}

pub fn getcwd(context: &mut Context<'_>) -> Result<u64> {
    fs::getcwd(context.thread(), context.buffer(0)?).map(|n| n as u64)
}

pub fn mkdir(context: &mut Context<'_>) -> Result<u64> {
    let (path, mode) = (context.path(0)?, context.unsigned(1));
    fs::mkdir(context.thread(), AT_FDCWD, path.bytes(), mode).and(DONE)
}

pub fn mkdirat(context: &mut Context<'_>) -> Result<u64> {
    let (path, mode) = (context.path(1)?, context.unsigned(2));
    fs::mkdir(context.thread(), context.int(0), path.bytes(), mode).and(DONE)
}

pub fn rmdir(context: &mut Context<'_>) -> Result<u64> {
    fs::rmdir(context.thread(), AT_FDCWD, context.path(0)?.bytes()).and(DONE)
}

pub fn unlink(context: &mut Context<'_>) -> Result<u64> {
    fs::unlink(context.thread(), AT_FDCWD, context.path(0)?.bytes(), 0).and(DONE)
}

pub fn unlinkat(context: &mut Context<'_>) -> Result<u64> {
    let flags = context.int(2);
    if flags & !AT_REMOVEDIR != 0 {
        return Err(abi::Errno::EINVAL);
    }
    let path = context.path(1)?;
    fs::unlink(context.thread(), context.int(0), path.bytes(), flags).and(DONE)
}
