//! The flag `'`: the locale's separators between the digits before the point.

use super::format::{Layout, Output};
use super::{units_of, Unit};
use crate::header::locale::data::numeric;
use crate::types::c_char;
use core::ffi::CStr;

/// How digits are grouped, by `struct lconv`'s `grouping` and `thousands_sep`.
#[derive(Clone, Copy)]
pub struct Grouping {
    /// Sizes of groups from the right; the last one is repeated, `CHAR_MAX` ends the grouping.
    sizes: &'static [u8],
    separator: &'static CStr,
}

impl Grouping {
    /// The locale's; `None` if it does not group digits.
    #[cold]
    pub fn of_locale() -> Option<Self> {
        let conventions = numeric();
        let grouping = Self {
            sizes: conventions.grouping.to_bytes(),
            separator: conventions.separator,
        };
        (!grouping.sizes.is_empty() && !grouping.separator.is_empty()).then_some(grouping)
    }

    /// Whether a separator stands before the last `right` digits.
    fn separates(&self, mut right: usize) -> bool {
        let mut repeated = usize::MAX;
        for &size in self.sizes {
            if size >= c_char::MAX as u8 || right == 0 {
                return false;
            }
            repeated = size.into();
            if right < repeated {
                return false;
            }
            right -= repeated;
            if right == 0 {
                return true;
            }
        }
        right % repeated == 0
    }

    /// The digits before the next separator, where `left` are still to come.
    fn next(&self, left: usize) -> usize {
        (1..left)
            .find(|taken| self.separates(left - taken))
            .unwrap_or(left)
    }

    /// Units of all separators among so many digits.
    pub fn units<U: Unit>(&self, digits: usize) -> usize {
        let count = (1..digits).filter(|&right| self.separates(right)).count();
        count * units_of::<U>(self.separator)
    }

    /// Puts `digits` digits out in groups; `group` puts out so many of them, from the one with that index on.
    pub fn each<U: Unit>(
        &self,
        out: &mut Output<U>,
        digits: usize,
        mut group: impl FnMut(&mut Output<U>, usize, usize),
    ) {
        let mut index = 0;
        while index < digits {
            if index > 0 {
                U::put_point(out, self.separator.to_bytes());
            }
            let length = self.next(digits - index);
            group(out, index, length);
            index += length;
        }
    }

    /// Puts an integer out. Separators count as digits of the precision `least`, as they do in glibc.
    pub fn put<U: Unit>(
        &self,
        out: &mut Output<U>,
        layout: &Layout,
        prefix: &[u8],
        digits: &[u8],
        least: usize,
    ) {
        let length = digits.len() + self.units::<U>(digits.len());
        let zeros = least.saturating_sub(length);
        out.number(layout, prefix, zeros, length, |out| {
            self.each(out, digits.len(), |out, index, length| {
                out.ascii(&digits[index..index + length]);
            });
        });
    }
}
