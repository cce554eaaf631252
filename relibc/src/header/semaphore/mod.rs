//! `<semaphore.h>`: semaphores, named ones as files in `/dev/shm`.

use crate::errno::{Errno, ResultExt};
use crate::header::pthread::{cancel, futex_wait_point, futex_wake, Deadline, Sharing};
use crate::header::sys_mman::object_path;
use crate::header::sys_stat::stat;
use crate::platform::Sys;
use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use crate::types::*;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::sync::atomic::{AtomicI32, Ordering};

/// Value in the low 31 bits; the sign bit: someone sleeps.
const VALUE: i32 = i32::MAX;
const WAITERS: i32 = i32::MIN;

/// `sem_t`, in 32 bytes.
#[repr(C)]
pub struct sem_t {
    state: AtomicI32,
    shared: c_int,
    reserved: [c_int; 6],
}

const _: () = assert!(core::mem::size_of::<sem_t>() == 32);

impl sem_t {
    fn sharing(&self) -> Sharing {
        if self.shared != 0 {
            Sharing::Shared
        } else {
            Sharing::Private
        }
    }

    /// Takes one if there is one; else gives the state.
    fn try_take(&self) -> Result<(), i32> {
        let mut state = self.state.load(Ordering::Relaxed);
        loop {
            if state & VALUE == 0 {
                return Err(state);
            }
            match self.state.compare_exchange_weak(
                state,
                state - 1,
                Ordering::Acquire,
                Ordering::Relaxed,
            ) {
                Ok(_) => return Ok(()),
                Err(now) => state = now,
            }
        }
    }

    fn take(&self, deadline: Option<&Deadline>) -> Result<(), Errno> {
        cancel::test();
        while let Err(state) = self.try_take() {
            let sleeping = state | WAITERS;
            if state != sleeping
                && self
                    .state
                    .compare_exchange(state, sleeping, Ordering::Relaxed, Ordering::Relaxed)
                    .is_err()
            {
                continue;
            }
            if let Err(error) = futex_wait_point(&self.state, sleeping, deadline, self.sharing()) {
                cancel::test();
                return Err(error);
            }
        }
        Ok(())
    }

    /// Adds one. Sleepers are all woken, and say again that they sleep if they must.
    fn post(&self) -> Result<(), Errno> {
        let sharing = self.sharing();
        let word = &raw const self.state;
        let mut state = self.state.load(Ordering::Relaxed);
        loop {
            let value = state & VALUE;
            if value == VALUE {
                return Err(Errno::EOVERFLOW);
            }
            match self.state.compare_exchange_weak(
                state,
                value + 1,
                Ordering::Release,
                Ordering::Relaxed,
            ) {
                Ok(_) if state < 0 => {
                    futex_wake(word, i32::MAX, sharing);
                    return Ok(());
                }
                Ok(_) => return Ok(()),
                Err(now) => state = now,
            }
        }
    }
}

/// POSIX: `sem_init`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sem_init(semaphore: *mut sem_t, shared: c_int, value: c_uint) -> c_int {
    if value > VALUE as c_uint {
        return Err::<(), _>(Errno::EINVAL).zero_or_errno();
    }
    // SAFETY: the caller's promise.
    unsafe {
        semaphore.write(sem_t {
            state: AtomicI32::new(value as i32),
            shared,
            reserved: [0; 6],
        })
    };
    0
}

/// POSIX: `sem_destroy`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sem_destroy(_semaphore: *mut sem_t) -> c_int {
    0
}

/// POSIX: `sem_wait`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sem_wait(semaphore: *mut sem_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*semaphore).take(None) }.zero_or_errno()
}

/// POSIX: `sem_trywait`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sem_trywait(semaphore: *mut sem_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*semaphore).try_take() }
        .map_err(|_| Errno::EAGAIN)
        .zero_or_errno()
}

/// POSIX: `sem_timedwait`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sem_timedwait(semaphore: *mut sem_t, time: *const timespec) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { sem_clockwait(semaphore, 0, time) }
}

/// POSIX.1-2024: `sem_clockwait`. A cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sem_clockwait(
    semaphore: *mut sem_t,
    clock: clockid_t,
    time: *const timespec,
) -> c_int {
    cancel::test();
    // SAFETY: the caller's promise.
    unsafe {
        // The deadline counts only if there is something to wait for.
        if (*semaphore).try_take().is_ok() {
            return 0;
        }
        if !(0..=1).contains(&clock) {
            return Err::<(), _>(Errno::EINVAL).zero_or_errno();
        }
        Deadline::at(clock, time)
            .and_then(|deadline| (*semaphore).take(deadline.as_ref()))
            .zero_or_errno()
    }
}

/// POSIX: `sem_post`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sem_post(semaphore: *mut sem_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { (*semaphore).post() }.zero_or_errno()
}

/// POSIX: `sem_getvalue`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sem_getvalue(semaphore: *mut sem_t, value: *mut c_int) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { *value = (*semaphore).state.load(Ordering::Relaxed) & VALUE };
    0
}

const O_CREAT: c_int = 0o100;
const O_EXCL: c_int = 0o200;
/// O_RDWR | O_CLOEXEC | O_NOFOLLOW
const OPEN: c_int = 2 | 0o2000000 | 0o400000;

