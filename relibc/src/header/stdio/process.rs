//! Streams to and from commands: `popen` and `pclose`.

use super::open::{open, Mode};
use super::standard::each_opened;
use super::{fclose, Backend, FILE, UNDECIDED};
use crate::errno::{self, ResultExt};
use crate::header::stdlib::exec_shell;
use crate::header::unistd::process::_Fork;
use crate::platform::Sys;
use crate::types::*;
use crate::Errno;

const O_CLOEXEC: c_int = 0o2000000;
const F_SETFD: c_int = 2;

/// POSIX: `popen`: runs a command by the shell, with its output or its input connected to the stream.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn popen(command: *const c_char, mode: *const c_char) -> *mut FILE {
    // SAFETY: the caller passes terminated strings.
    unsafe { start(command, mode) }.or_errno()
}

/// # Safety
/// Both strings are terminated.
unsafe fn start(command: *const c_char, mode: *const c_char) -> Result<*mut FILE, Errno> {
    // SAFETY: the caller's promise; the descriptors are this function's own until they are given away.
    unsafe {
        let text = mode;
        let mode = Mode::parse(text)?;
        if mode.letter == b'a' {
            return Err(Errno::EINVAL);
        }
        let keeps = !core::ffi::CStr::from_ptr(text).to_bytes().contains(&b'e');
        let mut ends = [0; 2];
        Sys::pipe2(ends.as_mut_ptr(), O_CLOEXEC)?;
        // The child has the writing end when the parent reads.
        let reads = mode.letter == b'r';
        let (ours, theirs) = if reads {
            (ends[0], ends[1])
        } else {
            (ends[1], ends[0])
        };
        let opened = open(Backend::Descriptor(ours), mode.stream_flags() | UNDECIDED);
        let child = match &opened {
            Ok(_) => _Fork(),
            Err(_) => -1,
        };
        if child == 0 {
            run(command, theirs, c_int::from(reads));
        }
        let error = u16::try_from(errno::get()).map_or(Errno::EAGAIN, Errno);
        let _ = Sys::close(theirs);
        let file = opened.inspect_err(|_| {
            let _ = Sys::close(ours);
        })?;
        if child < 0 {
            fclose(file);
            return Err(error);
        }
        (*file).locked(|stream| stream.child = child);
        if keeps {
            // POSIX.1-2024: only with "e" is the descriptor closed on exec.
            let _ = Sys::fcntl(ours, F_SETFD, 0);
        }
        Ok(file)
    }
}

/// In the child: puts the end of the pipe in the place of a standard stream, closes those of other commands, and runs
/// the shell.
///
/// # Safety
/// Only in a child, with a terminated command.
unsafe fn run(command: *const c_char, end: c_int, place: c_int) -> ! {
    // SAFETY: the descriptors are the child's own.
    unsafe {
        each_opened(|stream| {
            if let (true, Some(fd)) = (stream.child != 0, stream.backend.descriptor()) {
                let _ = Sys::close(fd);
            }
        });
        if end == place {
            // Already there, but it would not survive.
            let _ = Sys::fcntl(end, F_SETFD, 0);
        } else {
            let _ = Sys::dup3(end, place, 0);
        }
        exec_shell(command)
    }
}

/// POSIX: `pclose`: closes the stream, waits for the command, and gives its status.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pclose(file: *mut FILE) -> c_int {
    let mut status = 0;
    // SAFETY: the caller passes a stream from popen and does not use it again.
    unsafe {
        let child = (*file).locked(|stream| stream.child);
        fclose(file);
        let waited = loop {
            match Sys::wait4(child, &mut status, 0, core::ptr::null_mut()) {
                Err(Errno::EINTR) => {}
                result => break result,
            }
        };
        waited.map(|_| status).or_errno()
    }
}
