//! How wide a character is on a terminal.

use unicode_width::UnicodeWidthChar;

use crate::header::wctype::class::Class;

/// Columns of a wide character: 0 for the null character and combining marks, 2 for East Asian
/// wide ones (Unicode Standard Annex 11); `None` if it cannot be shown.
pub fn of(wide: u32) -> Option<usize> {
    if (0x20..0x7f).contains(&wide) {
        return Some(1);
    }
    if wide == 0 {
        return Some(0);
    }
    if !Class::Print.contains(wide) {
        return None;
    }
    char::from_u32(wide).and_then(UnicodeWidthChar::width)
}
