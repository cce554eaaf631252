//! `_FORTIFY_SOURCE`: functions that are told how large the object is that they write to, and end the process when it is
//! too small. The names and the order of arguments are glibc's (Linux Standard Base), so that objects compiled with its
//! headers find them.

use crate::header::poll::{poll, pollfd};
use crate::header::stdio::{fgets, fread, fread_unlocked, getc, ungetc, EOF, FILE};
use crate::header::stdlib::realpath;
use crate::header::string::*;
use crate::header::sys_socket::{recv, recvfrom, sockaddr};
use crate::header::unistd::configuration::confstr;
use crate::header::unistd::files::{getcwd, readlink, readlinkat};
use crate::header::unistd::host::{getdomainname, gethostname, getlogin_r};
use crate::header::unistd::identity::getgroups;
use crate::header::unistd::io::{pread, read};
use crate::header::unistd::terminal::ttyname_r;
use crate::types::*;

/// An object is too small: nothing in the process can be trusted any more, and no handler runs.
#[cold]
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __chk_fail() -> ! {
    super::terminate("*** buffer overflow detected ***: terminated\n")
}

/// Defines functions: arguments as C has them, what must hold, and the call.
macro_rules! checked {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty: $fits:expr => $call:expr;)*) => {$(
        /// The function without `__` and `_chk`, for an object of a known size.
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $name($($argument: $type),*) -> $result {
            // SAFETY: the caller passes what the function without a check wants.
            unsafe {
                if !$fits {
                    $crate::compatibility::checked::__chk_fail();
                }
                $call
            }
        }
    )*};
}
pub(super) use checked;

checked! {
    __memcpy_chk(to: *mut c_void, from: *const c_void, count: size_t, size: size_t) -> *mut c_void:
        (count <= size) => memcpy(to, from, count);
    __memmove_chk(to: *mut c_void, from: *const c_void, count: size_t, size: size_t) -> *mut c_void:
        (count <= size) => memmove(to, from, count);
    __mempcpy_chk(to: *mut c_void, from: *const c_void, count: size_t, size: size_t) -> *mut c_void:
        (count <= size) => mempcpy(to, from, count);
    __memset_chk(to: *mut c_void, value: c_int, count: size_t, size: size_t) -> *mut c_void:
        (count <= size) => memset(to, value, count);
    __explicit_bzero_chk(to: *mut c_void, count: size_t, size: size_t) -> ():
        (count <= size) => explicit_bzero(to, count);
    __strcpy_chk(to: *mut c_char, from: *const c_char, size: size_t) -> *mut c_char:
        (strlen(from) < size) => strcpy(to, from);
    __stpcpy_chk(to: *mut c_char, from: *const c_char, size: size_t) -> *mut c_char:
        (strlen(from) < size) => stpcpy(to, from);
    __strncpy_chk(to: *mut c_char, from: *const c_char, count: size_t, size: size_t) -> *mut c_char:
        (count <= size) => strncpy(to, from, count);
    __stpncpy_chk(to: *mut c_char, from: *const c_char, count: size_t, size: size_t) -> *mut c_char:
        (count <= size) => stpncpy(to, from, count);
    __strcat_chk(to: *mut c_char, from: *const c_char, size: size_t) -> *mut c_char:
        (strlen(to) + strlen(from) < size) => strcat(to, from);
    __strncat_chk(to: *mut c_char, from: *const c_char, count: size_t, size: size_t) -> *mut c_char:
        (strlen(to) + strnlen(from, count) < size) => strncat(to, from, count);
    __strlcpy_chk(to: *mut c_char, from: *const c_char, count: size_t, size: size_t) -> size_t:
        (count <= size) => strlcpy(to, from, count);
    __strlcat_chk(to: *mut c_char, from: *const c_char, count: size_t, size: size_t) -> size_t:
        (count <= size) => strlcat(to, from, count);

    __fread_chk(to: *mut c_void, size: size_t, item: size_t, count: size_t, file: *mut FILE) -> size_t:
        (item.checked_mul(count).is_some_and(|wanted| wanted <= size)) => fread(to, item, count, file);
    __fread_unlocked_chk(to: *mut c_void, size: size_t, item: size_t, count: size_t, file: *mut FILE) -> size_t:
        (item.checked_mul(count).is_some_and(|wanted| wanted <= size)) => fread_unlocked(to, item, count, file);
    __read_chk(fd: c_int, to: *mut c_void, count: size_t, size: size_t) -> ssize_t:
        (count <= size) => read(fd, to, count);
    __pread_chk(fd: c_int, to: *mut c_void, count: size_t, offset: off_t, size: size_t) -> ssize_t:
        (count <= size) => pread(fd, to, count, offset);
    __pread64_chk(fd: c_int, to: *mut c_void, count: size_t, offset: off_t, size: size_t) -> ssize_t:
        (count <= size) => pread(fd, to, count, offset);
    __recv_chk(fd: c_int, to: *mut c_void, count: size_t, size: size_t, flags: c_int) -> ssize_t:
        (count <= size) => recv(fd, to, count, flags);
    __readlink_chk(path: *const c_char, to: *mut c_char, count: size_t, size: size_t) -> ssize_t:
        (count <= size) => readlink(path, to, count);
    __readlinkat_chk(directory: c_int, path: *const c_char, to: *mut c_char, count: size_t, size: size_t) -> ssize_t:
        (count <= size) => readlinkat(directory, path, to, count);
    __getcwd_chk(to: *mut c_char, count: size_t, size: size_t) -> *mut c_char:
        (count <= size) => getcwd(to, count);
    __realpath_chk(path: *const c_char, to: *mut c_char, size: size_t) -> *mut c_char:
        (size >= 4096) => realpath(path, to);
    __gethostname_chk(to: *mut c_char, count: size_t, size: size_t) -> c_int:
        (count <= size) => gethostname(to, count);
    __getdomainname_chk(to: *mut c_char, count: size_t, size: size_t) -> c_int:
        (count <= size) => getdomainname(to, count);
    __getlogin_r_chk(to: *mut c_char, count: size_t, size: size_t) -> c_int:
        (count <= size) => getlogin_r(to, count);
    __ttyname_r_chk(fd: c_int, to: *mut c_char, count: size_t, size: size_t) -> c_int:
        (count <= size) => ttyname_r(fd, to, count);
    __confstr_chk(name: c_int, to: *mut c_char, count: size_t, size: size_t) -> size_t:
        (count <= size) => confstr(name, to, count);
    __getgroups_chk(count: c_int, list: *mut gid_t, size: size_t) -> c_int:
        (count.max(0) as size_t <= size / size_of::<gid_t>()) => getgroups(count, list);
    __poll_chk(items: *mut pollfd, count: c_ulong, timeout_ms: c_int, size: size_t) -> c_int:
        (count as size_t <= size / size_of::<pollfd>()) => poll(items, count, timeout_ms);
}

