//! The driver: text as it is, conversions one after the other.

use core::ffi::c_int;
use core::ops::Range;

use super::arguments::{Arguments, Storage};
use super::sink::Sink;
use super::spec::{Amount, Cursor, Length, Spec};
use super::{float, integer, simple, text, Unit};
use crate::arch::{copy, VaListTag};
use crate::Errno;

/// A sink with a count of the units that went there.
pub struct Output<'a, U: Unit> {
    sink: &'a mut dyn Sink<U>,
    /// Where the sink's room begins, the next unit goes, and the room ends.
    start: *mut U,
    next: *mut U,
    end: *mut U,
    count: usize,
}

/// A specification with its width and precision known.
#[derive(Clone, Copy)]
pub struct Layout {
    pub spec: Spec,
    pub width: usize,
    pub precision: Option<usize>,
}

impl<'a, U: Unit> Output<'a, U> {
    fn new(sink: &'a mut dyn Sink<U>) -> Self {
        let (start, room) = sink.room();
        Self {
            sink,
            start,
            next: start,
            end: start.wrapping_add(room),
            count: 0,
        }
    }

    /// How many units the sink has room for. `sprintf`'s has no end, so addresses may wrap.
    #[inline(always)]
    fn room(&self) -> usize {
        (self.end as usize).wrapping_sub(self.next as usize) / size_of::<U>()
    }

    /// Puts units out.
    pub fn put(&mut self, units: &[U]) {
        self.count = self.count.saturating_add(units.len());
        if units.len() > self.room() {
            return self.put_beyond(units);
        }
        // SAFETY: there is room for them.
        unsafe {
            copy(self.next.cast(), units.as_ptr().cast(), size_of_val(units));
        }
        self.next = self.next.wrapping_add(units.len());
    }

    /// The place of the next `count` units, for the caller to store, if the sink has room for them.
    #[inline(always)]
    pub fn reserve(&mut self, count: usize) -> Option<*mut U> {
        if count > self.room() {
            return None;
        }
        let place = self.next;
        self.next = place.wrapping_add(count);
        self.count = self.count.saturating_add(count);
        Some(place)
    }

    /// Puts units out for which the sink has no room at hand.
    #[cold]
    fn put_beyond(&mut self, units: &[U]) {
        self.hand_over();
        self.sink.put(units);
        let (start, room) = self.sink.room();
        (self.start, self.next, self.end) = (start, start, start.wrapping_add(room));
    }

    /// Lets the sink know what was stored in its room.
    fn hand_over(&mut self) {
        let stored = (self.next as usize - self.start as usize) / size_of::<U>();
        if stored > 0 {
            self.sink.take_stored(stored);
            self.start = self.next;
        }
    }

    #[cold]
    fn drops_all(&mut self) -> bool {
        self.hand_over();
        self.sink.is_full()
    }

    /// Puts ASCII text out.
    #[inline]
    pub fn ascii(&mut self, text: &[u8]) {
        U::put_ascii(self, text);
    }

    /// Puts `count` times the same character out.
    #[inline]
    pub fn fill(&mut self, byte: u8, count: usize) {
        if count > 0 {
            self.fill_some(byte, count);
        }
    }

    fn fill_some(&mut self, byte: u8, mut count: usize) {
        let units = [U::from_ascii(byte); 32];
        // What cannot be counted in an int fails in the end; do not spend hours on it.
        if self.count.saturating_add(count) > c_int::MAX as usize {
            self.count = usize::MAX;
            return;
        }
        while count > 0 {
            let part = count.min(units.len());
            self.put(&units[..part]);
            count -= part;
            if count > 0 && self.room() == 0 && self.drops_all() {
                self.count = self.count.saturating_add(count);
                return;
            }
        }
    }

