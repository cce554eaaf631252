//! The conversions that nearly all formats are made of, without the detour over a specification: `d`, `i`, `u`,
//! `x`, `X`, `s` and `c` with nothing but a width, the flags `-` and `0`, and a length. What they put out goes
//! straight into the sink's room. All else is for the general way, which gives the same.

use super::arguments::Arguments;
use super::format::Output;
use super::integer::PAIRS;
use super::spec::Cursor;
use super::Unit;

/// The widest field that is done here.
const WIDEST: usize = 999;

/// What stands between `%` and the conversion character.
#[derive(Clone, Copy)]
struct Shape {
    left: bool,
    zero: bool,
    long: bool,
    width: usize,
}

/// Does the conversion behind a `%`, if it is one of these and there is room; whether it was.
///
/// # Safety
/// The cursor is behind a `%`, and the list has the argument.
#[inline]
pub unsafe fn convert<U: Unit>(
    out: &mut Output<U>,
    cursor: &mut Cursor<U>,
    arguments: &mut Arguments<U>,
) -> bool {
    let mut ahead = *cursor;
    let mut next = || {
        let unit = ahead.peek();
        ahead.skip(usize::from(unit != 0));
        unit
    };
    let mut unit = next();
    let mut shape = Shape {
        left: false,
        zero: false,
        long: false,
        width: 0,
    };
    while unit == b'-' || unit == b'0' {
        shape.left |= unit == b'-';
        shape.zero |= unit == b'0';
        unit = next();
    }
    while unit.is_ascii_digit() {
        shape.width = shape.width * 10 + usize::from(unit - b'0');
        if shape.width > WIDEST {
            return false;
        }
        unit = next();
    }
    if matches!(unit, b'l' | b'z' | b'j') {
        shape.long = true;
        let is_long = unit == b'l';
        unit = next();
        if is_long && unit == b'l' {
            unit = next();
        }
    }
    // SAFETY: the caller's promise.
    let done = unsafe {
        match unit {
            b'd' | b'i' => arguments.next_if(|word| {
                let value = if shape.long {
                    word as i64
                } else {
                    i64::from(word as i32)
                };
                decimal(out, shape, value.unsigned_abs(), value < 0)
            }),
            b'u' => arguments.next_if(|word| decimal(out, shape, shape.cut(word), false)),
            b'x' => arguments
                .next_if(|word| hexadecimal(out, shape, shape.cut(word), b"0123456789abcdef")),
            b'X' => arguments
                .next_if(|word| hexadecimal(out, shape, shape.cut(word), b"0123456789ABCDEF")),
            b's' if size_of::<U>() == 1 && !shape.long && !shape.zero => {
                arguments.next_if(|word| string(out, shape, word as *const U))
            }
            b'c' if size_of::<U>() == 1 && !shape.long && !shape.zero => {
                arguments.next_if(|word| {
                    let byte = U::from_ascii(word as u8);
                    string_of(out, shape, &raw const byte, 1)
                })
            }
            _ => false,
        }
    };
    if done {
        *cursor = ahead;
    }
    done
}

impl Shape {
    fn cut(self, word: u64) -> u64 {
        match self.long {
            true => word,
            false => u64::from(word as u32),
        }
    }
}

/// Room for a number of `length` digits and its sign, with everything before the digits in place: the address
/// behind the last digit.
#[inline(always)]
fn place<U: Unit>(
    out: &mut Output<U>,
    shape: Shape,
    length: usize,
    negative: bool,
) -> Option<*mut U> {
    let own = length + usize::from(negative);
    let total = own.max(shape.width);
    let start = out.reserve(total)?;
    let padding = total - own;
    // SAFETY: all that is stored is within the `total` units that were reserved.
    unsafe {
        let mut at = start;
        let mut fill = |unit: u8, count: usize| {
            for _ in 0..count {
                at.write(U::from_ascii(unit));
                at = at.add(1);
            }
        };
        match (shape.left, shape.zero) {
            (true, _) => {
                fill(b'-', usize::from(negative));
                let end = start.add(own);
                for index in 0..padding {
                    end.add(index).write(U::from_ascii(b' '));
                }
                return Some(end);
            }
            (_, true) => {
                fill(b'-', usize::from(negative));
                fill(b'0', padding);
            }
            _ => {
                fill(b' ', padding);
                fill(b'-', usize::from(negative));
            }
        }
        Some(start.add(total))
    }
}

fn decimal<U: Unit>(out: &mut Output<U>, shape: Shape, mut value: u64, negative: bool) -> bool {
    let length = value.checked_ilog10().unwrap_or(0) as usize + 1;
    let Some(mut end) = place(out, shape, length, negative) else {
        return false;
    };
    // SAFETY: `length` units before the end are the digits'.
    unsafe {
        while value >= 10 {
            let [tens, ones] = PAIRS[(value % 100) as usize];
            end = end.sub(2);
            end.write(U::from_ascii(tens));
            end.add(1).write(U::from_ascii(ones));
            value /= 100;
        }
        if value > 0 || length == 1 {
            end.sub(1).write(U::from_ascii(b'0' + value as u8));
        }
    }
    true
}

fn hexadecimal<U: Unit>(
    out: &mut Output<U>,
    shape: Shape,
    mut value: u64,
    letters: &[u8; 16],
) -> bool {
    let length = (value.checked_ilog2().unwrap_or(0) / 4 + 1) as usize;
    let Some(mut end) = place(out, shape, length, false) else {
        return false;
    };
    for _ in 0..length {
        // SAFETY: `length` units before the end are the digits'.
        unsafe {
            end = end.sub(1);
            end.write(U::from_ascii(letters[(value & 15) as usize]));
        }
        value >>= 4;
    }
    true
}

/// # Safety
/// `text` is null or terminated.
unsafe fn string<U: Unit>(out: &mut Output<U>, shape: Shape, text: *const U) -> bool {
    if text.is_null() {
        return false;
    }
    // SAFETY: the caller's promise; units are bytes here.
    unsafe { string_of(out, shape, text, crate::header::string::strlen(text.cast())) }
}

/// # Safety
/// `text` has `length` units.
unsafe fn string_of<U: Unit>(
    out: &mut Output<U>,
    shape: Shape,
    text: *const U,
    length: usize,
) -> bool {
    let total = length.max(shape.width);
    let Some(start) = out.reserve(total) else {
        return false;
    };
    let padding = total - length;
    let (text_at, padding_at) = if shape.left {
        (0, length)
    } else {
        (padding, 0)
    };
    // SAFETY: `total` units were reserved.
    unsafe {
        crate::arch::copy(
            start.add(text_at).cast(),
            text.cast(),
            length * size_of::<U>(),
        );
        for index in 0..padding {
            start.add(padding_at + index).write(U::from_ascii(b' '));
        }
    }
    true
}
