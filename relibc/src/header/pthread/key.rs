//! Thread-specific data.

use crate::errno::Errno;
use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use crate::thread::Tcb;
use crate::types::*;
use core::ptr::null_mut;

/// POSIX: PTHREAD_KEYS_MAX.
const KEYS: usize = 128;
/// POSIX: PTHREAD_DESTRUCTOR_ITERATIONS.
const ITERATIONS: usize = 4;

/// A key's destructor.
type Destructor = Option<unsafe extern "C" fn(*mut c_void)>;

/// `None`: the key is free.
static TABLE: Mutex<[Option<Destructor>; KEYS]> = Mutex::new([None; KEYS]);
hold_across_fork!(TABLE);

/// POSIX: `pthread_key_create`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_key_create(
    key: *mut pthread_key_t,
    destructor: Option<unsafe extern "C" fn(*mut c_void)>,
) -> c_int {
    let mut table = TABLE.lock();
    let Some(free) = table.iter().position(Option::is_none) else {
        return c_int::from(Errno::EAGAIN.0);
    };
    table[free] = Some(destructor);
    // SAFETY: the caller's promise.
    unsafe { *key = free as pthread_key_t };
    0
}

/// POSIX: `pthread_key_delete`. Values that threads still have are forgotten when the key is used again:
/// they read as they were, so a fresh key's values are cleared in the calling thread only.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_key_delete(key: pthread_key_t) -> c_int {
    let mut table = TABLE.lock();
    match table.get_mut(key as usize) {
        Some(entry @ Some(_)) => {
            *entry = None;
            // SAFETY: the block is the caller's own.
            unsafe {
                let values = (*Tcb::current()).posix.specific;
                if !values.is_null() {
                    *values.add(key as usize) = null_mut();
                }
            }
            0
        }
        _ => c_int::from(Errno::EINVAL.0),
    }
}

/// POSIX: `pthread_getspecific`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_getspecific(key: pthread_key_t) -> *mut c_void {
    // SAFETY: the block is the caller's own; the array has KEYS entries.
    unsafe {
        let values = (*Tcb::current()).posix.specific;
        if values.is_null() || key as usize >= KEYS {
            null_mut()
        } else {
            *values.add(key as usize)
        }
    }
}

/// C11's name of [`pthread_getspecific`].
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tss_get(key: pthread_key_t) -> *mut c_void {
    // SAFETY: the caller's promise.
    unsafe { pthread_getspecific(key) }
}

/// POSIX: `pthread_setspecific`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn pthread_setspecific(key: pthread_key_t, value: *const c_void) -> c_int {
    if key as usize >= KEYS {
        return c_int::from(Errno::EINVAL.0);
    }
    // SAFETY: the block is the caller's own; the array has KEYS entries.
    unsafe {
        let tcb = Tcb::current();
        if (*tcb).posix.specific.is_null() {
            (*tcb).posix.specific = crate::allocator::allocate_zeroed(KEYS * 8).cast();
            if (*tcb).posix.specific.is_null() {
                return c_int::from(Errno::ENOMEM.0);
            }
        }
        *(*tcb).posix.specific.add(key as usize) = value.cast_mut();
    }
    0
}

/// Runs the destructors of the thread's values, again while they set new ones, and frees the array.
///
/// # Safety
/// `tcb` is the calling thread's, which is ending.
pub(crate) unsafe fn run_destructors(tcb: *mut Tcb) {
    // SAFETY: the caller's promise; destructors were registered to be called.
    unsafe {
        let values = (*tcb).posix.specific;
        if values.is_null() {
            return;
        }
        for _ in 0..ITERATIONS {
            let mut any = false;
            for key in 0..KEYS {
                let value = core::mem::replace(&mut *values.add(key), null_mut());
                if value.is_null() {
                    continue;
                }
                let destructor = TABLE.lock()[key].flatten();
                if let Some(destructor) = destructor {
                    any = true;
                    destructor(value);
                }
            }
            if !any {
                break;
            }
        }
        (*tcb).posix.specific = null_mut();
        crate::allocator::free(values.cast());
    }
}
