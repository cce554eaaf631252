//! `<syslog.h>`: messages to the system's log, a datagram socket at `/dev/log`.

use core::ffi::CStr;

use alloc::vec::Vec;

use crate::arch::{tag_of, va_list};
use crate::errno::{self, Errno};
use crate::header::errno::program_invocation_short_name;
use crate::header::fcntl::{AT_FDCWD, O_CLOEXEC, O_NOCTTY, O_WRONLY};
use crate::header::stdio::printf::{print, Format};
use crate::header::stdio::snprintf;
use crate::header::time::clock::time;
use crate::header::time::{gmtime_r, strftime, tm};
use crate::io::RawStderr;
use crate::platform::Sys;
use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use crate::types::*;

pub const LOG_EMERG: c_int = 0;
pub const LOG_ALERT: c_int = 1;
pub const LOG_CRIT: c_int = 2;
pub const LOG_ERR: c_int = 3;
pub const LOG_WARNING: c_int = 4;
pub const LOG_NOTICE: c_int = 5;
pub const LOG_INFO: c_int = 6;
pub const LOG_DEBUG: c_int = 7;
pub const LOG_PID: c_int = 0x01;
pub const LOG_CONS: c_int = 0x02;
pub const LOG_ODELAY: c_int = 0x04;
pub const LOG_NDELAY: c_int = 0x08;
pub const LOG_NOWAIT: c_int = 0x10;
pub const LOG_PERROR: c_int = 0x20;

/// `LOG_USER`.
const USER: c_int = 1 << 3;
/// `LOG_FACMASK`.
const FACILITIES: c_int = 0x3f8;

/// Longest message.
const MESSAGE_MAX: usize = 2048;

const AF_UNIX: u16 = 1;
const SOCK_DGRAM_CLOEXEC: c_int = 2 | 0o2_000_000;

/// `struct sockaddr_un`.
#[repr(C)]
struct Address {
    family: u16,
    path: [u8; 108],
}

/// What `openlog` was given, and the connection.
struct Log {
    name: Vec<u8>,
    options: c_int,
    facility: c_int,
    mask: c_int,
    socket: Option<c_int>,
}

static LOG: Mutex<Log> = Mutex::new(Log {
    name: Vec::new(),
    options: 0,
    facility: USER,
    mask: 0xff,
    socket: None,
});
hold_across_fork!(LOG);

impl Log {
    fn connect(&mut self) -> Result<c_int, Errno> {
        if let Some(socket) = self.socket {
            return Ok(socket);
        }
        let mut address = Address {
            family: AF_UNIX,
            path: [0; 108],
        };
        address.path[..8].copy_from_slice(b"/dev/log");
        // SAFETY: the address has the length given.
        unsafe {
            let socket = Sys::socket(AF_UNIX.into(), SOCK_DGRAM_CLOEXEC, 0)?;
            let len = size_of::<Address>() as socklen_t;
            match Sys::connect(socket, (&raw const address).cast(), len) {
                Ok(()) => {
                    self.socket = Some(socket);
                    Ok(socket)
                }
                Err(error) => {
                    let _ = Sys::close(socket);
                    Err(error)
                }
            }
        }
    }

    fn disconnect(&mut self) {
        if let Some(socket) = self.socket.take() {
            // SAFETY: the socket is ours. There is nothing to do about an error.
            let _ = unsafe { Sys::close(socket) };
        }
    }

    fn send(&mut self, message: &[u8]) -> Result<(), Errno> {
        // The log may have been started anew since we connected.
        for _ in 0..2 {
            let socket = self.connect()?;
            // SAFETY: the message has the length given.
            let sent = unsafe {
                Sys::sendto(
                    socket,
                    message.as_ptr().cast(),
                    message.len(),
                    0,
                    core::ptr::null(),
                    0,
                )
            };
            if sent.is_ok() {
                return Ok(());
            }
            self.disconnect();
        }
        Err(Errno::ECONNREFUSED)
    }
}

/// POSIX: `openlog`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn openlog(name: *const c_char, options: c_int, facility: c_int) {
    let mut log = LOG.lock();
    log.name.clear();
    if !name.is_null() {
        // SAFETY: the caller gives a string.
        log.name
            .extend_from_slice(unsafe { CStr::from_ptr(name) }.to_bytes());
    }
    log.options = options;
    if facility & FACILITIES != 0 {
        log.facility = facility & FACILITIES;
    }
    if options & LOG_NDELAY != 0 {
        // If there is no log yet, the first message tries again.
        let _ = log.connect();
    }
}

