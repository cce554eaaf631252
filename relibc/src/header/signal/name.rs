//! Signals by name: `sig2str`, `str2sig`, `psignal`.

use super::{siginfo_t, SIGMAX, SIGRTMIN};
use crate::types::*;
use core::ffi::CStr;

/// Names of signals 1 to 31, without `SIG`.
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "POLL", "PWR", "SYS",
];

/// The name of 0, which is no signal: the shell's condition for `trap`.
const EXIT: &str = "EXIT";

/// Room that `sig2str` needs: `RTMAX-NN` and its end.
pub const SIG2STR_MAX: c_int = 16;

/// POSIX.1-2024: `sig2str`: the name without `SIG`; real-time signals count from the nearer end. 0, which POSIX leaves open,
/// is `EXIT` as in Solaris, where these functions are from: gnulib, with coreutils' `kill -0`, builds on that.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sig2str(signal: c_int, buffer: *mut c_char) -> c_int {
    use core::fmt::Write;
    let mut out = Buffer {
        // SAFETY: the caller promises SIG2STR_MAX bytes.
        bytes: unsafe { core::slice::from_raw_parts_mut(buffer.cast(), 16) },
        length: 0,
    };
    let middle = (SIGRTMIN + SIGMAX) / 2;
    let written = match signal {
        0 => out.write_str(EXIT),
        1..=31 => out.write_str(NAMES[signal as usize - 1]),
        SIGRTMIN => out.write_str("RTMIN"),
        SIGMAX => out.write_str("RTMAX"),
        n if (SIGRTMIN..=middle).contains(&n) => write!(out, "RTMIN+{}", n - SIGRTMIN),
        n if (middle..SIGMAX).contains(&n) => write!(out, "RTMAX-{}", SIGMAX - n),
        _ => Err(core::fmt::Error),
    };
    if written.is_err() {
        return -1;
    }
    out.bytes[out.length] = 0;
    0
}

/// A string being written, with room for its end.
struct Buffer<'a> {
    bytes: &'a mut [u8],
    length: usize,
}

impl core::fmt::Write for Buffer<'_> {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        let end = self.length + text.len();
        let place = self
            .bytes
            .get_mut(self.length..end)
            .ok_or(core::fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// The signal of a name or of a decimal number.
fn number_of(text: &str) -> Option<c_int> {
    if let Ok(number) = text.parse::<c_int>() {
        let known = (0..32).contains(&number) || (SIGRTMIN..=SIGMAX).contains(&number);
        return known.then_some(number);
    }
    if let Some(place) = NAMES.iter().position(|name| *name == text) {
        return Some(place as c_int + 1);
    }
    match text {
        "RTMIN" => return Some(SIGRTMIN),
        "RTMAX" => return Some(SIGMAX),
        "IOT" => return Some(super::SIGABRT),
        "IO" => return Some(super::SIGIO),
        EXIT => return Some(0),
        _ => {}
    }
    let number = match (text.strip_prefix("RTMIN+"), text.strip_prefix("RTMAX-")) {
        (Some(offset), _) => SIGRTMIN.checked_add(offset.parse().ok()?)?,
        (_, Some(offset)) => SIGMAX.checked_sub(offset.parse().ok()?)?,
        _ => return None,
    };
    (SIGRTMIN..=SIGMAX).contains(&number).then_some(number)
}

/// POSIX.1-2024: `str2sig`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn str2sig(text: *const c_char, signal: *mut c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        match CStr::from_ptr(text).to_str().ok().and_then(number_of) {
            Some(number) => {
                *signal = number;
                0
            }
            None => -1,
        }
    }
}

/// POSIX: `psignal`: writes what a signal means to the standard error.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn psignal(signal: c_int, prefix: *const c_char) {
    use core::fmt::Write;
    // SAFETY: the caller's promise; the description is a string.
    unsafe {
        let description = CStr::from_ptr(crate::header::string::strsignal(signal));
        let mut out = crate::io::RawStderr;
        // `psignal` has no way to report an error.
        let _ = match prefix.as_ref() {
            Some(prefix) if *prefix != 0 => {
                let prefix = CStr::from_ptr(prefix);
                writeln!(
                    out,
                    "{}: {}",
                    prefix.to_string_lossy(),
                    description.to_string_lossy()
                )
            }
            _ => writeln!(out, "{}", description.to_string_lossy()),
        };
    }
}

/// POSIX: `psiginfo`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn psiginfo(info: *const siginfo_t, prefix: *const c_char) {
    // SAFETY: the caller's promise.
    unsafe { psignal((*info).si_signo, prefix) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_name_reads_back_as_its_number() {
        for signal in (0..32).chain(SIGRTMIN..=SIGMAX) {
            let mut buffer = [0 as c_char; 16];
            let mut back = 0;
            // SAFETY: the buffers are large enough.
            unsafe {
                assert_eq!(sig2str(signal, buffer.as_mut_ptr()), 0);
                assert_eq!(str2sig(buffer.as_ptr(), &mut back), 0);
            }
            assert_eq!(back, signal);
        }
    }
}
