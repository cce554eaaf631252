//! Looking for a string in a string: `strstr`, `strcasestr`, `memmem`.
//!
//! `strstr` looks for places where two bytes of the needle stand at their distance. Where too many of those
//! are none, and in `memmem`, the search is the `memchr` crate's: two-way (linear time, constant space) with a
//! vectorised prefilter; a string is then measured in windows that double, so that the cost follows the place
//! of the match and not the length of the haystack.

use core::ffi::{c_char, c_void};
use core::ptr::null_mut;
use core::slice::from_raw_parts;

use super::compare::strncmp;
use super::find::{memchr, strchr};
use super::length::{strlen, strnlen};
use crate::arch::{widest, Block, Vector};
use crate::header::ctype::tolower;

/// Finds `needle` in `haystack`; null when it does not occur.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn memmem(
    haystack: *const c_void,
    haystack_len: usize,
    needle: *const c_void,
    needle_len: usize,
) -> *mut c_void {
    if needle_len == 0 {
        return haystack.cast_mut();
    }
    if needle_len > haystack_len {
        return null_mut();
    }
    // SAFETY: the caller passes areas of the lengths given.
    unsafe {
        if needle_len == 1 {
            return memchr(haystack, (*needle.cast::<u8>()).into(), haystack_len);
        }
        let bytes = from_raw_parts(haystack.cast::<u8>(), haystack_len);
        match memchr::memmem::find(bytes, from_raw_parts(needle.cast(), needle_len)) {
            Some(at) => haystack.cast_mut().byte_add(at),
            None => null_mut(),
        }
    }
}

/// Finds the string `needle` in the string `haystack`; null when it does not occur.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strstr(haystack: *const c_char, needle: *const c_char) -> *mut c_char {
    // SAFETY: both strings are terminated; every window ends at or before the terminator.
    unsafe {
        if *needle == 0 {
            return haystack.cast_mut();
        }
        // Nothing before the needle's first byte can match.
        let start = strchr(haystack, (*needle).into());
        if start.is_null() || *needle.add(1) == 0 {
            return start;
        }
        let needle_len = strlen(needle);
        let pair = Pair::of(from_raw_parts(needle.cast::<u8>(), needle_len));
        let (mut at, mut failures) = (start.cast::<u8>().cast_const(), 0);
        // One place of sixteen may be looked at in vain: what that costs is still less than two-way.
        while failures <= 16 + (at as usize - start as usize) / 16 {
            at = pair_or_end(at, pair.first, pair.second, pair.distance) as *const u8;
            if *at == 0 {
                return null_mut();
            }
            if strncmp(at.cast(), needle, needle_len) == 0 {
                return at.cast_mut().cast();
            }
            at = at.add(1);
            failures += 1;
        }
        find_in_windows(at.cast(), from_raw_parts(needle.cast(), needle_len))
    }
}

/// Finds `needle` in the string `haystack` by two-way.
///
/// # Safety
/// `haystack` is a string.
unsafe fn find_in_windows(haystack: *const c_char, needle: &[u8]) -> *mut c_char {
    let finder = memchr::memmem::Finder::new(needle);
    let mut window_start = 0;
    let mut window = 256.max(4 * needle.len());
    // SAFETY: every window ends at or before the terminator.
    unsafe {
        loop {
            let length = strnlen(haystack.add(window_start), window);
            let bytes = from_raw_parts(haystack.add(window_start).cast::<u8>(), length);
            if let Some(at) = finder.find(bytes) {
                return haystack.add(window_start + at).cast_mut();
            }
            if length < window {
                return null_mut();
            }
            window_start += window - (needle.len() - 1);
            window *= 2;
        }
    }
}

/// The first byte of a needle, and another one not far behind it.
struct Pair {
    first: u8,
    second: u8,
    /// From the first to the second, less than a vector.
    distance: usize,
}

impl Pair {
    /// The last byte that is not as the first, so that runs of one byte do not match.
    fn of(needle: &[u8]) -> Self {
        let first = needle[0];
        let part = &needle[..needle.len().min(Block::SIZE)];
        let distance = part.iter().rposition(|byte| *byte != first);
        let distance = distance.unwrap_or(part.len() - 1);
        Self {
            first,
            second: part[distance],
            distance,
        }
    }
}

widest! {
    /// The address of the first place from `at` on where `first` stands and `second` behind it, or of the
    /// terminator. At the end of a page, `second` may be missing.
    unsafe fn pair_or_end(at: *const u8, first: u8, second: u8, distance: usize) -> usize = pair_with
}

#[inline(always)]
unsafe fn pair_with<V: Vector>(at: *const u8, first: u8, second: u8, distance: usize) -> usize {
    const PAGE: usize = 4096;
    let skip = at as usize % V::SIZE;
    let mut at = at.wrapping_sub(skip);
    let mut looked_at = V::ALL << skip & V::ALL;
    // SAFETY: the first load is aligned and holds a byte of the string. The second one is made if it lies in the
    // same page, or if the string goes on behind the first and so its page is readable.
    unsafe {
        let (firsts, seconds) = (V::splat(first), V::splat(second));
        loop {
            let vector = V::load_aligned(at);
            let ends = V::mask(vector.zero()) & looked_at;
            let mut hits = V::mask(vector.equal(firsts)) & looked_at;
            if hits | ends != 0 {
                // What is before the end only.
                hits &= ends.wrapping_sub(1) & !ends;
                let known = at as usize + if ends == 0 { V::SIZE } else { 0 };
                let span = if ends == 0 {
                    distance
                } else {
                    distance + V::SIZE
                };
                if known % PAGE + span <= PAGE {
                    let behind = V::load(at.wrapping_add(distance));
                    hits &= V::mask(behind.equal(seconds));
                }
                if hits | ends != 0 {
                    let found = if hits != 0 { hits } else { ends };
                    return at as usize + found.trailing_zeros() as usize;
                }
            }
            at = at.wrapping_add(V::SIZE);
            looked_at = V::ALL;
            // As long as both loads stay in the page, and find nothing.
            let last = at.wrapping_add((PAGE - at as usize % PAGE - distance) / V::SIZE * V::SIZE);
            while at != last {
                let vector = V::load_aligned(at);
                let behind = V::load(at.wrapping_add(distance));
                let hits = V::both(vector.equal(firsts), behind.equal(seconds));
                if V::mask(V::either(hits, vector.zero())) != 0 {
                    break;
                }
                at = at.wrapping_add(V::SIZE);
            }
        }
    }
}

/// As `strstr`, but ASCII letters match in either case.
///
/// Two-way needs equality only, so it would do here too; the needles met in practice are short, and
/// the plain method's product of lengths stays small.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn strcasestr(haystack: *const c_char, needle: *const c_char) -> *mut c_char {
    // SAFETY: both strings are terminated; strncasecmp stops at either terminator.
    unsafe {
        let length = strlen(needle);
        if length == 0 {
            return haystack.cast_mut();
        }
        let first = tolower((*needle as u8).into());
        let mut at = haystack;
        while *at != 0 {
            if tolower((*at as u8).into()) == first
                && crate::header::strings::strncasecmp(at, needle, length) == 0
            {
                return at.cast_mut();
            }
            at = at.add(1);
        }
        null_mut()
    }
}
