//! `getpass`.

use crate::header::fcntl::{open, O_CLOEXEC, O_NOCTTY, O_RDWR};
use crate::header::string::strlen;
use crate::header::termios::{tcgetattr, tcsetattr, termios};
use crate::header::unistd::io::{close, read, write};
use crate::types::*;
use core::cell::UnsafeCell;
use core::mem::MaybeUninit;

/// Room for a password and a null byte.
const ROOM: usize = 256;

struct Password(UnsafeCell<[c_char; ROOM]>);
// SAFETY: a second call overwrites the static result (the manual page).
unsafe impl Sync for Password {}
static PASSWORD: Password = Password(UnsafeCell::new([0; ROOM]));

/// SUS until 1997: `getpass`: asks for a line on the terminal, or on standard error and input where there is none, without showing what
/// is typed. Null when nothing can be read; what does not fit is lost.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn getpass(prompt: *const c_char) -> *mut c_char {
    const TCSAFLUSH: c_int = 2;
    const ISIG: c_uint = 0o1;
    const ICANON: c_uint = 0o2;
    const ECHO: c_uint = 0o10;
    // SAFETY: the caller passes a string; the structure is filled in before it is used; the static memory is as long as is said.
    unsafe {
        let terminal = open(c"/dev/tty".as_ptr(), O_RDWR | O_NOCTTY | O_CLOEXEC);
        let (input, output) = if terminal < 0 {
            (0, 2)
        } else {
            (terminal, terminal)
        };
        let mut before = MaybeUninit::<termios>::uninit();
        let is_terminal = tcgetattr(input, before.as_mut_ptr()) == 0;
        if is_terminal {
            let mut silent = before.assume_init();
            silent.c_lflag = silent.c_lflag & !(ECHO | ISIG) | ICANON;
            tcsetattr(input, TCSAFLUSH, &silent);
        }
        write(output, prompt.cast(), strlen(prompt));
        let line = read_line(input, PASSWORD.0.get().cast());
        if is_terminal {
            write(output, c"\n".as_ptr().cast(), 1);
            tcsetattr(input, TCSAFLUSH, before.as_ptr());
        }
        if terminal >= 0 {
            close(terminal);
        }
        line
    }
}

/// Reads up to the end of a line, byte by byte: what follows is for others.
///
/// # Safety
/// There are [`ROOM`] bytes.
unsafe fn read_line(input: c_int, line: *mut c_char) -> *mut c_char {
    let mut length = 0;
    let mut byte = 0_u8;
    // SAFETY: the caller's promise.
    unsafe {
        while read(input, (&raw mut byte).cast(), 1) == 1 {
            if byte == b'\n' {
                *line.add(length) = 0;
                return line;
            }
            if length < ROOM - 1 {
                *line.add(length) = byte as c_char;
                length += 1;
            }
        }
        *line.add(length) = 0;
    }
    match length {
        0 => core::ptr::null_mut(),
        _ => line,
    }
}
