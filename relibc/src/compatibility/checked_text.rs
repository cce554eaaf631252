//! `_FORTIFY_SOURCE`: printf and its kin. A `flag` above 0 asks for `%n` to be refused in memory that can be written to,
//! and for gaps among positions (`checked_format`).

use super::checked::{__chk_fail, checked};
use super::checked_format::check;
use crate::arch::{tag_of, va_list};
use crate::header::fcntl::{open, openat, O_CREAT, O_TMPFILE};
use crate::header::stdio::printf::{print, Format, Unit};
use crate::header::stdio::{stdout, FILE};
use crate::header::syslog::log_message;
use crate::types::*;

/// The format of a call with the flag.
fn format<U: Unit>(flag: c_int, text: *const U) -> Format<U> {
    Format {
        text,
        check: (flag > 0).then_some(check),
    }
}

checked! {
    __vsnprintf_chk(to: *mut c_char, count: size_t, flag: c_int, size: size_t, text: *const c_char, arguments: va_list) -> c_int:
        (count <= size) => print::to_area(to, count, format(flag, text.cast()), arguments);
    __vfprintf_chk(file: *mut FILE, flag: c_int, text: *const c_char, arguments: va_list) -> c_int:
        true => print::to_stream(file, format(flag, text.cast()), arguments);
    __vprintf_chk(flag: c_int, text: *const c_char, arguments: va_list) -> c_int:
        true => print::to_stream(*stdout, format(flag, text.cast()), arguments);
    __vdprintf_chk(fd: c_int, flag: c_int, text: *const c_char, arguments: va_list) -> c_int:
        true => print::to_descriptor(fd, format(flag, text.cast()), arguments);
    __vasprintf_chk(result: *mut *mut c_char, flag: c_int, text: *const c_char, arguments: va_list) -> c_int:
        true => print::to_memory(result, format(flag, text.cast()), arguments);
    __vsyslog_chk(priority: c_int, flag: c_int, text: *const c_char, arguments: va_list) -> ():
        true => log_message(priority, format(flag, text.cast()), arguments);
    __vswprintf_chk(to: *mut wchar_t, count: size_t, flag: c_int, size: size_t, text: *const wchar_t, arguments: va_list) -> c_int:
        (count <= size) => print::to_wide_area(to, count, format(flag, text), arguments);
    __vfwprintf_chk(file: *mut FILE, flag: c_int, text: *const wchar_t, arguments: va_list) -> c_int:
        true => print::to_wide_stream(file, format(flag, text), arguments);
    __vwprintf_chk(flag: c_int, text: *const wchar_t, arguments: va_list) -> c_int:
        true => print::to_wide_stream(*stdout, format(flag, text), arguments);

    // Without `O_CREAT`, which wants a third argument.
    __open_2(path: *const c_char, flags: c_int) -> c_int:
        (!makes_file(flags)) => open(path, flags);
    __open64_2(path: *const c_char, flags: c_int) -> c_int:
        (!makes_file(flags)) => open(path, flags);
    __openat_2(directory: c_int, path: *const c_char, flags: c_int) -> c_int:
        (!makes_file(flags)) => openat(directory, path, flags);
    __openat64_2(directory: c_int, path: *const c_char, flags: c_int) -> c_int:
        (!makes_file(flags)) => openat(directory, path, flags);
}

fn makes_file(flags: c_int) -> bool {
    flags & O_CREAT != 0 || flags & O_TMPFILE == O_TMPFILE
}

/// As `vsprintf`, for an object of a known size: what does not fit ends the process.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __vsprintf_chk(
    to: *mut c_char,
    flag: c_int,
    size: size_t,
    text: *const c_char,
    arguments: va_list,
) -> c_int {
    // SAFETY: the caller's promise; no more than `size` bytes are written.
    let count = unsafe { print::to_area(to, size, format(flag, text.cast()), arguments) };
    if usize::try_from(count).is_ok_and(|count| count >= size) {
        __chk_fail();
    }
    count
}

/// Defines functions with any arguments that call those with a list.
macro_rules! with_arguments {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty = $function:path;)*) => {$(
        /// The function without `__` and `_chk`, for an object of a known size.
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $name($($argument: $type,)* mut arguments: ...) -> $result {
            // SAFETY: passed on as received.
            unsafe { $function($($argument,)* tag_of(&mut arguments)) }
        }
    )*};
}

with_arguments! {
    __sprintf_chk(to: *mut c_char, flag: c_int, size: size_t, text: *const c_char) -> c_int = __vsprintf_chk;
    __snprintf_chk(to: *mut c_char, count: size_t, flag: c_int, size: size_t, text: *const c_char) -> c_int = __vsnprintf_chk;
    __fprintf_chk(file: *mut FILE, flag: c_int, text: *const c_char) -> c_int = __vfprintf_chk;
    __printf_chk(flag: c_int, text: *const c_char) -> c_int = __vprintf_chk;
    __dprintf_chk(fd: c_int, flag: c_int, text: *const c_char) -> c_int = __vdprintf_chk;
    __asprintf_chk(result: *mut *mut c_char, flag: c_int, text: *const c_char) -> c_int = __vasprintf_chk;
    __syslog_chk(priority: c_int, flag: c_int, text: *const c_char) -> () = __vsyslog_chk;
    __swprintf_chk(to: *mut wchar_t, count: size_t, flag: c_int, size: size_t, text: *const wchar_t) -> c_int = __vswprintf_chk;
    __fwprintf_chk(file: *mut FILE, flag: c_int, text: *const wchar_t) -> c_int = __vfwprintf_chk;
    __wprintf_chk(flag: c_int, text: *const wchar_t) -> c_int = __vwprintf_chk;
}