/// As `fgets`, for an object of a known size: a line that does not fit ends the process, a `count` that is too large does
/// not yet.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __fgets_chk(
    to: *mut c_char,
    size: size_t,
    count: c_int,
    file: *mut FILE,
) -> *mut c_char {
    // SAFETY: the caller passes what `fgets` wants; no more than `size` bytes are written.
    unsafe {
        let fits = c_int::try_from(size).unwrap_or(c_int::MAX).min(count);
        let line = fgets(to, fits, file);
        if line.is_null() || fits == count {
            return line;
        }
        let length = strlen(line);
        let is_cut = length + 1 == size && *line.add(length - 1) as u8 != b'\n';
        if is_cut {
            let next = getc(file);
            if next != EOF {
                ungetc(next, file);
                __chk_fail();
            }
        }
        line
    }
}

/// The word of an `fd_set` in which a descriptor's bit is.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __fdelt_chk(fd: c_long) -> c_long {
    if !(0..1024).contains(&fd) {
        super::terminate("*** bit out of range 0 - FD_SETSIZE on fd_set ***: terminated\n");
    }
    fd / 64
}

/// As `recvfrom`, for an object of a known size.
#[allow(clippy::too_many_arguments)]
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __recvfrom_chk(
    fd: c_int,
    to: *mut c_void,
    count: size_t,
    size: size_t,
    flags: c_int,
    address: *mut sockaddr,
    length: *mut socklen_t,
) -> ssize_t {
    if count > size {
        __chk_fail();
    }
    // SAFETY: the caller passes what `recvfrom` wants.
    unsafe { recvfrom(fd, to, count, flags, address, length) }
}
