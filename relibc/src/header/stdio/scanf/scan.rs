//! The driver, and numbers.

use super::source::{Input, Source};
use super::text;
use crate::arch::{rounding, Extended, VaListTag};
use crate::header::locale::data::numeric;
use crate::header::stdio::printf::{Cursor, Length, Unit};
use crate::header::stdio::EOF;
use crate::number::{digit, parse_float, Format, Integer};
use crate::types::*;
use alloc::vec::Vec;

/// Why scanning ends before its format does.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    /// The input ended, or could not be read.
    Input,
    /// The input is not what the format wants.
    Mismatch,
}

/// A source with a count of what was taken.
pub struct Reader<'a, S> {
    source: &'a mut S,
    pub count: usize,
}

impl<S: Source> Reader<'_, S> {
    /// The next unit.
    pub fn next(&mut self) -> Option<S::Unit> {
        let unit = self.source.next()?;
        self.count += 1;
        Some(unit)
    }

    /// Takes the last unit back.
    pub fn back(&mut self, unit: S::Unit) {
        self.source.back(unit);
        self.count -= 1;
    }

    fn skip_space(&mut self) {
        while let Some(unit) = self.next() {
            if !unit.is_space() {
                return self.back(unit);
            }
        }
    }

    /// Takes a unit if it is `wanted`.
    fn expect(&mut self, wanted: S::Unit) -> Result<(), Stop> {
        let unit = self.next().ok_or(Stop::Input)?;
        if unit != wanted {
            self.back(unit);
            return Err(Stop::Mismatch);
        }
        Ok(())
    }
}

/// One conversion specification.
pub struct Spec<U> {
    /// Where the result goes; null when it is not wanted (`*`).
    pub target: *mut c_void,
    /// Whether memory is to be made for a string (`m`).
    pub allocate: bool,
    /// Most units to take.
    pub width: Option<usize>,
    pub length: Length,
    pub conversion: u8,
    /// For `[`: what stands between the brackets, its end, and whether it is what may not come.
    pub set: (*const U, *const U, bool),
}

/// Reads by `format`. Returns how many results were stored, or `EOF` when the input ended before the first.
///
/// # Safety
/// `format` is terminated and `list` has the pointers that it asks for.
pub unsafe fn scan<S: Source>(
    source: &mut S,
    format: *const S::Unit,
    list: &mut VaListTag,
) -> c_int {
    let mut stored = 0;
    let mut reader = Reader { source, count: 0 };
    // SAFETY: the caller's promise.
    match unsafe { run(&mut reader, format, list, &mut stored) } {
        Err(Stop::Input) if stored == 0 => EOF,
        _ => stored,
    }
}

/// # Safety
/// As for `scan`.
unsafe fn run<S: Source>(
    reader: &mut Reader<S>,
    format: *const S::Unit,
    list: &mut VaListTag,
    stored: &mut c_int,
) -> Result<(), Stop> {
    let first = *list;
    // SAFETY: the format is terminated, and the cursor stops at its end.
    unsafe {
        let mut cursor = Cursor::new(format);
        loop {
            let unit = *cursor.place();
            if unit.number() == 0 {
                return Ok(());
            }
            cursor.skip(1);
            if unit.is_space() {
                reader.skip_space();
                continue;
            }
            if unit.ascii() != b'%' {
                reader.expect(unit)?;
                continue;
            }
            let spec = read_spec(&mut cursor, list, &first);
            let counts = convert(reader, &spec)?;
            *stored += c_int::from(counts && !spec.target.is_null());
        }
    }
}

