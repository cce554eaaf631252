//! The arguments of a call: in their order, or by position.

use super::format::{Doubt, Format};
use super::spec::{Amount, Cursor, Length, Spec};
use super::Unit;
use crate::arch::{Extended, VaListTag};
use crate::Errno;
use core::mem::MaybeUninit;

/// Highest position that a format may name. POSIX asks for 9 (`NL_ARGMAX`).
const MOST: usize = 64;

/// How an argument is passed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unused,
    /// An integer or a pointer.
    Word,
    Double,
    LongDouble,
}

/// An argument's value.
#[derive(Clone, Copy)]
pub(super) union Value {
    word: u64,
    double: f64,
    long_double: Extended,
}

/// Room for the values by position. Most calls leave it as it is.
pub(super) type Storage = MaybeUninit<[Value; MOST]>;

/// Where the arguments of a call come from.
pub(super) struct Arguments<'a, U> {
    list: &'a mut VaListTag,
    pub format: Format<U>,
    storage: &'a mut Storage,
    /// Whether the first conversion that takes an argument was seen: it says whether all have a position.
    decided: bool,
    positional: bool,
}

fn kind_of(spec: &Spec) -> Kind {
    match spec.conversion {
        b'm' | b'%' | 0 => Kind::Unused,
        b'a' | b'e' | b'f' | b'g' | b'A' | b'E' | b'F' | b'G' => match spec.length {
            Length::Longest => Kind::LongDouble,
            _ => Kind::Double,
        },
        _ => Kind::Word,
    }
}

impl<'a, U: Unit> Arguments<'a, U> {
    /// The arguments in `list`, as `format` uses them.
    ///
    /// # Safety
    /// `format` is terminated, and the list has the arguments that it asks for.
    pub unsafe fn new(
        list: &'a mut VaListTag,
        format: Format<U>,
        storage: &'a mut Storage,
    ) -> Self {
        Arguments {
            list,
            format,
            storage,
            decided: false,
            positional: false,
        }
    }

    /// Takes note of a conversion whose arguments are asked for next. Errors: EINVAL.
    #[inline]
    pub fn note(&mut self, spec: &Spec) -> Result<(), Errno> {
        if self.decided || (kind_of(spec) == Kind::Unused && spec.position.is_none()) {
            return Ok(());
        }
        self.decided = true;
        if spec.position.is_none() {
            return Ok(());
        }
        // SAFETY: `new`'s promise; no argument was taken yet.
        unsafe { self.read_table() }
    }

    /// Gives `take` the next word of the list, which has one more, unless the arguments have positions; the word
    /// stays where it is if that says no.
    ///
    /// # Safety
    /// The list has it.
    #[inline(always)]
    pub unsafe fn next_if(&mut self, take: impl FnOnce(u64) -> bool) -> bool {
        if self.positional {
            return false;
        }
        // SAFETY: the caller's promise.
        let taken = unsafe { self.list.next_word_if(take) };
        self.decided |= taken;
        taken
    }

    /// Takes all arguments off the list, by the kinds that the format says they have.
    ///
    /// # Safety
    /// As for `new`.
    unsafe fn read_table(&mut self) -> Result<(), Errno> {
        let mut kinds = [Kind::Unused; MOST];
        let mut note = |position: usize, kind: Kind| match kinds.get_mut(position - 1) {
            Some(place) => {
                *place = kind;
                Ok(())
            }
            None => Err(Errno::EINVAL),
        };
        // SAFETY: the format is terminated, and the list has the arguments.
        unsafe {
            let mut cursor = Cursor::new(self.format.text);
            loop {
                cursor.skip(U::literal_length(cursor.place()));
                if cursor.peek() == 0 {
                    break;
                }
                cursor.skip(1);
                let spec = cursor.spec();
                for amount in [spec.width, spec.precision] {
                    match amount {
                        Amount::At(position) => note(position, Kind::Word)?,
                        Amount::Next => return Err(Errno::EINVAL),
                        _ => {}
                    }
                }
                match (kind_of(&spec), spec.position) {
                    (Kind::Unused, _) => {}
                    (kind, Some(position)) => note(position, kind)?,
                    (_, None) => return Err(Errno::EINVAL),
                }
            }
            let table = self.storage.write([Value { word: 0 }; MOST]);
            let used = kinds
                .iter()
                .rposition(|&kind| kind != Kind::Unused)
                .map_or(0, |last| last + 1);
            for (value, kind) in table.iter_mut().zip(&kinds[..used]) {
                if let (Kind::Unused, Some(check)) = (*kind, self.format.check) {
                    check(Doubt::Gap);
                }
                *value = match kind {
                    // A gap: its type is not known. An int is the likeliest.
                    Kind::Unused | Kind::Word => Value {
                        word: self.list.next_word(),
                    },
                    Kind::Double => Value {
                        double: self.list.next_double(),
                    },
                    Kind::LongDouble => Value {
                        long_double: self.list.next_long_double(),
                    },
                };
            }
            self.positional = true;
        }
        Ok(())
    }

    fn at(&self, position: Option<usize>) -> Option<Value> {
        if !self.positional {
            return None;
        }
        // SAFETY: `read_table` has written the table, and saw every position to be within it.
        let table = unsafe { self.storage.assume_init_ref() };
        Some(table[position.map_or(0, |position| position - 1)])
    }

    /// The integer or pointer for a specification.
    ///
    /// # Safety
    /// The list has it.
    pub unsafe fn word(&mut self, position: Option<usize>) -> u64 {
        // SAFETY: the table's entry was read as a word; otherwise the caller's promise.
        unsafe {
            self.at(position)
                .map_or_else(|| self.list.next_word(), |value| value.word)
        }
    }

    /// The `double` for a specification.
    ///
    /// # Safety
    /// The list has it.
    pub unsafe fn double(&mut self, position: Option<usize>) -> f64 {
        // SAFETY: the table's entry was read as a double; otherwise the caller's promise.
        unsafe {
            self.at(position)
                .map_or_else(|| self.list.next_double(), |value| value.double)
        }
    }

    /// The `long double` for a specification.
    ///
    /// # Safety
    /// The list has it.
    pub unsafe fn long_double(&mut self, position: Option<usize>) -> Extended {
        // SAFETY: the table's entry was read as a long double; otherwise the caller's promise.
        unsafe {
            self.at(position)
                .map_or_else(|| self.list.next_long_double(), |value| value.long_double)
        }
    }
}
