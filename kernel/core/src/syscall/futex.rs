//! Futex calls.

use super::Context;
use crate::{futex, time};
use abi::Errno;

/// (address, expected, deadline ns, clock, bit set) → 0. EAGAIN, EINTR, ETIMEDOUT, EINVAL, EFAULT,
/// ENOMEM. Blocks until woken.
pub fn wait(context: &Context) -> Result<u64, Errno> {
    let clock = time::clock(context.args[3])?;
    let deadline = time::deadline_on(clock, context.args[2])?;
    let (address, expected) = (context.word(0), context.args[1] as u32);
    let bits = context.args[4] as u32;
    futex::wait(&context.thread, address, expected, deadline, bits)?;
    Ok(0)
}

/// (address, most to wake, bit set) → woken. EINVAL, EFAULT. Does not block.
pub fn wake(context: &Context) -> Result<u64, Errno> {
    let space = context.thread.space()?;
    futex::wake(
        &space,
        context.word(0),
        context.args[1],
        context.args[2] as u32,
    )
}

/// (address, most to wake, most to move, target, expected or u64::MAX) → woken and moved. EAGAIN,
/// EINVAL, EFAULT, ENOMEM. Does not block.
pub fn requeue(context: &Context) -> Result<u64, Errno> {
    let [_, wake, moved, _, expected, _] = context.args;
    let space = context.thread.space()?;
    let expected = (expected != u64::MAX).then_some(expected as u32);
    futex::requeue(
        &space,
        context.word(0),
        wake,
        moved,
        context.word(3),
        expected,
    )
}
