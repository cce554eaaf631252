//! Clocks, sleeping and timers.

use super::Context;
use crate::file::{Body, File};
use crate::handle::{Entry, Object};
use crate::machine::machine;
use crate::thread::notification;
use crate::time;
use crate::time::timer::{OwnedTimer, Timer, Told};
use crate::user::UserStruct;
use crate::wait::{self, Interruptible};
use abi::handle::HandleFlags;
use abi::time::Clock;
use abi::{Errno, Rights};
use alloc::sync::Arc;

/// (clock) → nanoseconds. EINVAL. Does not block.
pub fn clock_get(context: &Context) -> Result<u64, Errno> {
    Ok(time::read(time::clock(context.args[0])?, &context.thread))
}

/// (clock, deadline ns) → 0. EINVAL, EINTR, ENOMEM. Blocks until the deadline.
pub fn sleep(context: &Context) -> Result<u64, Errno> {
    let clock = time::clock(context.args[0])?;
    let deadline = time::deadline_on(clock, context.args[1])?;
    let never = || None::<()>;
    match wait::until(&context.thread, deadline, Interruptible::Yes, never) {
        Err(Errno::ETIMEDOUT) | Ok(()) => Ok(0),
        Err(error) => Err(error),
    }
}

/// (clock, notification number, word) → handle, in the high range, closed by fork and exec; of a file that counts for
/// number 0. EINVAL, ENOTSUP for the CPU time clocks, EMFILE. Does not block.
pub fn timer_create(context: &Context) -> Result<u64, Errno> {
    let [_, number, word, ..] = context.args;
    let clock = time::clock(context.args[0])?;
    if matches!(clock, Clock::ProcessCpu | Clock::ThreadCpu) {
        return Err(Errno::ENOTSUP);
    }
    if number == 0 {
        let timer = Arc::new(OwnedTimer(Timer::new(clock, Told::counter())));
        return context.install(Object::File(File::new(Body::Timer(timer), 0)));
    }
    if number > notification::LAST {
        return Err(Errno::EINVAL);
    }
    let timer = Timer::new(clock, Told::process(context.process(), number, word));
    let entry = Entry {
        flags: HandleFlags::HIGH | HandleFlags::CLOSE_ON_FORK | HandleFlags::CLOSE_ON_EXEC,
        ..Entry::new(Object::Timer(Arc::new(OwnedTimer(timer))))
    };
    Ok(u64::from(context.process().install(entry)?.0))
}

fn timer(context: &Context) -> Result<Arc<Timer>, Errno> {
    match context.object(0, Rights::empty())? {
        Object::Timer(timer) => Ok(timer.0.clone()),
        Object::File(file) => match file.body() {
            Body::Timer(timer) => Ok(timer.0.clone()),
            _ => Err(Errno::EINVAL),
        },
        _ => Err(Errno::EINVAL),
    }
}

/// (timer, first expiry ns or 0, interval ns, old pointer or 0, whether that is from now) → 0. EBADF, EINVAL, EFAULT, ENOMEM.
/// Does not block.
pub fn timer_set(context: &Context) -> Result<u64, Errno> {
    let timer = timer(context)?;
    let [_, first, interval, _, from_now, _] = context.args;
    let first = match first {
        0 => None,
        span if from_now == 1 => Some(machine().now_ns().saturating_add(span).into()),
        _ if from_now != 0 => return Err(Errno::EINVAL),
        first => Some(time::deadline_on(timer.clock, first)?),
    };
    let old = timer.set(first, interval)?;
    if context.word(3) != 0 {
        old.store(context.word(3))?;
    }
    Ok(0)
}

/// (timer, pointer) → overruns. EBADF, EINVAL, EFAULT. Does not block.
pub fn timer_get(context: &Context) -> Result<u64, Errno> {
    let timer = timer(context)?;
    timer.remaining().store(context.word(1))?;
    Ok(timer.overruns())
}