    /// Puts a number out: `prefix` (sign, `0x`), then zeros, then what `body` puts, which has `length`
    /// units, in the layout's width.
    pub fn number(
        &mut self,
        layout: &Layout,
        prefix: &[u8],
        zeros: usize,
        length: usize,
        body: impl FnOnce(&mut Self),
    ) {
        let spec = &layout.spec;
        let padding = layout.width.saturating_sub(prefix.len() + zeros + length);
        if !spec.left && !spec.zero {
            self.fill(b' ', padding);
        }
        if !prefix.is_empty() {
            self.ascii(prefix);
        }
        self.fill(
            b'0',
            zeros + if spec.zero && !spec.left { padding } else { 0 },
        );
        body(self);
        if spec.left {
            self.fill(b' ', padding);
        }
    }

    /// Puts a text of `length` units out in the layout's width.
    pub fn padded(&mut self, layout: &Layout, length: usize, body: impl FnOnce(&mut Self)) {
        let padding = layout.width.saturating_sub(length);
        if !layout.spec.left {
            self.fill(b' ', padding);
        }
        body(self);
        if layout.spec.left {
            self.fill(b' ', padding);
        }
    }
}

/// What a format does that may be refused.
pub enum Doubt {
    /// `%n`, in a text that lies there.
    Count(Range<*const u8>),
    /// No position names one of the arguments.
    Gap,
}

/// The text that a call passes.
#[derive(Clone, Copy)]
pub struct Format<U> {
    pub text: *const U,
    /// Ends the process if it refuses (`_FORTIFY_SOURCE` from level 2). By address, so that programs that do not ask for it
    /// have nothing of it.
    pub check: Option<fn(Doubt)>,
}

impl<U: Unit> Format<U> {
    /// A text that is taken as it is.
    pub fn plain(text: *const U) -> Self {
        Format { text, check: None }
    }

    /// Ends the process if `%n` is refused here.
    ///
    /// # Safety
    /// The text is terminated.
    #[cold]
    unsafe fn check_count(self) {
        if let Some(check) = self.check {
            // SAFETY: the caller's promise.
            let end = unsafe {
                let mut cursor = Cursor::new(self.text);
                while cursor.peek() != 0 {
                    cursor.skip(1);
                }
                cursor.place().add(1)
            };
            check(Doubt::Count(self.text.cast()..end.cast()));
        }
    }
}

/// Writes what `format` says to `sink`. Returns the number of units, or EINVAL for a format that makes
/// no sense, EILSEQ for a character without an encoding, EOVERFLOW when the count is none for an int.
///
/// # Safety
/// `format` is terminated, and `list` has the arguments that it asks for.
pub unsafe fn format<U: Unit>(
    sink: &mut dyn Sink<U>,
    format: Format<U>,
    list: &mut VaListTag,
) -> Result<c_int, Errno> {
    let mut out = Output::new(sink);
    // SAFETY: as promised by the caller.
    let result = unsafe { format_to(&mut out, format, list) };
    out.hand_over();
    result?;
    c_int::try_from(out.count).map_err(|_| Errno::EOVERFLOW)
}

/// # Safety
/// As for [`format`].
#[inline]
unsafe fn format_to<U: Unit>(
    out: &mut Output<U>,
    format: Format<U>,
    list: &mut VaListTag,
) -> Result<(), Errno> {
    // SAFETY: as promised by the caller.
    unsafe {
        let mut storage = Storage::uninit();
        let mut arguments = Arguments::new(list, format, &mut storage);
        let mut cursor = Cursor::new(format.text);
        loop {
            let start = cursor.place();
            let length = U::literal_length(start);
            if length > 0 {
                out.put(core::slice::from_raw_parts(start, length));
                cursor.skip(length);
            }
            if cursor.peek() == 0 {
                return Ok(());
            }
            cursor.skip(1);
            if simple::convert(out, &mut cursor, &mut arguments) {
                continue;
            }
            let spec = cursor.spec();
            arguments.note(&spec)?;
            convert(out, layout(spec, &mut arguments)?, &mut arguments)?;
        }
    }
}

/// # Safety
/// The list has the arguments for the width and the precision.
#[inline]
unsafe fn layout<U: Unit>(spec: Spec, arguments: &mut Arguments<U>) -> Result<Layout, Errno> {
    if matches!((spec.width, spec.precision), (Amount::None, Amount::None)) {
        return Ok(Layout {
            spec,
            width: 0,
            precision: None,
        });
    }
    // SAFETY: the caller's promise.
    unsafe { layout_with_amounts(spec, arguments) }
}

