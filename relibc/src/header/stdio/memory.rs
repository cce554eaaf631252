//! Streams in memory: `fmemopen`, `open_memstream`, `open_wmemstream` (POSIX.1-2024).

use super::backend::Device;
use super::open::{open, Mode};
use super::{Backend, FILE, SEEK_CUR, SEEK_SET, UNBUFFERED, WRITABLE};
use crate::allocator::{allocate_zeroed, free};
use crate::errno::ResultExt;
use crate::header::malloc::program::{calloc, realloc};
use crate::header::string::strnlen;
use crate::header::wchar::mbrtowc;
use crate::types::*;
use crate::Errno;
use alloc::boxed::Box;

/// A place moved by `offset` from a start: 0, the current place or the end.
fn moved(offset: off_t, whence: c_int, current: usize, end: usize) -> Result<usize, Errno> {
    let start = match whence {
        SEEK_SET => 0,
        SEEK_CUR => current,
        _ => end,
    };
    let place = (start as off_t)
        .checked_add(offset)
        .ok_or(Errno::EOVERFLOW)?;
    usize::try_from(place).map_err(|_| Errno::EINVAL)
}

/// `fmemopen`: an area of fixed size.
pub struct Fixed {
    area: *mut u8,
    size: usize,
    /// How much of the area is the file.
    length: usize,
    place: usize,
    append: bool,
    /// Whether the area is ours to free.
    own: bool,
}

impl Device for Fixed {
    unsafe fn read(&mut self, target: *mut u8, room: usize) -> Result<usize, Errno> {
        let part = room.min(self.length.saturating_sub(self.place));
        // SAFETY: the file is within the area.
        unsafe { self.area.add(self.place).copy_to(target, part) };
        self.place += part;
        Ok(part)
    }

    /// ENOSPC when there is no room for any.
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Errno> {
        if self.append {
            self.place = self.length;
        }
        let part = bytes.len().min(self.size.saturating_sub(self.place));
        if part == 0 {
            return Err(Errno::ENOSPC);
        }
        // SAFETY: there is room in the area.
        unsafe { bytes.as_ptr().copy_to(self.area.add(self.place), part) };
        self.place += part;
        if self.place > self.length {
            self.length = self.place;
            self.publish();
        }
        Ok(part)
    }

    /// Terminates what was written, where there is room.
    fn publish(&mut self) {
        if self.length < self.size && self.place == self.length {
            // SAFETY: the place is within the area.
            unsafe { *self.area.add(self.length) = 0 };
        }
    }

    /// Only within the area.
    fn seek(&mut self, offset: off_t, whence: c_int) -> Result<off_t, Errno> {
        let place = moved(offset, whence, self.place, self.length)?;
        if place > self.size {
            return Err(Errno::EINVAL);
        }
        self.place = place;
        Ok(place as off_t)
    }
}

impl Drop for Fixed {
    fn drop(&mut self) {
        if self.own {
            // SAFETY: the area was allocated in fmemopen.
            unsafe { free(self.area) };
        }
    }
}

/// Opens the `size` bytes at `area` as a file; a null area is made here.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fmemopen(
    area: *mut c_void,
    size: usize,
    mode: *const c_char,
) -> *mut FILE {
    let result = || {
        // SAFETY: the caller passes a terminated mode and an area of that size.
        unsafe {
            let mode = Mode::parse(mode)?;
            let own = area.is_null();
            let area = if own {
                allocate_zeroed(size.max(1))
            } else {
                area.cast::<u8>()
            };
            if area.is_null() {
                return Err(Errno::ENOMEM);
            }
            let length = match mode.letter {
                b'r' => size,
                b'a' => strnlen(area.cast(), size),
                _ => 0,
            };
            if mode.letter == b'w' && size > 0 {
                *area = 0;
            }
            let append = mode.letter == b'a';
            let fixed = Fixed {
                area,
                size,
                length,
                place: if append { length } else { 0 },
                append,
                own,
            };
            open(Backend::Device(Box::new(fixed)), mode.stream_flags())
        }
    };
    result().or_errno()
}

/// `open_memstream`: memory from `malloc` that grows; the program frees it.
pub struct Growing {
    /// Where the program learns of the memory and of its length.
    area_out: *mut *mut c_char,
    length_out: *mut usize,
    area: *mut u8,
    capacity: usize,
    length: usize,
    place: usize,
}

impl Growing {
    fn new(area_out: *mut *mut c_char, length_out: *mut usize) -> Result<Growing, Errno> {
        // The program frees it, by its own `free` if it has one.
        let area = calloc(1, 64).cast::<u8>();
        if area.is_null() {
            return Err(Errno::ENOMEM);
        }
        Ok(Growing {
            area_out,
            length_out,
            area,
            capacity: 64,
            length: 0,
            place: 0,
        })
    }

