//! glibc's `<ctype.h>`: its functions and macros read tables, from -128 to 255. These are those of the C locale.

use crate::types::*;

/// One of glibc's bits, which begin with the upper byte.
const fn bit(is: bool, number: u32) -> u16 {
    (is as u16).rotate_left(number + 8)
}

/// What a byte of the C locale is.
const fn class(byte: u8) -> u16 {
    bit(byte.is_ascii_uppercase(), 0)
        | bit(byte.is_ascii_lowercase(), 1)
        | bit(byte.is_ascii_alphabetic(), 2)
        | bit(byte.is_ascii_digit(), 3)
        | bit(byte.is_ascii_hexdigit(), 4)
        | bit(matches!(byte, b' ' | 9..=13), 5)
        | bit(matches!(byte, 32..=126), 6)
        | bit(byte.is_ascii_graphic(), 7)
        | bit(matches!(byte, b' ' | 9), 8)
        | bit(byte.is_ascii_control(), 9)
        | bit(byte.is_ascii_punctuation(), 10)
        | bit(byte.is_ascii_alphanumeric(), 11)
}

/// Where a table's entry for 0 is.
const ZERO: usize = 128;

const CLASSES: [u16; 384] = {
    let mut table = [0; 384];
    let mut byte = 0;
    while byte < 128 {
        table[ZERO + byte] = class(byte as u8);
        byte += 1;
    }
    table
};

/// The other case of every byte, by `upper` or to lower case. What is below 0 is a byte as a signed character, but
/// for EOF.
const fn cases(is_upper: bool) -> [c_int; 384] {
    let mut table = [0; 384];
    let mut at = 0;
    while at < table.len() {
        let byte = at.wrapping_sub(ZERO) as u8;
        table[at] = match at {
            127 => -1,
            _ if is_upper => byte.to_ascii_uppercase() as c_int,
            _ => byte.to_ascii_lowercase() as c_int,
        };
        at += 1;
    }
    table
}

/// A table, and the pointer to its entry for 0 that programs read.
#[repr(transparent)]
struct Pointer<T>(*const T);

// SAFETY: nobody writes to the table.
unsafe impl<T> Sync for Pointer<T> {}

macro_rules! table {
    ($($function:ident = $static:ident: $type:ty = $values:expr;)*) => {$(
        static $static: Pointer<$type> = {
            static TABLE: [$type; 384] = $values;
            // SAFETY: the entry is inside of the table.
            Pointer(unsafe { (&raw const TABLE).cast::<$type>().add(ZERO) })
        };

        /// Linux Standard Base: the address of the pointer to a table.
        #[cfg_attr(not(test), no_mangle)]
        pub extern "C" fn $function() -> *const *const $type {
            (&raw const $static).cast()
        }
    )*};
}

table! {
    __ctype_b_loc = CLASS_POINTER: u16 = CLASSES;
    __ctype_tolower_loc = LOWER_POINTER: c_int = cases(false);
    __ctype_toupper_loc = UPPER_POINTER: c_int = cases(true);
}

#[cfg(test)]
mod tests {
    use super::*;

    mod host {
        use crate::types::c_int;
        unsafe extern "C" {
            pub safe fn __ctype_b_loc() -> *const *const u16;
            pub safe fn __ctype_tolower_loc() -> *const *const c_int;
            pub safe fn __ctype_toupper_loc() -> *const *const c_int;
        }
    }

    /// The tests never call `setlocale`, so that glibc's tables are those of the C locale.
    #[test]
    fn tables_are_those_of_glibc() {
        // SAFETY: both have entries from -128 to 255.
        unsafe {
            for at in -128..256 {
                let (ours, theirs) = (__ctype_b_loc(), host::__ctype_b_loc());
                assert_eq!(*(*ours).offset(at), *(*theirs).offset(at), "class of {at}");
                let (ours, theirs) = (__ctype_tolower_loc(), host::__ctype_tolower_loc());
                assert_eq!(
                    *(*ours).offset(at),
                    *(*theirs).offset(at),
                    "lower case of {at}"
                );
                let (ours, theirs) = (__ctype_toupper_loc(), host::__ctype_toupper_loc());
                assert_eq!(
                    *(*ours).offset(at),
                    *(*theirs).offset(at),
                    "upper case of {at}"
                );
            }
        }
    }
}