/// # Safety
/// The list has the arguments for the width and the precision.
unsafe fn layout_with_amounts<U: Unit>(
    mut spec: Spec,
    arguments: &mut Arguments<U>,
) -> Result<Layout, Errno> {
    let mut amount = |amount: Amount| -> Result<Option<c_int>, Errno> {
        let value = match amount {
            Amount::None => return Ok(None),
            Amount::Given(value) => c_int::try_from(value).map_err(|_| Errno::EOVERFLOW)?,
            // SAFETY: the caller's promise.
            Amount::Next => unsafe { arguments.word(None) as c_int },
            // SAFETY: the caller's promise.
            Amount::At(position) => unsafe { arguments.word(Some(position)) as c_int },
        };
        Ok(Some(value))
    };
    let width = amount(spec.width)?.unwrap_or(0);
    // A negative width from an argument is a flag and a width; such a precision is none.
    spec.left |= width < 0;
    let precision = amount(spec.precision)?.and_then(|value| usize::try_from(value).ok());
    Ok(Layout {
        spec,
        width: width.unsigned_abs() as usize,
        precision,
    })
}

/// # Safety
/// The list has the argument.
unsafe fn convert<U: Unit>(
    out: &mut Output<U>,
    layout: Layout,
    arguments: &mut Arguments<U>,
) -> Result<(), Errno> {
    let spec = &layout.spec;
    let position = spec.position;
    // SAFETY: the caller's promise: each branch takes the argument that its conversion is documented to.
    unsafe {
        match spec.conversion {
            b'%' => out.ascii(b"%"),
            b'd' | b'i' => {
                let value = signed(arguments.word(position), spec.length);
                integer::signed(out, layout, value);
            }
            b'u' | b'x' | b'X' | b'o' | b'b' | b'B' => {
                let value = unsigned(arguments.word(position), spec.length);
                integer::unsigned(out, layout, value);
            }
            b'p' => integer::pointer(out, layout, arguments.word(position)),
            b'a' | b'A' | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => match spec.length {
                Length::Longest => {
                    float::long_double(out, &layout, arguments.long_double(position))
                }
                _ => float::double(out, &layout, arguments.double(position)),
            },
            b'c' if spec.length != Length::Long => {
                text::byte(out, &layout, arguments.word(position) as u8)?
            }
            b'c' | b'C' => text::wide(out, &layout, arguments.word(position) as u32)?,
            b's' if spec.length != Length::Long => {
                text::bytes(out, &layout, arguments.word(position) as *const u8)?
            }
            b's' | b'S' => text::wides(out, &layout, arguments.word(position) as *const _)?,
            b'm' => text::error(out, &layout)?,
            b'n' => {
                arguments.format.check_count();
                store_count(arguments.word(position) as *mut u8, spec.length, out.count);
            }
            _ => return Err(Errno::EINVAL),
        }
    }
    Ok(())
}

fn signed(word: u64, length: Length) -> i64 {
    match length {
        Length::Int => i64::from(word as i32),
        Length::Char => i64::from(word as i8),
        Length::Short => i64::from(word as i16),
        Length::Long | Length::Longest => word as i64,
    }
}

fn unsigned(word: u64, length: Length) -> u64 {
    match length {
        Length::Int => u64::from(word as u32),
        Length::Char => u64::from(word as u8),
        Length::Short => u64::from(word as u16),
        Length::Long | Length::Longest => word,
    }
}

/// `%n`: stores the count so far.
///
/// # Safety
/// `target` points to an integer of the length given.
unsafe fn store_count(target: *mut u8, length: Length, count: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        match length {
            Length::Int => target.cast::<u32>().write(count as u32),
            Length::Char => target.write(count as u8),
            Length::Short => target.cast::<u16>().write(count as u16),
            Length::Long | Length::Longest => target.cast::<u64>().write(count as u64),
        }
    }
}
