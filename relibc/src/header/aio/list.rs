//! `lio_listio`: many requests in one call.

use super::engine::{self, Operation};
use super::{aiocb, wait, LIO_NOP, LIO_NOWAIT, LIO_READ, LIO_WAIT, LIO_WRITE};
use crate::errno::{Errno, ResultExt};
use crate::header::signal::notify::{is_valid, notify};
use crate::header::signal::sigevent;
use crate::types::*;
use alloc::boxed::Box;
use core::sync::atomic::{AtomicUsize, Ordering};

/// What is told when all requests of a list are done.
pub(super) struct Group {
    /// Requests under way, and one for the call that makes them.
    left: AtomicUsize,
    event: Option<sigevent>,
}

/// `SI_ASYNCIO`
pub(super) const REASON: c_int = -4;

impl Group {
    fn new(event: Option<sigevent>) -> *const Self {
        Box::into_raw(Box::new(Self {
            left: AtomicUsize::new(1),
            event,
        }))
    }

    /// One more request.
    pub(super) fn join(&self) {
        self.left.fetch_add(1, Ordering::Relaxed);
    }

    /// One request is done; the last tells of it.
    ///
    /// # Safety
    /// Once for each `join`, and once by the maker.
    pub(super) unsafe fn leave(group: *const Self) {
        // SAFETY: the group lives until the last has left.
        unsafe {
            if (*group).left.fetch_sub(1, Ordering::AcqRel) == 1 {
                let group = Box::from_raw(group.cast_mut());
                if let Some(event) = &group.event {
                    notify(event, REASON);
                }
            }
        }
    }
}

/// POSIX: `lio_listio`. With `LIO_WAIT` a cancellation point.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lio_listio(
    mode: c_int,
    list: *const *mut aiocb,
    count: c_int,
    event: *mut sigevent,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let list = match super::listed(list, count) {
            Ok(list) => list,
            Err(error) => return Err::<(), _>(error).zero_or_errno(),
        };
        let event = event.as_ref().copied().filter(|_| mode == LIO_NOWAIT);
        let valid = matches!(mode, LIO_WAIT | LIO_NOWAIT) && event.as_ref().is_none_or(is_valid);
        if !valid {
            return Err::<(), _>(Errno::EINVAL).zero_or_errno();
        }
        let queued = submit_all(list, Group::new(event));
        match mode {
            LIO_NOWAIT => queued.zero_or_errno(),
            _ => wait(
                core::slice::from_raw_parts(list.as_ptr().cast(), list.len()),
                true,
                None,
            )
            .and(queued)
            .and_then(|()| all_succeeded(list))
            .zero_or_errno(),
        }
    }
}

/// Queues the requests of a list. One that cannot be queued does not stop the others.
///
/// # Safety
/// As for `lio_listio`.
unsafe fn submit_all(list: &[*mut aiocb], group: *const Group) -> Result<(), Errno> {
    let mut result = Ok(());
    // SAFETY: the caller's promise; the group lives until it is left below.
    unsafe {
        for &request in list.iter().filter(|request| !request.is_null()) {
            let operation = match (*request).aio_lio_opcode {
                LIO_READ => Operation::Read,
                LIO_WRITE => Operation::Write,
                LIO_NOP => continue,
                _ => {
                    engine::refuse(request, Errno::EINVAL);
                    result = Err(Errno::EIO);
                    continue;
                }
            };
            (*group).join();
            if let Err(error) = engine::submit(operation, request, group) {
                Group::leave(group);
                result = Err(match error {
                    Errno::EAGAIN => Errno::EAGAIN,
                    _ => Errno::EIO,
                });
            }
        }
        Group::leave(group);
    }
    result
}

/// EIO if a request has failed.
///
/// # Safety
/// As for `lio_listio`.
unsafe fn all_succeeded(list: &[*mut aiocb]) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    let failed = list.iter().any(|request| unsafe {
        request.as_ref().is_some_and(|request| {
            request.aio_lio_opcode != LIO_NOP && request.error.load(Ordering::Acquire) != 0
        })
    });
    match failed {
        true => Err(Errno::EIO),
        false => Ok(()),
    }
}
