//! Where the characters come from.

use crate::header::stdio::printf::Unit;
use crate::header::stdio::Stream;
use crate::header::wctype::iswspace;
use crate::types::*;
use core::ffi::CStr;

/// A unit of input: a byte or a wide character.
pub trait Input: Unit {
    /// Whether it is white space.
    fn is_space(self) -> bool;
    /// Its number, for ranges in sets.
    fn number(self) -> u32;
    /// Unit `index` of a decimal point in UTF-8, if it has as many.
    fn point(point: &CStr, index: usize) -> Option<Self>;
}

impl Input for u8 {
    #[inline]
    fn is_space(self) -> bool {
        matches!(self, b' ' | 9..=13)
    }

    fn number(self) -> u32 {
        self.into()
    }

    fn point(point: &CStr, index: usize) -> Option<Self> {
        point.to_bytes().get(index).copied()
    }
}

impl Input for wchar_t {
    fn is_space(self) -> bool {
        iswspace(self as wint_t) != 0
    }

    fn number(self) -> u32 {
        self as u32
    }

    fn point(point: &CStr, index: usize) -> Option<Self> {
        let text = core::str::from_utf8(point.to_bytes()).ok()?;
        text.chars()
            .nth(index)
            .map(|character| character as wchar_t)
    }
}

/// Gives units one after the other and takes the last one back.
pub trait Source {
    type Unit: Input;
    /// The next unit; `None` at the end or on an error.
    fn next(&mut self) -> Option<Self::Unit>;
    /// Takes back what `next` gave last.
    fn back(&mut self, unit: Self::Unit);
}

/// A terminated string.
pub struct Text<U>(*const U);

impl<U: Input> Text<U> {
    /// # Safety
    /// `text` is terminated.
    pub unsafe fn new(text: *const U) -> Self {
        Text(text)
    }
}

impl<U: Input> Source for Text<U> {
    type Unit = U;

    #[inline]
    fn next(&mut self) -> Option<U> {
        // SAFETY: the place is within the string: it does not pass the terminator.
        let unit = unsafe { *self.0 };
        if unit.number() == 0 {
            return None;
        }
        self.0 = self.0.wrapping_add(1);
        Some(unit)
    }

    #[inline]
    fn back(&mut self, _: U) {
        self.0 = self.0.wrapping_sub(1);
    }
}

/// The bytes of a stream.
pub struct Bytes<'a>(pub &'a mut Stream);

impl Source for Bytes<'_> {
    type Unit = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        // What went wrong stays in the stream's error flag.
        self.0.get().ok().flatten()
    }

    fn back(&mut self, byte: u8) {
        // A byte just read always has room before the next one.
        self.0.unget(byte);
    }
}

/// The wide characters of a stream.
pub struct Wides<'a>(pub &'a mut Stream);

impl Source for Wides<'_> {
    type Unit = wchar_t;

    fn next(&mut self) -> Option<wchar_t> {
        self.0.get_wide().ok().flatten()
    }

    fn back(&mut self, wide: wchar_t) {
        self.0.unget_wide(wide);
    }
}