    /// Makes sure that `needed` bytes and `tail` more have room.
    fn reserve(&mut self, needed: usize, tail: usize) -> Result<(), Errno> {
        let total = needed.checked_add(tail).ok_or(Errno::ENOMEM)?;
        if total <= self.capacity {
            return Ok(());
        }
        let capacity = total.max(2 * self.capacity);
        // SAFETY: the area is from the allocator, and the program may not free it before fclose.
        let area = unsafe { realloc(self.area.cast(), capacity) }.cast::<u8>();
        if area.is_null() {
            return Err(Errno::ENOMEM);
        }
        self.area = area;
        self.capacity = capacity;
        Ok(())
    }

    /// Writes at the current place with a terminator of `tail` bytes after the end.
    fn write_with(&mut self, bytes: &[u8], tail: usize) -> Result<(), Errno> {
        let end = self.place.checked_add(bytes.len()).ok_or(Errno::ENOMEM)?;
        self.reserve(end.max(self.length), tail)?;
        // SAFETY: the capacity is at least `end` and `tail`; a gap after the old end becomes zeros.
        unsafe {
            if self.place > self.length {
                self.area
                    .add(self.length)
                    .write_bytes(0, self.place - self.length);
            }
            bytes
                .as_ptr()
                .copy_to_nonoverlapping(self.area.add(self.place), bytes.len());
            if end > self.length {
                self.length = end;
                self.area.add(end).write_bytes(0, tail);
            }
        }
        self.place = end;
        Ok(())
    }

    /// The place moved, which may be beyond the end.
    fn moved(&mut self, offset: off_t, whence: c_int) -> Result<usize, Errno> {
        self.place = moved(offset, whence, self.place, self.length)?;
        Ok(self.place)
    }

    /// Tells the program where the memory is and how many units of `unit` bytes, up to the end or the current
    /// place, whichever is first.
    fn tell(&self, unit: usize) {
        // SAFETY: the program keeps both places valid until fclose.
        unsafe {
            *self.area_out = self.area.cast();
            *self.length_out = self.length.min(self.place) / unit;
        }
    }
}

impl Device for Growing {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Errno> {
        self.write_with(bytes, 1)?;
        Ok(bytes.len())
    }

    fn publish(&mut self) {
        self.tell(1);
    }

    fn seek(&mut self, offset: off_t, whence: c_int) -> Result<off_t, Errno> {
        Ok(self.moved(offset, whence)? as off_t)
    }
}

/// Opens a stream that writes to memory, which `*area` and `*length` describe after `fflush` or `fclose`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn open_memstream(area: *mut *mut c_char, length: *mut usize) -> *mut FILE {
    let result = || {
        let growing = Growing::new(area, length)?;
        growing.tell(1);
        open(Backend::Device(Box::new(growing)), WRITABLE)
    };
    result().or_errno()
}

/// `open_wmemstream`: as [`Growing`], with bytes decoded to wide characters.
pub struct GrowingWide {
    memory: Growing,
    decoding: mbstate_t,
}

impl Device for GrowingWide {
    /// Decodes the bytes.
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Errno> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let mut wide: wchar_t = 0;
            // SAFETY: the slice is readable.
            let length = match unsafe {
                mbrtowc(
                    &mut wide,
                    rest.as_ptr().cast(),
                    rest.len(),
                    &mut self.decoding,
                )
            } {
                usize::MAX => return Err(Errno::EILSEQ),
                // The rest of the character comes with the next call.
                length if length == usize::MAX - 1 => break,
                length => length.max(1),
            };
            self.memory
                .write_with(&wide.to_ne_bytes(), size_of::<wchar_t>())?;
            rest = &rest[length..];
        }
        Ok(bytes.len())
    }

    fn publish(&mut self) {
        self.memory.tell(size_of::<wchar_t>());
    }

    /// Places are counted in characters.
    fn seek(&mut self, offset: off_t, whence: c_int) -> Result<off_t, Errno> {
        let size = size_of::<wchar_t>() as off_t;
        let bytes = offset.checked_mul(size).ok_or(Errno::EOVERFLOW)?;
        self.decoding = mbstate_t::default();
        Ok(self.memory.moved(bytes, whence)? as off_t / size)
    }
}

/// Opens a wide stream that writes to memory, which `*area` and `*length` describe after `fflush` or `fclose`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn open_wmemstream(area: *mut *mut wchar_t, length: *mut usize) -> *mut FILE {
    let result = || {
        let memory = Growing::new(area.cast(), length)?;
        memory.tell(size_of::<wchar_t>());
        let growing = GrowingWide {
            memory,
            decoding: mbstate_t::default(),
        };
        // Unbuffered, so that a place is always one between characters.
        let stream = open(Backend::Device(Box::new(growing)), WRITABLE | UNBUFFERED)?;
        // SAFETY: the stream was just made and nobody else has it.
        unsafe { (*stream).unlocked().orient(1) };
        Ok(stream)
    };
    result().or_errno()
}
