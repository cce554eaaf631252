//! Thread attributes.

use crate::errno::{Errno, ResultExt};
use crate::header::sched::sched_param;
use crate::thread::Tcb;
use crate::types::*;

/// Stack of a thread that asks for none. Pages come only when they are touched.
pub(crate) const DEFAULT_STACK: size_t = 8 << 20;
pub(crate) const DEFAULT_GUARD: size_t = 4096;
pub(crate) const STACK_MIN: size_t = 2048;
/// The highest priority of a policy (Linux: `SCHED_FIFO` and `SCHED_RR`).
const REAL_TIME_HIGHEST: c_int = 99;

/// `pthread_attr_t`, in the 56 bytes that musl gives it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pthread_attr_t {
    pub(crate) stack_size: size_t,
    pub(crate) guard_size: size_t,
    /// Highest address of the caller's own stack, or 0.
    pub(crate) stack_top: usize,
    pub(crate) detached: c_int,
    pub(crate) explicit_scheduling: c_int,
    pub(crate) policy: c_int,
    pub(crate) priority: c_int,
    pub(crate) reserved: [c_ulong; 2],
}

const _: () = assert!(core::mem::size_of::<pthread_attr_t>() == 56);

impl pthread_attr_t {
    pub(crate) const DEFAULT: Self = Self {
        stack_size: DEFAULT_STACK,
        guard_size: DEFAULT_GUARD,
        stack_top: 0,
        detached: 0,
        explicit_scheduling: 0,
        policy: 0,
        priority: 0,
        reserved: [0; 2],
    };
}

/// POSIX: `pthread_attr_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_attr_init(attr: *mut pthread_attr_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *attr = pthread_attr_t::DEFAULT };
    0
}

/// POSIX: `pthread_attr_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_attr_destroy(_attr: *mut pthread_attr_t) -> c_int {
    0
}

macro_rules! field {
    ($get:ident, $set:ident, $field:ident, $type:ty, $name:literal, $valid:expr) => {
        #[doc = concat!("POSIX: `pthread_attr_get", $name, "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $get(attr: *const pthread_attr_t, value: *mut $type) -> c_int {
            // SAFETY: the caller's promise.
            unsafe { *value = (*attr).$field };
            0
        }

        #[doc = concat!("POSIX: `pthread_attr_set", $name, "`.")]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $set(attr: *mut pthread_attr_t, value: $type) -> c_int {
            let valid: fn($type) -> bool = $valid;
            if !valid(value) {
                return c_int::from(Errno::EINVAL.0);
            }
            // SAFETY: the caller's promise.
            unsafe { (*attr).$field = value };
            0
        }
    };
}

field!(
    pthread_attr_getdetachstate,
    pthread_attr_setdetachstate,
    detached,
    c_int,
    "detachstate",
    |v| v == 0 || v == 1
);
field!(
    pthread_attr_getguardsize,
    pthread_attr_setguardsize,
    guard_size,
    size_t,
    "guardsize",
    |v| v <= usize::MAX / 8
);
field!(
    pthread_attr_getinheritsched,
    pthread_attr_setinheritsched,
    explicit_scheduling,
    c_int,
    "inheritsched",
    |v| v == 0 || v == 1
);
field!(
    pthread_attr_getschedpolicy,
    pthread_attr_setschedpolicy,
    policy,
    c_int,
    "schedpolicy",
    |v| (0..=7).contains(&v)
);

/// POSIX: `pthread_attr_getstacksize`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_attr_getstacksize(
    attr: *const pthread_attr_t,
    size: *mut size_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *size = (*attr).stack_size };
    0
}

/// POSIX: `pthread_attr_setstacksize`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_attr_setstacksize(
    attr: *mut pthread_attr_t,
    size: size_t,
) -> c_int {
    if !(STACK_MIN..=usize::MAX / 4).contains(&size) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe {
        (*attr).stack_top = 0;
        (*attr).stack_size = size;
    }
    0
}

/// POSIX: `pthread_attr_getstack`. Its errors are none: with no stack of the caller's the address is null.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_attr_getstack(
    attr: *const pthread_attr_t,
    address: *mut *mut c_void,
    size: *mut size_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        *size = (*attr).stack_size;
        *address = match (*attr).stack_top {
            0 => core::ptr::null_mut(),
            top => core::ptr::with_exposed_provenance_mut(top - (*attr).stack_size),
        };
    }
    0
}

