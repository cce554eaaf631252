//! Threads: thread-local storage, futexes, names, processors.

use super::{number, Context, DONE};
use crate::guest;
use abi::errno::Result;
use abi::process::ThreadOperation;
use abi::Errno;
use core::cell::Cell;
use posix::kernel::thread::control;
use posix::thread;

pub fn gettid(context: &mut Context<'_>) -> Result<u64> {
    Ok(number(context.thread().id()))
}

pub fn set_tid_address(context: &mut Context<'_>) -> Result<u64> {
    let address = guest::buffer(context.word(0), 4)?.address;
    thread::set_tid_address(context.thread(), address).map(number)
}

pub fn set_robust_list(context: &mut Context<'_>) -> Result<u64> {
    let head = guest::buffer(context.word(0), 24)?.address;
    thread::set_robust_list(context.thread(), head, context.word(1)).and(DONE)
}

pub fn futex(context: &mut Context<'_>) -> Result<u64> {
    const CLOCK_AND_PRIVATE: i32 = 128 | 256;
    const WAIT: i32 = 0;
    const WAIT_BITSET: i32 = 9;
    let (address, operation) = (context.word(0), context.int(1));
    guest::buffer(address, 4)?;
    if context.word(4) != 0 {
        guest::buffer(context.word(4), 4)?;
    }
    if matches!(operation & !CLOCK_AND_PRIVATE, WAIT | WAIT_BITSET) && context.word(3) != 0 {
        guest::buffer(context.word(3), 16)?;
    }
    thread::futex(
        context.thread(),
        address,
        operation,
        context.unsigned(2),
        context.raw(3),
        context.word(4),
        context.unsigned(5),
    )
    .map(|n| n as u64)
}

pub fn arch_prctl(context: &mut Context<'_>) -> Result<u64> {
    const SET_GS: i32 = 0x1001;
    const SET_FS: i32 = 0x1002;
    const GET_FS: i32 = 0x1003;
    const GET_GS: i32 = 0x1004;
    let set = |operation| match control(0, operation, context.raw(1), 0) {
        // An address that is not the user's: Linux's answer.
        Err(Errno::EINVAL) => Err(Errno::EPERM),
        other => other.and(DONE),
    };
    match context.int(0) {
        SET_FS => set(ThreadOperation::SetThreadPointer),
        SET_GS => set(ThreadOperation::SetGsBase),
        GET_FS => {
            let base = control(0, ThreadOperation::GetThreadPointer, 0, 0)?;
            guest::store(context.word(1), &base).and(DONE)
        }
        GET_GS => {
            let base = control(0, ThreadOperation::GetGsBase, 0, 0)?;
            guest::store(context.word(1), &base).and(DONE)
        }
        _ => Err(Errno::EINVAL),
    }
}

/// A thread's name (`PR_SET_NAME`), with its NUL.
pub struct Name(pub Cell<[u8; 16]>);

pub fn prctl(context: &mut Context<'_>) -> Result<u64> {
    const GET_DUMPABLE: i32 = 3;
    const SET_DUMPABLE: i32 = 4;
    const SET_NAME: i32 = 15;
    const GET_NAME: i32 = 16;
    const GET_NO_NEW_PRIVS: i32 = 39;
    match context.int(0) {
        SET_NAME => {
            let mut name = [0; 16];
            guest::read_string(context.word(1), &mut name)?;
            name[15] = 0;
            context.seat.name.0.set(name);
            DONE
        }
        GET_NAME => guest::write(context.word(1), &context.seat.name.0.get()).and(DONE),
        // Core files are never written, and nobody can attach.
        GET_DUMPABLE | GET_NO_NEW_PRIVS => DONE,
        SET_DUMPABLE if context.raw(1) == 0 => DONE,
        _ => Err(Errno::EINVAL),
    }
}

pub fn sched_yield(_: &mut Context<'_>) -> Result<u64> {
    thread::sched_yield();
    DONE
}

pub fn sched_getaffinity(context: &mut Context<'_>) -> Result<u64> {
    let size = context.unsigned(1) as usize;
    if size < 8 || !size.is_multiple_of(8) {
        return Err(Errno::EINVAL);
    }
    let mask = thread::get_affinity(context.thread(), context.int(0))?;
    guest::store(context.word(2), &mask)?;
    // Bytes stored.
    Ok(8)
}

pub fn sched_setaffinity(context: &mut Context<'_>) -> Result<u64> {
    let mut mask = [0; 8];
    let size = (context.unsigned(1) as usize).min(8);
    guest::read(context.word(2), &mut mask[..size])?;
    let mask = u64::from_le_bytes(mask);
    thread::set_affinity(context.thread(), context.int(0), mask).and(DONE)
}
