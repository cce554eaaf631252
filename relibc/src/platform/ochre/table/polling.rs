//! Waiting for descriptors.

use super::super::memory::{check, load};
use super::super::thread::current;
use super::super::Ochre;
use crate::errno::Errno;
use crate::types::*;
use core::slice;
use posix::fd;

impl Ochre {
    pub(in crate::platform) unsafe fn ppoll(
        items: *mut c_void,
        count: c_ulong,
        timeout: *const timespec,
        mask: *const u64,
        _size: size_t,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller promises `count` entries; `struct pollfd` has one layout.
        unsafe {
            check(items.cast::<posix::types::PollFd>(), count as usize)?;
            let items = if count == 0 {
                &mut [][..]
            } else {
                core::slice::from_raw_parts_mut(items.cast(), count as usize)
            };
            fd::poll(current(), items, load(timeout)?, load(mask)?).map(|ready| ready as c_int)
        }
    }

    pub(in crate::platform) unsafe fn pselect6(
        count: c_int,
        read: *mut c_void,
        write: *mut c_void,
        except: *mut c_void,
        timeout: *const timespec,
        mask: *const c_void,
    ) -> Result<c_int, Errno> {
        let words = fd::set_words(count);
        // SAFETY: the caller promises sets for so many descriptors, and a pointer to the mask before its size.
        unsafe {
            for set in [read, write, except] {
                if !set.is_null() {
                    check(set.cast::<u64>(), words)?;
                }
            }
            let set = |set: *mut c_void| {
                (!set.is_null()).then(|| slice::from_raw_parts_mut(set.cast::<u64>(), words))
            };
            let mut sets = fd::FdSets {
                read: set(read),
                write: set(write),
                except: set(except),
            };
            let mask = match load::<*const u64, _>(mask)? {
                Some(mask) => load(mask)?,
                None => None,
            };
            fd::select(current(), count, &mut sets, load(timeout)?, mask)
                .map(|ready| ready as c_int)
        }
    }

    pub(in crate::platform) unsafe fn epoll_create1(flags: c_int) -> Result<c_int, Errno> {
        fd::epoll_create(current(), flags)
    }

    pub(in crate::platform) unsafe fn epoll_ctl(
        epoll: c_int,
        operation: c_int,
        fd: c_int,
        event: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        let event = unsafe { load(event.cast_const())? }
            .unwrap_or_else(|| fd::EpollEvent { events: 0, data: 0 });
        fd::epoll_ctl(current(), epoll, operation, fd, event)
    }

    pub(in crate::platform) unsafe fn epoll_pwait(
        epoll: c_int,
        events: *mut c_void,
        most: c_int,
        timeout_ms: c_int,
        mask: *const u64,
        _size: size_t,
    ) -> Result<c_int, Errno> {
        let most = usize::try_from(most)
            .ok()
            .filter(|&most| most > 0)
            .ok_or(Errno::EINVAL)?;
        let timeout = (timeout_ms >= 0).then(|| posix::types::Timespec {
            sec: i64::from(timeout_ms / 1000),
            nsec: i64::from(timeout_ms % 1000) * 1_000_000,
        });
        // SAFETY: the caller promises `most` entries.
        unsafe {
            check(events.cast::<fd::EpollEvent>(), most)?;
            let events = core::slice::from_raw_parts_mut(events.cast(), most);
            fd::epoll_wait(current(), epoll, events, timeout, load(mask)?)
                .map(|ready| ready as c_int)
        }
    }

    pub(in crate::platform) unsafe fn epoll_wait(
        epoll: c_int,
        events: *mut c_void,
        most: c_int,
        timeout_ms: c_int,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller's promise.
        unsafe { Self::epoll_pwait(epoll, events, most, timeout_ms, core::ptr::null(), 8) }
    }
}