/// POSIX: `closelog`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn closelog() {
    LOG.lock().disconnect();
}

/// POSIX: `setlogmask`: the mask before; 0 only asks.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn setlogmask(mask: c_int) -> c_int {
    let mut log = LOG.lock();
    let before = log.mask;
    if mask != 0 {
        log.mask = mask;
    }
    before
}

/// BSD: `vsyslog`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn vsyslog(priority: c_int, format: *const c_char, arguments: va_list) {
    // SAFETY: passed on as received.
    unsafe { log_message(priority, Format::plain(format.cast()), arguments) }
}

/// Logs a formatted message.
///
/// # Safety
/// `arguments` are what the format asks for.
pub(crate) unsafe fn log_message(priority: c_int, format: Format<u8>, arguments: va_list) {
    // `%m` in the format stands for the error at the call.
    let error = errno::get();
    let mut log = LOG.lock();
    if log.mask & 1 << (priority & 7) == 0 || priority & !(FACILITIES | 7) != 0 {
        return;
    }
    let facility = if priority & FACILITIES != 0 {
        0
    } else {
        log.facility
    };
    let mut message = [0u8; MESSAGE_MAX];
    // SAFETY: buffers of the lengths given, strings, and the caller's format and arguments.
    let (name_begin, len) = unsafe {
        let mut date = [0; 32];
        let mut broken_down = tm::ZERO;
        let now = time(core::ptr::null_mut());
        gmtime_r(&now, &mut broken_down);
        strftime(
            date.as_mut_ptr(),
            date.len(),
            c"%b %e %T".as_ptr(),
            &broken_down,
        );
        let own = program_invocation_short_name.load(core::sync::atomic::Ordering::Relaxed);
        let name = match log.name.is_empty() {
            true => CStr::from_ptr(own).to_bytes(),
            false => &log.name,
        };
        let (open, close) = match log.options & LOG_PID != 0 {
            true => (c"[", c"]"),
            false => (c"", c""),
        };
        let pid = Sys::getpid().unwrap_or(0);
        let mut pid_text = [0; 16];
        if log.options & LOG_PID != 0 {
            snprintf(pid_text.as_mut_ptr(), pid_text.len(), c"%d".as_ptr(), pid);
        }
        let target = message.as_mut_ptr().cast::<c_char>();
        let begin = snprintf(
            target,
            MESSAGE_MAX,
            c"<%d>%s ".as_ptr(),
            priority | facility,
            date.as_ptr(),
        );
        let begin = begin.max(0) as usize;
        let head = snprintf(
            target.add(begin),
            MESSAGE_MAX - begin,
            c"%.*s%s%s%s: ".as_ptr(),
            name.len().min(256) as c_int,
            name.as_ptr(),
            open.as_ptr(),
            pid_text.as_ptr(),
            close.as_ptr(),
        );
        let head = begin + head.max(0) as usize;
        errno::set_raw(error);
        let text = print::to_area(target.add(head), MESSAGE_MAX - head, format, arguments);
        (begin, (head + text.max(0) as usize).min(MESSAGE_MAX - 2))
    };
    let mut len = len;
    if message[len - 1] != b'\n' {
        message[len] = b'\n';
        len += 1;
    }
    let options = log.options;
    if log.send(&message[..len - 1]).is_err() && options & LOG_CONS != 0 {
        write_to_console(&message[name_begin..len]);
    }
    if options & LOG_PERROR != 0 {
        // When standard error is closed there is nobody to tell.
        let _ = RawStderr.write_bytes(&message[name_begin..len]);
    }
}

fn write_to_console(message: &[u8]) {
    let flags = O_WRONLY | O_NOCTTY | O_CLOEXEC;
    // SAFETY: a string, and a message of the length given. This is the last resort.
    unsafe {
        if let Ok(fd) = Sys::openat(AT_FDCWD, c"/dev/console".as_ptr(), flags, 0) {
            let _ = Sys::write(fd, message.as_ptr().cast(), message.len());
            let _ = Sys::close(fd);
        }
    }
}

/// POSIX: `syslog`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn syslog(priority: c_int, format: *const c_char, mut arguments: ...) {
    // SAFETY: the caller's promise, passed on.
    unsafe { vsyslog(priority, format, tag_of(&mut arguments)) };
}
