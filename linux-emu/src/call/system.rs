//! The system and its limits.

use super::{number, Context, DONE};
use crate::guest;
use abi::errno::Result;
use posix::process;
use posix::types::ResourceLimit;

/// What `uname` says beside the node's name: the kernel whose calls these are.
const SYSTEM: &[u8] = b"Linux";
/// Programs refuse to run on what is older than they were built for.
const RELEASE: &[u8] = b"6.1.0-ochre";

fn field(text: &[u8]) -> [u8; 65] {
    let mut field = [0; 65];
    field[..text.len()].copy_from_slice(text);
    field
}

pub fn uname(context: &mut Context<'_>) -> Result<u64> {
    let own = process::uname(context.thread())?;
    let fields = [
        field(SYSTEM),
        own.nodename,
        field(RELEASE),
        field(b"#1 SMP"),
        own.machine,
        own.domainname,
    ];
    guest::write(context.word(0), fields.as_flattened()).and(DONE)
}

pub fn sysinfo(context: &mut Context<'_>) -> Result<u64> {
    let info = process::sysinfo(context.thread())?;
    guest::store(context.word(0), &info).and(DONE)
}

fn limit(context: &Context<'_>, pid: i32, resource: i32, new: usize, old: usize) -> Result<u64> {
    let new = guest::load_if::<ResourceLimit>(new)?;
    let before = process::prlimit(context.thread(), pid, resource, new.as_ref())?;
    guest::store_if(old, &before).and(DONE)
}

pub fn prlimit64(context: &mut Context<'_>) -> Result<u64> {
    let (new, old) = (context.word(2), context.word(3));
    limit(context, context.int(0), context.int(1), new, old)
}

pub fn getrlimit(context: &mut Context<'_>) -> Result<u64> {
    let found = process::prlimit(context.thread(), 0, context.int(0), None)?;
    guest::store(context.word(1), &found).and(DONE)
}

pub fn setrlimit(context: &mut Context<'_>) -> Result<u64> {
    let new: ResourceLimit = guest::load(context.word(1))?;
    process::prlimit(context.thread(), 0, context.int(0), Some(&new)).and(DONE)
}

pub fn getrusage(context: &mut Context<'_>) -> Result<u64> {
    let usage = process::getrusage(context.thread(), context.int(0))?;
    guest::store(context.word(1), &usage).and(DONE)
}

pub fn times(context: &mut Context<'_>) -> Result<u64> {
    let (times, ticks) = process::times(context.thread())?;
    guest::store_if(context.word(0), &times)?;
    Ok(ticks as u64)
}

pub fn getpriority(context: &mut Context<'_>) -> Result<u64> {
    process::getpriority(context.thread(), context.int(0), context.int(1)).map(number)
}

pub fn setpriority(context: &mut Context<'_>) -> Result<u64> {
    let [which, who, nice] = [0, 1, 2].map(|index| context.int(index));
    process::setpriority(context.thread(), which, who, nice).and(DONE)
}
