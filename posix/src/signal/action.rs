//! Dispositions: `sigaction`, `sigaltstack`.

use super::default::{default_action, DefaultAction};
use super::{bit, check, UNBLOCKABLE};
use crate::kernel::process;
use crate::path::{call_manager, Message};
use crate::protocol::Operation;
use crate::state::Thread;
use crate::types::constants::signal::*;
use crate::types::{SigStack, Sigaction};
use abi::errno::Result;
use abi::Errno;
use core::sync::atomic::Ordering;

/// The action for each signal.
#[derive(Debug)]
pub(crate) struct ActionTable([Sigaction; SIGNAL_MAX as usize]);

impl ActionTable {
    pub(crate) const fn new() -> Self {
        const DEFAULT: Sigaction = Sigaction {
            handler: SIG_DFL,
            flags: 0,
            restorer: 0,
            mask: 0,
        };
        Self([DEFAULT; SIGNAL_MAX as usize])
    }

    /// The action for a signal from 1 to 64.
    pub(crate) fn get(&self, signal: i32) -> Sigaction {
        self.0[signal as usize - 1]
    }

    pub(crate) fn set(&mut self, signal: i32, action: Sigaction) {
        self.0[signal as usize - 1] = action;
    }
}

/// `rt_sigaction`: the old action. Errors: EINVAL for no signal, or for a change to SIGKILL or
/// SIGSTOP.
pub fn sigaction(thread: &Thread, signal: i32, new: Option<&Sigaction>) -> Result<Sigaction> {
    check(signal)?;
    let Some(new) = new else {
        return Ok(thread.process.actions.lock(thread).get(signal));
    };
    if bit(signal) & UNBLOCKABLE != 0 {
        return Err(Errno::EINVAL);
    }
    let mut action = *new;
    action.mask &= !UNBLOCKABLE;
    let old = {
        let mut actions = thread.process.actions.lock(thread);
        let old = actions.get(signal);
        actions.set(signal, action);
        tell_kernel(thread, signal, &action)?;
        old
    };
    tell_manager(thread, signal, &old, &action)?;
    Ok(old)
}

/// Keeps the kernel's ignored set, and the signal entry's, as the table is.
fn tell_kernel(thread: &Thread, signal: i32, action: &Sigaction) -> Result<()> {
    let change = |word: &core::sync::atomic::AtomicU64, set: bool| {
        let old = word.load(Ordering::Relaxed);
        let new = if set {
            old | bit(signal)
        } else {
            old & !bit(signal)
        };
        word.store(new, Ordering::Relaxed);
        (old != new).then_some(new)
    };
    change(&thread.process.on_stack, action.flags & SA_ONSTACK != 0);
    let ignored = action.handler == SIG_IGN;
    if let Some(set) = change(&thread.process.ignored, ignored) {
        process::set_ignored(set)?;
    }
    let drops = action.handler == SIG_DFL && default_action(signal) == DefaultAction::Ignore;
    if ignored || drops {
        process::discard_pending(bit(signal))?;
    }
    Ok(())
}

/// Tells the process manager how children's ends and stops are to be told.
fn tell_manager(thread: &Thread, signal: i32, old: &Sigaction, new: &Sigaction) -> Result<()> {
    let policy = |action: &Sigaction| action.flags & (SA_NOCLDSTOP | SA_NOCLDWAIT);
    if signal == SIGCHLD && policy(old) != policy(new) {
        let message = Message::new(Operation::ChildPolicy, [policy(new), 0, 0, 0]);
        call_manager(thread, b"", &message)?;
    }
    Ok(())
}

/// Whether this very function runs on the alternate stack.
fn on_alternate_stack(thread: &Thread) -> bool {
    let marker = 0u8;
    let here = core::ptr::from_ref(&marker) as u64;
    let base = thread.alternate_stack.load(Ordering::Relaxed);
    let size = thread.alternate_stack_size.load(Ordering::Relaxed);
    here.wrapping_sub(base) < size
}

/// The alternate stack as `stack_t`.
pub(super) fn alternate_stack(thread: &Thread, on_it: bool) -> SigStack {
    let size = thread.alternate_stack_size.load(Ordering::Relaxed);
    SigStack {
        sp: thread.alternate_stack.load(Ordering::Relaxed),
        flags: match (size, on_it) {
            (0, _) => SS_DISABLE,
            (_, true) => SS_ONSTACK,
            (_, false) => 0,
        },
        pad: 0,
        size,
    }
}

/// `sigaltstack`: the old one. Errors: EPERM while running on it, ENOMEM if too small, EINVAL.
pub fn sigaltstack(thread: &Thread, new: Option<&SigStack>) -> Result<SigStack> {
    let on_it = on_alternate_stack(thread);
    let old = alternate_stack(thread, on_it);
    let Some(new) = new else {
        return Ok(old);
    };
    if on_it {
        return Err(Errno::EPERM);
    }
    let (base, size) = match new.flags {
        SS_DISABLE => (0, 0),
        0 | SS_ONSTACK if new.size < MINSIGSTKSZ => return Err(Errno::ENOMEM),
        0 | SS_ONSTACK => (new.sp, new.size),
        _ => return Err(Errno::EINVAL),
    };
    // Size 0 first: the entry must never see the new size with the old base.
    thread
        .page
        .user_word(super::entry::USER_STACK_SIZE)
        .store(0, Ordering::SeqCst);
    thread.alternate_stack.store(base, Ordering::Relaxed);
    thread.alternate_stack_size.store(size, Ordering::Relaxed);
    thread
        .page
        .user_word(super::entry::USER_STACK_BASE)
        .store(base, Ordering::SeqCst);
    thread
        .page
        .user_word(super::entry::USER_STACK_SIZE)
        .store(size, Ordering::SeqCst);
    Ok(old)
}