/// POSIX: `pthread_attr_setstack`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_attr_setstack(
    attr: *mut pthread_attr_t,
    address: *mut c_void,
    size: size_t,
) -> c_int {
    if !(STACK_MIN..=usize::MAX / 4).contains(&size) {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the caller's promise.
    unsafe {
        (*attr).stack_top = address.expose_provenance() + size;
        (*attr).stack_size = size;
    }
    0
}

/// POSIX: `pthread_attr_getscope`: all threads compete with all of the system.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_attr_getscope(
    _attr: *const pthread_attr_t,
    scope: *mut c_int,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *scope = 0 };
    0
}

/// POSIX: `pthread_attr_setscope`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_attr_setscope(_attr: *mut pthread_attr_t, scope: c_int) -> c_int {
    match scope {
        0 => 0,
        1 => c_int::from(Errno::EOPNOTSUPP.0),
        _ => c_int::from(Errno::EINVAL.0),
    }
}

/// POSIX: `pthread_attr_getschedparam`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_attr_getschedparam(
    attr: *const pthread_attr_t,
    parameter: *mut sched_param,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*parameter).sched_priority = (*attr).priority };
    0
}

/// POSIX: `pthread_attr_setschedparam`. Whether the priority is the policy's shows when a thread is made, for the policy
/// may be set later; EINVAL if it is no policy's.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_attr_setschedparam(
    attr: *mut pthread_attr_t,
    parameter: *const sched_param,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        if !(0..=REAL_TIME_HIGHEST).contains(&(*parameter).sched_priority) {
            return c_int::from(Errno::EINVAL.0);
        }
        (*attr).priority = (*parameter).sched_priority;
    }
    0
}

/// GNU: `pthread_getattr_np`: a running thread's attributes. The first thread's stack may grow to
/// its limit (8 MiB if there is none).
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_getattr_np(thread: pthread_t, attr: *mut pthread_attr_t) -> c_int {
    const RLIMIT_STACK: c_int = 3;
    // SAFETY: the caller promises a live thread.
    unsafe {
        let posix = &(*thread.cast::<Tcb>()).posix;
        *attr = pthread_attr_t::DEFAULT;
        (*attr).detached = c_int::from(
            posix
                .detach_state
                .load(core::sync::atomic::Ordering::Relaxed)
                == super::exit::DETACHED,
        );
        (*attr).guard_size = posix.guard_length;
        if !posix.stack_top.is_null() {
            (*attr).stack_top = posix.stack_top.expose_provenance();
            (*attr).stack_size = posix.stack_length;
            return 0;
        }
        let mut limit = crate::header::sys_resource::rlimit::default();
        let known = crate::platform::Sys::prlimit64(
            0,
            RLIMIT_STACK,
            core::ptr::null(),
            (&raw mut limit).cast(),
        );
        let size = if known.is_ok() && limit.rlim_cur < 1 << 40 {
            limit.rlim_cur as usize
        } else {
            DEFAULT_STACK
        };
        (*attr).stack_top = crate::start::auxv::end_of_stack();
        (*attr).stack_size = size & !4095;
        Ok::<(), Errno>(()).or_number()
    }
}

static DEFAULTS: crate::sync::Mutex<(size_t, size_t)> =
    crate::sync::Mutex::new((DEFAULT_STACK, DEFAULT_GUARD));
crate::sync::across_fork::hold_across_fork!(DEFAULTS);

/// What `pthread_create` takes without attributes.
pub(crate) fn defaults() -> pthread_attr_t {
    let (stack_size, guard_size) = *DEFAULTS.lock();
    pthread_attr_t {
        stack_size,
        guard_size,
        ..pthread_attr_t::DEFAULT
    }
}

/// GNU: `pthread_setattr_default_np`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_setattr_default_np(attr: *const pthread_attr_t) -> c_int {
    // SAFETY: the caller's promise.
    let attr = unsafe { *attr };
    if attr.stack_top != 0 {
        return c_int::from(Errno::EINVAL.0);
    }
    *DEFAULTS.lock() = (attr.stack_size, attr.guard_size);
    0
}

/// GNU: `pthread_getattr_default_np`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_getattr_default_np(attr: *mut pthread_attr_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *attr = defaults() };
    0
}
