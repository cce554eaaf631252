//! C's types by their C names, and the structures that several headers share, in musl's layout.

pub use core::ffi::{
    c_char, c_double, c_float, c_int, c_long, c_longlong, c_schar, c_short, c_uchar, c_uint,
    c_ulong, c_ulonglong, c_ushort, c_void,
};

pub type size_t = usize;
pub type ssize_t = isize;
pub type ptrdiff_t = isize;
pub type wchar_t = c_int;
pub type wint_t = c_uint;
pub type wctype_t = c_ulong;
pub type wctrans_t = *const c_int;
pub type intmax_t = c_long;
pub type uintmax_t = c_ulong;
pub type time_t = c_long;
pub type suseconds_t = c_long;
pub type useconds_t = c_uint;
pub type clock_t = c_long;
pub type clockid_t = c_int;
pub type timer_t = *mut c_void;
pub type off_t = c_long;
pub type ino_t = c_ulong;
pub type dev_t = c_ulong;
pub type nlink_t = c_ulong;
pub type blksize_t = c_long;
pub type blkcnt_t = c_long;
pub type fsblkcnt_t = c_ulong;
pub type fsfilcnt_t = c_ulong;
pub type mode_t = c_uint;
pub type pid_t = c_int;
pub type uid_t = c_uint;
pub type gid_t = c_uint;
pub type id_t = c_uint;
pub type key_t = c_int;
pub type socklen_t = c_uint;
pub type sa_family_t = c_ushort;
pub type in_addr_t = u32;
pub type in_port_t = u16;
pub type pthread_t = *mut c_void;
pub type pthread_once_t = c_int;
pub type pthread_key_t = c_uint;
pub type pthread_spinlock_t = c_int;
/// `struct __locale_struct *`.
pub type locale_t = *mut c_void;

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct timespec {
    pub tv_sec: time_t,
    pub tv_nsec: c_long,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct timeval {
    pub tv_sec: time_t,
    pub tv_usec: suseconds_t,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct iovec {
    pub iov_base: *mut c_void,
    pub iov_len: size_t,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct winsize {
    pub ws_row: c_ushort,
    pub ws_col: c_ushort,
    pub ws_xpixel: c_ushort,
    pub ws_ypixel: c_ushort,
}

/// 1024 bits in C, of which kernels know the first 64.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct sigset_t {
    pub bits: [c_ulong; 16],
}

/// A conversion state between bytes and wide characters.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct mbstate_t {
    pub opaque: [c_uint; 2],
}