/// Reads a specification after its `%`, and takes its pointer.
///
/// # Safety
/// As for `scan`.
#[inline]
unsafe fn read_spec<U: Input>(
    cursor: &mut Cursor<U>,
    list: &mut VaListTag,
    first: &VaListTag,
) -> Spec<U> {
    let eat = |cursor: &mut Cursor<U>, byte| {
        let found = cursor.peek() == byte;
        cursor.skip(usize::from(found));
        found
    };
    let letter = cursor.peek();
    // Most are a letter alone.
    if matches!(
        letter,
        b'd' | b's' | b'c' | b'u' | b'x' | b'i' | b'f' | b'g' | b'n'
    ) {
        cursor.skip(1);
        return Spec {
            // SAFETY: the caller's promise.
            target: unsafe { list.next_word() } as *mut c_void,
            allocate: false,
            width: None,
            length: Length::Int,
            conversion: letter,
            set: (core::ptr::null(), core::ptr::null(), false),
        };
    }
    let suppress = eat(cursor, b'*');
    let (mut position, mut width) = (None, cursor.number());
    if width.is_some() && eat(cursor, b'$') {
        (position, width) = (width, cursor.number());
    }
    let width = width.filter(|&width| width > 0);
    let allocate = eat(cursor, b'm');
    let length = cursor.length();
    let conversion = cursor.peek();
    cursor.skip(usize::from(conversion != 0));
    let set = if conversion == b'[' {
        read_set(cursor)
    } else {
        (core::ptr::null(), core::ptr::null(), false)
    };
    let target = match (suppress || conversion == b'%', position) {
        (true, _) => core::ptr::null_mut(),
        // SAFETY: the caller's promise; all arguments are pointers, so those before one are words.
        (_, Some(position)) => unsafe {
            let mut list = *first;
            (1..position).for_each(|_| {
                list.next_word();
            });
            list.next_word() as *mut c_void
        },
        // SAFETY: the caller's promise.
        _ => unsafe { list.next_word() as *mut c_void },
    };
    Spec {
        target,
        allocate,
        width,
        length,
        conversion,
        set,
    }
}

/// The inside of the brackets after `[`. A bracket that comes first belongs to it.
fn read_set<U: Input>(cursor: &mut Cursor<U>) -> (*const U, *const U, bool) {
    let negated = cursor.peek() == b'^';
    cursor.skip(usize::from(negated));
    let start = cursor.place();
    cursor.skip(usize::from(cursor.peek() == b']'));
    while !matches!(cursor.peek(), b']' | 0) {
        cursor.skip(1);
    }
    let end = cursor.place();
    cursor.skip(usize::from(cursor.peek() != 0));
    (start, end, negated)
}

/// Converts one item. Tells whether it is one that counts.
///
/// # Safety
/// The target, unless it is null, takes the result.
unsafe fn convert<S: Source>(reader: &mut Reader<S>, spec: &Spec<S::Unit>) -> Result<bool, Stop> {
    if !matches!(spec.conversion, b'c' | b'C' | b'[' | b'n') {
        reader.skip_space();
    }
    // SAFETY: the caller's promise.
    unsafe {
        match spec.conversion {
            b'%' => {
                reader.expect(S::Unit::from_ascii(b'%'))?;
                return Ok(false);
            }
            b'n' => {
                store_integer(spec, reader.count as u64);
                return Ok(false);
            }
            b'd' | b'u' => integer(reader, spec, 10)?,
            b'i' => integer(reader, spec, 0)?,
            b'o' => integer(reader, spec, 8)?,
            b'x' | b'X' | b'p' => integer(reader, spec, 16)?,
            b'a' | b'e' | b'f' | b'g' | b'A' | b'E' | b'F' | b'G' => match spec.length {
                Length::Int => float::<S, f32>(reader, spec)?,
                Length::Longest => float::<S, Extended>(reader, spec)?,
                _ => float::<S, f64>(reader, spec)?,
            },
            b'c' | b'C' | b's' | b'S' | b'[' => text::string(reader, spec)?,
            _ => return Err(Stop::Mismatch),
        }
    }
    Ok(true)
}

/// What was taken of a number, as ASCII.
struct Item {
    inline: [u8; 128],
    length: usize,
    /// All of it, once it is longer.
    long: Vec<u8>,
}

impl Item {
    fn push(&mut self, byte: u8) -> Result<(), Stop> {
        if self.length < self.inline.len() {
            self.inline[self.length] = byte;
        } else {
            if self.long.is_empty() {
                self.long
                    .try_reserve(4 * self.length)
                    .map_err(|_| Stop::Mismatch)?;
                self.long.extend_from_slice(&self.inline);
            }
            self.long.try_reserve(1).map_err(|_| Stop::Mismatch)?;
            self.long.push(byte);
        }
        self.length += 1;
        Ok(())
    }