/// A semaphore file mapped by this process: each file is mapped once (POSIX, `sem_open`).
struct Open {
    device: dev_t,
    inode: ino_t,
    address: *mut sem_t,
    count: usize,
}

// SAFETY: the address is handed through.
unsafe impl Send for Open {}

static TABLE: Mutex<Vec<Open>> = Mutex::new(Vec::new());
hold_across_fork!(TABLE);

/// POSIX: `sem_open`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sem_open(
    name: *const c_char,
    flags: c_int,
    mut arguments: ...
) -> *mut sem_t {
    // SAFETY: the caller's promise: mode and value follow with O_CREAT.
    unsafe {
        let (mode, value) = if flags & O_CREAT != 0 {
            (arguments.arg::<mode_t>(), arguments.arg::<c_uint>())
        } else {
            (0, 0)
        };
        let path = match object_path(CStr::from_ptr(name)) {
            Ok(path) => path,
            Err(error) => return Err(error).or_errno(),
        };
        open_named(path.as_ptr().cast(), flags, mode, value).or_errno()
    }
}

/// # Safety
/// `path` is a string.
unsafe fn open_named(
    path: *const c_char,
    flags: c_int,
    mode: mode_t,
    value: c_uint,
) -> Result<*mut sem_t, Errno> {
    if value > VALUE as c_uint {
        return Err(Errno::EINVAL);
    }
    loop {
        // SAFETY: the caller's promise.
        unsafe {
            if flags & (O_CREAT | O_EXCL) != O_CREAT | O_EXCL {
                match Sys::openat(-100, path, OPEN, 0) {
                    Ok(fd) => return map(fd),
                    Err(Errno::ENOENT) if flags & O_CREAT != 0 => {}
                    Err(error) => return Err(error),
                }
            }
            match create(path, mode, value) {
                Err(Errno::EEXIST) if flags & O_EXCL == 0 => {}
                result => return result,
            }
        }
    }
}

/// Makes a new semaphore under a temporary name and links it to its own, so that no one sees it half made.
///
/// # Safety
/// `path` is a string.
unsafe fn create(path: *const c_char, mode: mode_t, value: c_uint) -> Result<*mut sem_t, Errno> {
    let semaphore = sem_t {
        state: AtomicI32::new(value as i32),
        shared: 1,
        reserved: [0; 6],
    };
    let mut temporary = *b"/dev/shm/.sem-0000000000000000\0";
    let mut random = [0_u8; 8];
    // SAFETY: buffers and strings are whole.
    unsafe {
        Sys::getrandom(random.as_mut_ptr().cast(), 8, 0)?;
        for (i, digit) in temporary[14..30].iter_mut().enumerate() {
            *digit = b"0123456789abcdef"[usize::from(random[i / 2] >> (4 * (i % 2)) & 15)];
        }
        let temporary = temporary.as_ptr().cast();
        let fd = Sys::openat(-100, temporary, OPEN | O_CREAT | O_EXCL, mode & 0o666)?;
        let linked = Sys::write(
            fd,
            (&raw const semaphore).cast(),
            core::mem::size_of::<sem_t>(),
        )
        .and_then(|_| Sys::linkat(-100, temporary, -100, path, 0));
        let _ = Sys::unlinkat(-100, temporary, 0);
        match linked {
            Ok(()) => map(fd),
            Err(error) => {
                let _ = Sys::close(fd);
                Err(error)
            }
        }
    }
}

/// Maps the semaphore of an open file, or finds the mapping there is, and closes the file.
///
/// # Safety
/// `fd` is open and not used again.
unsafe fn map(fd: c_int) -> Result<*mut sem_t, Errno> {
    let mut table = TABLE.lock();
    let mut find = || -> Result<*mut sem_t, Errno> {
        let mut status = stat::default();
        // SAFETY: the structure is whole; a new mapping.
        unsafe {
            Sys::newfstatat(fd, c"".as_ptr(), (&raw mut status).cast(), 0x1000)?;
            if let Some(open) = table
                .iter_mut()
                .find(|o| (o.device, o.inode) == (status.st_dev, status.st_ino))
            {
                open.count += 1;
                return Ok(open.address);
            }
            table.try_reserve(1).map_err(|_| Errno::ENOMEM)?;
            let address = Sys::mmap(
                core::ptr::null_mut(),
                core::mem::size_of::<sem_t>(),
                3,
                1,
                fd,
                0,
            )?
            .cast();
            table.push(Open {
                device: status.st_dev,
                inode: status.st_ino,
                address,
                count: 1,
            });
            Ok(address)
        }
    };
    let result = find();
    // SAFETY: the caller's promise.
    let _ = unsafe { Sys::close(fd) };
    result
}

/// POSIX: `sem_close`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sem_close(semaphore: *mut sem_t) -> c_int {
    let mut table = TABLE.lock();
    let Some(index) = table.iter().position(|open| open.address == semaphore) else {
        return Err::<(), _>(Errno::EINVAL).zero_or_errno();
    };
    table[index].count -= 1;
    if table[index].count == 0 {
        table.swap_remove(index);
        // SAFETY: mapped by `map`, and not used any more.
        return unsafe { Sys::munmap(semaphore.cast(), core::mem::size_of::<sem_t>()) }
            .zero_or_errno();
    }
    0
}

/// POSIX: `sem_unlink`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn sem_unlink(name: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { crate::header::sys_mman::shm_unlink(name) }
}
