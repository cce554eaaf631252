//! Linear search, and doubly linked queues.

use crate::types::*;

/// A comparison of C.
pub(crate) type Compare = unsafe extern "C" fn(*const c_void, *const c_void) -> c_int;

/// POSIX: `lfind`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lfind(
    key: *const c_void,
    base: *const c_void,
    count: *mut size_t,
    width: size_t,
    compare: Compare,
) -> *mut c_void {
    // SAFETY: the caller gives an array of `*count` elements of `width` bytes.
    unsafe {
        (0..*count)
            .map(|index| base.byte_add(index * width))
            .find(|element| compare(key, *element) == 0)
            .map_or(core::ptr::null_mut(), |element| element.cast_mut())
    }
}

/// POSIX: `lsearch`: adds the key if it is not there.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lsearch(
    key: *const c_void,
    base: *mut c_void,
    count: *mut size_t,
    width: size_t,
    compare: Compare,
) -> *mut c_void {
    // SAFETY: as in `lfind`, and there is room for another element.
    unsafe {
        let found = lfind(key, base, count, width, compare);
        if !found.is_null() {
            return found;
        }
        let end = base.byte_add(*count * width);
        core::ptr::copy_nonoverlapping(key.cast::<u8>(), end.cast(), width);
        *count += 1;
        end
    }
}

/// How the elements of a queue begin.
#[repr(C)]
struct Link {
    next: *mut Link,
    previous: *mut Link,
}

/// POSIX: `insque`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn insque(element: *mut c_void, before: *mut c_void) {
    let (element, before) = (element.cast::<Link>(), before.cast::<Link>());
    // SAFETY: the caller gives an element, and null or an element of a queue.
    unsafe {
        if before.is_null() {
            *element = Link {
                next: core::ptr::null_mut(),
                previous: core::ptr::null_mut(),
            };
            return;
        }
        let next = (*before).next;
        *element = Link {
            next,
            previous: before,
        };
        (*before).next = element;
        if !next.is_null() {
            (*next).previous = element;
        }
    }
}

/// POSIX: `remque`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn remque(element: *mut c_void) {
    let element = element.cast::<Link>();
    // SAFETY: the caller gives an element of a queue.
    unsafe {
        let Link { next, previous } = *element;
        if !next.is_null() {
            (*next).previous = previous;
        }
        if !previous.is_null() {
            (*previous).next = next;
        }
    }
}
