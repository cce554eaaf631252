//! Who a process is: numbers, users, groups, sessions.

use super::{number, Context, DONE};
use crate::guest;
use abi::errno::Result;
use abi::Errno;
use posix::types::constants::limits::NGROUPS_MAX;
use posix::{identity, process};

pub fn getpid(_: &mut Context<'_>) -> Result<u64> {
    Ok(number(identity::process_id()))
}

pub fn getppid(_: &mut Context<'_>) -> Result<u64> {
    Ok(number(identity::parent_id()))
}

pub fn getuid(_: &mut Context<'_>) -> Result<u64> {
    Ok(identity::real_user().into())
}

pub fn geteuid(_: &mut Context<'_>) -> Result<u64> {
    Ok(identity::effective_user().into())
}

pub fn getgid(_: &mut Context<'_>) -> Result<u64> {
    Ok(identity::real_group().into())
}

pub fn getegid(_: &mut Context<'_>) -> Result<u64> {
    Ok(identity::effective_group().into())
}

fn three(context: &Context<'_>, ids: [u32; 3]) -> Result<u64> {
    for (index, id) in ids.iter().enumerate() {
        guest::store(context.word(index), id)?;
    }
    DONE
}

pub fn getresuid(context: &mut Context<'_>) -> Result<u64> {
    three(context, process::getresuid(context.thread())?)
}

pub fn getresgid(context: &mut Context<'_>) -> Result<u64> {
    three(context, process::getresgid(context.thread())?)
}

pub fn setuid(context: &mut Context<'_>) -> Result<u64> {
    process::setuid(context.thread(), context.unsigned(0)).and(DONE)
}

pub fn setgid(context: &mut Context<'_>) -> Result<u64> {
    process::setgid(context.thread(), context.unsigned(0)).and(DONE)
}

pub fn setreuid(context: &mut Context<'_>) -> Result<u64> {
    process::setreuid(context.thread(), context.unsigned(0), context.unsigned(1)).and(DONE)
}

pub fn setregid(context: &mut Context<'_>) -> Result<u64> {
    process::setregid(context.thread(), context.unsigned(0), context.unsigned(1)).and(DONE)
}

pub fn setresuid(context: &mut Context<'_>) -> Result<u64> {
    let [real, effective, saved] = [0, 1, 2].map(|index| context.unsigned(index));
    process::setresuid(context.thread(), real, effective, saved).and(DONE)
}

pub fn setresgid(context: &mut Context<'_>) -> Result<u64> {
    let [real, effective, saved] = [0, 1, 2].map(|index| context.unsigned(index));
    process::setresgid(context.thread(), real, effective, saved).and(DONE)
}

pub fn getgroups(context: &mut Context<'_>) -> Result<u64> {
    let size = usize::try_from(context.int(0)).map_err(|_| Errno::EINVAL)?;
    let mut groups = [0u32; NGROUPS_MAX];
    let groups = &mut groups[..size.min(NGROUPS_MAX)];
    let count = process::getgroups(context.thread(), groups)?;
    if size > 0 {
        guest::write(context.word(1), bytemuck::cast_slice(&groups[..count]))?;
    }
    Ok(count as u64)
}

pub fn setgroups(context: &mut Context<'_>) -> Result<u64> {
    let mut groups = [0u32; NGROUPS_MAX];
    let groups = groups.get_mut(..context.word(0)).ok_or(Errno::EINVAL)?;
    guest::read(context.word(1), bytemuck::cast_slice_mut(groups))?;
    process::setgroups(context.thread(), groups).and(DONE)
}

pub fn getpgid(context: &mut Context<'_>) -> Result<u64> {
    process::getpgid(context.thread(), context.int(0)).map(number)
}

pub fn getpgrp(context: &mut Context<'_>) -> Result<u64> {
    process::getpgid(context.thread(), 0).map(number)
}

pub fn setpgid(context: &mut Context<'_>) -> Result<u64> {
    process::setpgid(context.thread(), context.int(0), context.int(1)).and(DONE)
}

pub fn getsid(context: &mut Context<'_>) -> Result<u64> {
    process::getsid(context.thread(), context.int(0)).map(number)
}

pub fn setsid(context: &mut Context<'_>) -> Result<u64> {
    process::setsid(context.thread()).map(number)
}
