//! `system`.

use super::env::environ;
use crate::errno::{self, ResultExt};
use crate::header::signal::action::{set_action, sigaction};
use crate::header::signal::SIG_IGN;
use crate::header::unistd::process::_Fork;
use crate::platform::Sys;
use crate::types::*;
use crate::Errno;
use core::ptr::{null, null_mut};
use core::sync::atomic::Ordering;

const SIGINT: c_int = 2;
const SIGQUIT: c_int = 3;
const SIGCHLD: c_int = 17;
const SIG_BLOCK: c_int = 0;
const SIG_SETMASK: c_int = 2;

/// Becomes the shell that runs `command`; ends with status 127 when there is none.
///
/// # Safety
/// The command is terminated. Only in a child that has nothing else to do.
pub(crate) unsafe fn exec_shell(command: *const c_char) -> ! {
    let arguments = [
        c"sh".as_ptr(),
        c"-c".as_ptr(),
        c"--".as_ptr(),
        command,
        null(),
    ];
    let environment = environ.load(Ordering::Relaxed);
    // SAFETY: both lists end in null.
    let _ = unsafe {
        Sys::execve(
            c"/bin/sh".as_ptr(),
            arguments.as_ptr(),
            environment.cast::<*const c_char>(),
        )
    };
    Sys::end_process(127)
}

/// C and POSIX: `system`: runs a command by the shell and gives its status. Whether there is a shell, for null.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn system(command: *const c_char) -> c_int {
    if command.is_null() {
        return 1;
    }
    // While the command runs, the terminal's signals are its own; SIGCHLD waits until its status was taken.
    let ignore = sigaction {
        sa_handler: SIG_IGN,
        ..sigaction::default()
    };
    let block = 1u64 << (SIGCHLD - 1);
    let mut mask = 0u64;
    // SAFETY: the structures are whole; the child only sets signals and becomes the shell.
    unsafe {
        let _ = Sys::rt_sigprocmask(SIG_BLOCK, &block, &mut mask, size_of::<u64>());
        let interrupt = set_action(SIGINT, Some(&ignore));
        let quit = set_action(SIGQUIT, Some(&ignore));
        let restore = || {
            for (signal, old) in [(SIGINT, &interrupt), (SIGQUIT, &quit)] {
                if let Ok(old) = old {
                    let _ = set_action(signal, Some(old));
                }
            }
            let _ = Sys::rt_sigprocmask(SIG_SETMASK, &mask, null_mut(), size_of::<u64>());
        };
        let child = _Fork();
        if child == 0 {
            restore();
            exec_shell(command);
        }
        let result = if child < 0 {
            Err(u16::try_from(errno::get()).map_or(Errno::EAGAIN, Errno))
        } else {
            wait_for(child)
        };
        restore();
        result.or_errno()
    }
}

fn wait_for(child: pid_t) -> Result<c_int, Errno> {
    let mut status = 0;
    loop {
        // SAFETY: the status is writable.
        match unsafe { Sys::wait4(child, &mut status, 0, null_mut()) } {
            Err(Errno::EINTR) => {}
            result => return result.map(|_| status),
        }
    }
}
