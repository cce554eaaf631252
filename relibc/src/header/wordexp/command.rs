//! Command substitution (XCU 2.6.3): by the shell.

use super::{Failure, Settings};
use crate::errno::Errno;
use crate::header::stdlib::env::environ;
use crate::header::unistd::process::_Fork;
use crate::platform::Sys;
use crate::types::*;
use alloc::ffi::CString;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::ptr::{null, null_mut};
use core::sync::atomic::Ordering;

const O_CLOEXEC: c_int = 0o2000000;
const O_WRONLY: c_int = 1;

/// The command up to a backquote, and what is behind it. A backslash quotes `$`, a backquote and itself; between
/// double quotes, those, too.
pub(super) fn between_backquotes(
    text: &[u8],
    in_quotes: bool,
) -> Result<(Vec<u8>, &[u8]), Failure> {
    let (mut command, mut rest) = (Vec::new(), text);
    loop {
        match rest {
            [b'`', after @ ..] => return Ok((command, after)),
            [b'\\', byte, after @ ..]
                if matches!(byte, b'$' | b'`' | b'\\') || (in_quotes && *byte == b'"') =>
            {
                command.push(*byte);
                rest = after;
            }
            [byte, after @ ..] => {
                command.push(*byte);
                rest = after;
            }
            [] => return Err(Failure::Syntax),
        }
    }
}

/// What a command writes, without the newlines at its end.
pub(super) fn output(command: &[u8], settings: Settings) -> Result<Vec<u8>, Failure> {
    if !settings.commands {
        return Err(Failure::CommandSubstitution);
    }
    let command = CString::new(command).map_err(|_| Failure::Syntax)?;
    let (mut text, status) = run(&command, c"-c", settings).map_err(|_| Failure::NoSpace)?;
    // A shell that could not read the command says so by its status: then it is asked for the grammar alone.
    if text.is_empty() && status != 0 {
        let (_, status) = run(&command, c"-nc", settings).map_err(|_| Failure::NoSpace)?;
        if status != 0 {
            return Err(Failure::Syntax);
        }
    }
    text.retain(|&byte| byte != 0);
    let newlines = text.iter().rev().take_while(|&&byte| byte == b'\n').count();
    text.truncate(text.len() - newlines);
    Ok(text)
}

/// Runs the shell; what it writes, and its wait status.
fn run(command: &CStr, option: &CStr, settings: Settings) -> Result<(Vec<u8>, c_int), Errno> {
    let mut ends = [0; 2];
    // SAFETY: the descriptors are this function's own; the child only becomes the shell.
    unsafe {
        Sys::pipe2(ends.as_mut_ptr(), O_CLOEXEC)?;
        let [from, to] = ends;
        let child = _Fork();
        if child == 0 {
            become_shell(command, option, to, settings);
        }
        let _ = Sys::close(to);
        let text = match child {
            -1 => Err(Errno::EAGAIN),
            _ => read_all(from),
        };
        let _ = Sys::close(from);
        let mut status = 0;
        if child > 0 {
            while Sys::wait4(child, &mut status, 0, null_mut()) == Err(Errno::EINTR) {}
        }
        Ok((text?, status))
    }
}

/// In the child: standard output is the pipe, standard error nothing unless errors are to be seen.
///
/// # Safety
/// Only in a child that has nothing else to do.
unsafe fn become_shell(command: &CStr, option: &CStr, output: c_int, settings: Settings) -> ! {
    let arguments = [c"sh".as_ptr(), option.as_ptr(), command.as_ptr(), null()];
    let environment = environ.load(Ordering::Relaxed);
    // SAFETY: strings, and lists that end in null; the descriptors are the child's own.
    unsafe {
        match output {
            1 => drop(Sys::fcntl(1, 2, 0)),
            output => drop(Sys::dup3(output, 1, 0)),
        }
        if !settings.show_errors {
            if let Ok(nothing) = Sys::openat(-100, c"/dev/null".as_ptr(), O_WRONLY, 0) {
                let _ = Sys::dup3(nothing, 2, 0);
            }
        }
        let shell = c"/bin/sh".as_ptr();
        let _ = Sys::execve(shell, arguments.as_ptr(), environment.cast());
    }
    Sys::end_process(127)
}

/// Reads a pipe to its end.
fn read_all(fd: c_int) -> Result<Vec<u8>, Errno> {
    let (mut text, mut chunk) = (Vec::new(), [0_u8; 1024]);
    loop {
        // SAFETY: the chunk is writable.
        match unsafe { Sys::read(fd, chunk.as_mut_ptr().cast(), chunk.len()) } {
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error),
            Ok(0) => return Ok(text),
            Ok(count) => {
                let part = &chunk[..count as usize];
                text.try_reserve(part.len()).map_err(|_| Errno::ENOMEM)?;
                text.extend_from_slice(part);
            }
        }
    }
}