    fn bytes(&self) -> &[u8] {
        if self.long.is_empty() {
            &self.inline[..self.length]
        } else {
            &self.long
        }
    }

    fn at(&self) -> impl Fn(usize) -> u8 + '_ {
        |index| self.bytes().get(index).copied().unwrap_or(0)
    }
}

/// Takes units for as long as `accept` says what they are in an item; 0 is nothing there.
fn take<S: Source>(
    reader: &mut Reader<S>,
    width: Option<usize>,
    mut accept: impl FnMut(S::Unit) -> Option<u8>,
) -> Result<Item, Stop> {
    let mut item = Item {
        inline: [0; 128],
        length: 0,
        long: Vec::new(),
    };
    let mut taken = 0;
    while taken < width.unwrap_or(usize::MAX) {
        let Some(unit) = reader.next() else {
            return if taken == 0 {
                Err(Stop::Input)
            } else {
                Ok(item)
            };
        };
        let Some(byte) = accept(unit) else {
            reader.back(unit);
            break;
        };
        taken += 1;
        if byte != 0 {
            item.push(byte)?;
        }
    }
    Ok(item)
}

/// What has been taken of an integer, and the unit that may follow.
struct Ahead<'a, 'b, S: Source> {
    reader: &'a mut Reader<'b, S>,
    unit: Option<S::Unit>,
    /// How many units may be taken, that one among them.
    left: usize,
}

impl<S: Source> Ahead<'_, '_, S> {
    /// The unit as ASCII; 0 if there is none.
    fn byte(&self) -> u8 {
        self.unit.map_or(0, Unit::ascii)
    }

    fn take(&mut self) {
        self.left -= 1;
        self.unit = match self.left {
            0 => None,
            _ => self.reader.next(),
        };
    }
}

/// # Safety
/// The target, unless it is null, takes the result.
unsafe fn integer<S: Source>(
    reader: &mut Reader<S>,
    spec: &Spec<S::Unit>,
    mut base: u32,
) -> Result<(), Stop> {
    let unit = reader.next().ok_or(Stop::Input)?;
    let mut ahead = Ahead {
        reader,
        unit: Some(unit),
        left: spec.width.unwrap_or(usize::MAX),
    };
    let mut number = Integer {
        magnitude: 0,
        negative: ahead.byte() == b'-',
        overflow: false,
        length: 0,
    };
    if matches!(ahead.byte(), b'-' | b'+') {
        ahead.take();
    }
    if ahead.byte() == b'0' && matches!(base, 0 | 16) {
        ahead.take();
        if ahead.byte() | 0x20 == b'x' {
            // Digits must follow: one unit only can be taken back.
            ahead.take();
            base = 16;
        } else {
            number.length = 1;
            base = if base == 0 { 8 } else { 16 };
        }
    } else if base == 0 {
        base = 10;
    }
    while let Some(digit) = digit(ahead.byte(), base) {
        number.push(base, digit);
        number.length += 1;
        ahead.take();
    }
    if let Some(unit) = ahead.unit {
        ahead.reader.back(unit);
    }
    if number.length == 0 {
        return Err(Stop::Mismatch);
    }
    let value = match spec.conversion {
        b'd' | b'i' => number.signed(i64::MIN, i64::MAX).0 as u64,
        _ => number.unsigned(u64::MAX).0,
    };
    // SAFETY: the caller's promise.
    unsafe { store_integer(spec, value) };
    Ok(())
}

/// # Safety
/// The target, unless it is null, takes an integer of the specification's length.
unsafe fn store_integer<U>(spec: &Spec<U>, value: u64) {
    if spec.target.is_null() {
        return;
    }
    let length = if spec.conversion == b'p' {
        Length::Long
    } else {
        spec.length
    };
    // SAFETY: the caller's promise.
    unsafe {
        match length {
            Length::Char => spec.target.cast::<u8>().write(value as u8),
            Length::Short => spec.target.cast::<u16>().write(value as u16),
            Length::Int => spec.target.cast::<u32>().write(value as u32),
            Length::Long | Length::Longest => spec.target.cast::<u64>().write(value),
        }
    }
}

