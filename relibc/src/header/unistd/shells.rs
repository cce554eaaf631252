//! `/etc/shells`: the programs that may be users' shells.

use crate::database::Lines;
use crate::sync::Mutex;
use crate::types::*;
use alloc::vec::Vec;

/// What there is without the file (the manual page of getusershell).
const FALLBACK: &[u8] = b"/bin/sh\n/bin/csh\n";

struct State {
    /// Where the next one is; none before the first.
    lines: Option<Lines>,
    /// The last one given out.
    shell: Vec<u8>,
}

static STATE: Mutex<State> = Mutex::new(State {
    lines: None,
    shell: Vec::new(),
});

/// A line's path: what is before a comment and blanks.
fn path_of(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii_start();
    let end = line
        .iter()
        .position(|byte| *byte == b'#' || byte.is_ascii_whitespace());
    &line[..end.unwrap_or(line.len())]
}

/// BSD: `getusershell`: the next one, until the next call; null after the last.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn getusershell() -> *mut c_char {
    let mut state = STATE.lock();
    let State { lines, shell } = &mut *state;
    let lines = lines.get_or_insert_with(|| {
        Lines::read_present(c"/etc/shells").unwrap_or_else(|_| Lines::of(FALLBACK))
    });
    while let Some(line) = lines.next_line() {
        let path = path_of(line);
        if path.starts_with(b"/") {
            shell.clear();
            shell.extend_from_slice(path);
            shell.push(0);
            return shell.as_mut_ptr().cast();
        }
    }
    core::ptr::null_mut()
}

/// BSD: `setusershell`: from the beginning again.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setusershell() {
    STATE.lock().lines = None;
}

/// BSD: `endusershell`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn endusershell() {
    setusershell();
}
