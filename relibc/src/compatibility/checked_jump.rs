//! `_FORTIFY_SOURCE`: `longjmp` into a function that has returned ends the process.

use crate::header::signal::action::sigaltstack;
use crate::header::signal::stack_t;
use crate::types::c_int;

const SS_ONSTACK: c_int = 1;

/// Ends the process unless a jump to a stack pointer below the caller's leaves an alternate signal stack.
pub(crate) extern "C" fn refuse_jump_down(target: usize) {
    // SAFETY: all zero is a value of the structure.
    let mut stack: stack_t = unsafe { core::mem::zeroed() };
    // SAFETY: the structure is ours.
    let known = unsafe { sigaltstack(core::ptr::null(), &mut stack) } == 0;
    let begin = stack.ss_sp as usize;
    let leaves = known
        && stack.ss_flags & SS_ONSTACK != 0
        && !(begin..begin.saturating_add(stack.ss_size)).contains(&target);
    if !leaves {
        super::terminate("*** longjmp causes uninitialized stack frame ***: terminated\n");
    }
}