/// What has been taken of a floating-point number.
#[derive(Clone, Copy)]
enum Shape {
    Nothing,
    Sign,
    /// As many letters of a word.
    Infinity(usize),
    Nan(usize),
    NanTail,
    /// A zero, which may begin a hexadecimal number.
    Zero,
    Digits {
        hex: bool,
        point: bool,
        any: bool,
    },
    /// The exponent's letter.
    Exponent,
    ExponentDigits,
    Complete,
}

impl Shape {
    /// With one more character, if it can follow.
    fn with(self, byte: u8) -> Option<Shape> {
        const DECIMAL: Shape = Shape::Digits {
            hex: false,
            point: false,
            any: true,
        };
        let small = byte | 0x20;
        match self {
            Shape::Nothing if matches!(byte, b'+' | b'-') => Some(Shape::Sign),
            Shape::Nothing | Shape::Sign => match small {
                b'0' if byte == b'0' => Some(Shape::Zero),
                b'i' => Some(Shape::Infinity(1)),
                b'n' => Some(Shape::Nan(1)),
                _ if byte == b'.' => Some(Shape::Digits {
                    hex: false,
                    point: true,
                    any: false,
                }),
                _ => byte.is_ascii_digit().then_some(DECIMAL),
            },
            Shape::Infinity(length) => {
                (b"infinity".get(length) == Some(&small)).then_some(Shape::Infinity(length + 1))
            }
            Shape::Nan(3) => (byte == b'(').then_some(Shape::NanTail),
            Shape::Nan(length) => (b"nan"[length] == small).then_some(Shape::Nan(length + 1)),
            Shape::NanTail if byte == b')' => Some(Shape::Complete),
            Shape::NanTail => {
                (byte.is_ascii_alphanumeric() || byte == b'_').then_some(Shape::NanTail)
            }
            Shape::Zero if small == b'x' => Some(Shape::Digits {
                hex: true,
                point: false,
                any: false,
            }),
            Shape::Zero => DECIMAL.with(byte),
            Shape::Digits { hex, point, any } => match byte {
                b'.' if !point => Some(Shape::Digits {
                    hex,
                    point: true,
                    any,
                }),
                _ if any && small == if hex { b'p' } else { b'e' } => Some(Shape::Exponent),
                _ => digit(byte, if hex { 16 } else { 10 }).map(|_| Shape::Digits {
                    hex,
                    point,
                    any: true,
                }),
            },
            Shape::Exponent if matches!(byte, b'+' | b'-') => Some(Shape::ExponentDigits),
            Shape::Exponent | Shape::ExponentDigits => {
                byte.is_ascii_digit().then_some(Shape::ExponentDigits)
            }
            Shape::Complete => None,
        }
    }
}

/// # Safety
/// The target, unless it is null, takes the result.
unsafe fn float<S: Source, F: Format>(
    reader: &mut Reader<S>,
    spec: &Spec<S::Unit>,
) -> Result<(), Stop> {
    let mut shape = Shape::Nothing;
    let point = numeric().point;
    // Units of a decimal point seen, of several.
    let mut begun = 0;
    let item = take(reader, spec.width, |unit| {
        if S::Unit::point(point, begun) == Some(unit) {
            // The item has a full stop for the locale's decimal point.
            let with_point = shape.with(b'.')?;
            if S::Unit::point(point, begun + 1).is_some() {
                begun += 1;
                return Some(0);
            }
            (shape, begun) = (with_point, 0);
            return Some(b'.');
        }
        let byte = unit.ascii();
        if begun > 0 || byte == b'.' {
            return None;
        }
        shape = shape.with(byte)?;
        Some(byte)
    })?;
    if begun > 0 {
        return Err(Stop::Mismatch);
    }
    let parsed = parse_float::<F>(item.at(), rounding());
    if parsed.length == 0 || parsed.length != item.length {
        return Err(Stop::Mismatch);
    }
    if !spec.target.is_null() {
        // SAFETY: the caller's promise.
        unsafe { spec.target.cast::<F>().write_unaligned(parsed.value) };
    }
    Ok(())
}
