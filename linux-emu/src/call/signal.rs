//! Signals: actions, masks, sending, waiting.

use super::{Context, DONE};
use crate::guest;
use crate::x86_64::frame;
use abi::errno::Result;
use abi::Errno;
use posix::signal;
use posix::types::{SigInfo, Sigaction, Timespec};

/// Bytes of a signal set, which calls are told.
const SET_SIZE: usize = 8;

/// Errors: EINVAL unless argument `index` is [`SET_SIZE`].
fn check_size(context: &Context<'_>, index: usize) -> Result<()> {
    match context.word(index) {
        SET_SIZE => Ok(()),
        _ => Err(Errno::EINVAL),
    }
}

pub fn rt_sigaction(context: &mut Context<'_>) -> Result<u64> {
    check_size(context, 3)?;
    let new = guest::load_if::<Sigaction>(context.word(1))?;
    let old = signal::sigaction(context.thread(), context.int(0), new.as_ref())?;
    guest::store_if(context.word(2), &old).and(DONE)
}

pub fn rt_sigprocmask(context: &mut Context<'_>) -> Result<u64> {
    check_size(context, 3)?;
    let set = guest::load_if(context.word(1))?;
    let old = signal::sigprocmask(context.thread(), context.int(0), set)?;
    guest::store_if(context.word(2), &old).and(DONE)
}

pub fn rt_sigpending(context: &mut Context<'_>) -> Result<u64> {
    if context.word(1) > SET_SIZE {
        return Err(Errno::EINVAL);
    }
    let pending = signal::sigpending(context.thread())?;
    guest::write(context.word(0), &pending.to_ne_bytes()[..context.word(1)]).and(DONE)
}

pub fn signalfd4(context: &mut Context<'_>) -> Result<u64> {
    check_size(context, 2)?;
    let set = guest::load(context.word(1))?;
    signal::signalfd(context.thread(), context.int(0), set, context.int(3)).map(|fd| fd as u64)
}

pub fn rt_sigsuspend(context: &mut Context<'_>) -> Result<u64> {
    check_size(context, 1)?;
    let mask = guest::load(context.word(0))?;
    Err(signal::sigsuspend(context.thread(), mask))
}

pub fn pause(context: &mut Context<'_>) -> Result<u64> {
    let mask = context.thread().mask_in_force();
    Err(signal::sigsuspend(context.thread(), mask))
}

pub fn rt_sigtimedwait(context: &mut Context<'_>) -> Result<u64> {
    check_size(context, 3)?;
    let set = guest::load(context.word(0))?;
    let timeout = guest::load_if::<Timespec>(context.word(2))?;
    let info = signal::sigtimedwait(context.thread(), set, timeout)?;
    guest::store_if(context.word(1), &info)?;
    Ok(info.signo as u64)
}

/// The result is what the frame says of RAX.
pub fn rt_sigreturn(context: &mut Context<'_>) -> Result<u64> {
    crate::signal::sigreturn(context.seat, context.registers);
    Ok(context.registers.rax)
}

pub fn sigaltstack(context: &mut Context<'_>) -> Result<u64> {
    let stack_pointer = context.registers.rsp;
    let old = frame::shown_stack(context.seat, stack_pointer);
    if let Some(new) = guest::load_if(context.word(0))? {
        frame::set_alternate_stack(context.seat, &new, stack_pointer)?;
    }
    guest::store_if(context.word(1), &old).and(DONE)
}

pub fn kill(context: &mut Context<'_>) -> Result<u64> {
    signal::kill(context.thread(), context.int(0), context.int(1)).and(DONE)
}

pub fn tgkill(context: &mut Context<'_>) -> Result<u64> {
    let [pid, tid, number] = [0, 1, 2].map(|index| context.int(index));
    signal::tgkill(context.thread(), pid, tid, number).and(DONE)
}

pub fn tkill(context: &mut Context<'_>) -> Result<u64> {
    let pid = posix::identity::process_id();
    signal::tgkill(context.thread(), pid, context.int(0), context.int(1)).and(DONE)
}

pub fn rt_sigqueueinfo(context: &mut Context<'_>) -> Result<u64> {
    let info: SigInfo = guest::load(context.word(2))?;
    signal::sigqueue(
        context.thread(),
        context.int(0),
        context.int(1),
        info.code,
        info.second,
    )
    .and(DONE)
}
