//! Error reporting across the C boundary.
//!
//! Inside relibc functions return `Result<T, Errno>`. At the boundary [`ResultExt`] turns an error
//! into C's failure value and sets `errno`.

pub use abi::Errno;
use core::ffi::c_int;

/// The calling thread's `errno`.
#[inline]
pub fn get() -> c_int {
    // SAFETY: the location belongs to this thread and lives as long as it.
    unsafe { *location() }
}

/// Sets the calling thread's `errno`.
#[inline]
pub fn set(value: Errno) {
    set_raw(c_int::from(value.0));
}

/// Sets `errno` to a number that may be no error (0 before a call that only sets it on failure).
#[inline]
pub fn set_raw(value: c_int) {
    // SAFETY: as in `get`.
    unsafe { *location() = value }
}

/// Address of the calling thread's `errno`.
#[cfg(not(test))]
#[inline]
pub fn location() -> *mut c_int {
    // SAFETY: every thread has its control block before any C code runs in it.
    unsafe { &raw mut (*crate::thread::Tcb::current()).errno }
}

/// In host tests the thread pointer is the host C library's.
#[cfg(test)]
pub fn location() -> *mut c_int {
    std::thread_local!(static ERRNO: core::cell::Cell<c_int> = const { core::cell::Cell::new(0) });
    ERRNO.with(core::cell::Cell::as_ptr)
}

/// C's failure value of a type.
pub trait Failure {
    /// -1, or the null pointer.
    const FAILURE: Self;
}

macro_rules! minus_one {
    ($($type:ty)*) => { $(impl Failure for $type { const FAILURE: Self = -1; })* };
}
minus_one!(i8 i16 i32 i64 isize);

impl<T> Failure for *mut T {
    const FAILURE: Self = core::ptr::null_mut();
}

impl<T> Failure for *const T {
    const FAILURE: Self = core::ptr::null();
}

/// How a `Result` leaves for C.
pub trait ResultExt<T> {
    /// The value; or sets `errno` and gives C's failure value: -1, or the null pointer.
    fn or_errno(self) -> T
    where
        T: Failure;
    /// The value; or sets `errno` and gives `failure`.
    fn or_errno_with(self, failure: T) -> T;
    /// 0; or the error number itself, as `pthread_*` and `posix_*` functions return it.
    fn or_number(self) -> c_int;
    /// 0; or -1 with `errno` set.
    fn zero_or_errno(self) -> c_int;
}

impl<T> ResultExt<T> for Result<T, Errno> {
    #[inline]
    fn or_errno(self) -> T
    where
        T: Failure,
    {
        self.or_errno_with(T::FAILURE)
    }

    #[inline]
    fn or_errno_with(self, failure: T) -> T {
        self.unwrap_or_else(|error| {
            set(error);
            failure
        })
    }

    #[inline]
    fn or_number(self) -> c_int {
        match self {
            Ok(_) => 0,
            Err(error) => c_int::from(error.0),
        }
    }

    #[inline]
    fn zero_or_errno(self) -> c_int {
        self.map(|_| 0).or_errno()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_sets_errno_and_gives_minus_one() {
        let result: Result<i32, Errno> = Err(Errno::ENOENT);
        assert_eq!(result.or_errno(), -1);
        assert_eq!(get(), 2);
    }
}
