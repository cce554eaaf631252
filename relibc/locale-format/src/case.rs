//! Unicode's simple case mapping: that of every locale that does not say otherwise.

/// Upper-case form where it is one character, else the character itself (Unicode's simple
/// mapping).
#[inline]
pub fn to_upper(wide: u32) -> u32 {
    if wide < 0x80 {
        return wide as u8 as char as u32 & !(u32::from((wide as u8).is_ascii_lowercase()) << 5);
    }
    match wide {
        // Greek letters with iota subscript: the full mapping is two letters, the simple one the
        // titlecase letter.
        0x1f80..=0x1faf => wide | 8,
        0x1fb3 | 0x1fc3 | 0x1ff3 => wide + 9,
        _ => single(char::from_u32(wide).map(char::to_uppercase), wide),
    }
}

/// Lower-case form where it is one character, else the character itself.
#[inline]
pub fn to_lower(wide: u32) -> u32 {
    if wide < 0x80 {
        return wide | u32::from((wide as u8).is_ascii_uppercase()) << 5;
    }
    match wide {
        // Capital I with dot above: the full mapping adds a combining dot.
        0x130 => 'i' as u32,
        _ => single(char::from_u32(wide).map(char::to_lowercase), wide),
    }
}

fn single(mapped: Option<impl Iterator<Item = char>>, otherwise: u32) -> u32 {
    let Some(mut mapped) = mapped else {
        return otherwise;
    };
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only as u32,
        _ => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_is_mapped_as_core_maps_it() {
        for byte in 0..0x80u8 {
            assert_eq!(to_upper(byte.into()), byte.to_ascii_uppercase().into());
            assert_eq!(to_lower(byte.into()), byte.to_ascii_lowercase().into());
        }
    }

    #[test]
    fn iota_subscript_letters_map_to_their_titlecase_letters() {
        // UnicodeData.txt, simple uppercase mapping: 1F80 -> 1F88, 1FB3 -> 1FBC, 1FC3 -> 1FCC.
        assert_eq!(to_upper(0x1f80), 0x1f88);
        assert_eq!(to_upper(0x1fb3), 0x1fbc);
        assert_eq!(to_upper(0x1fc3), 0x1fcc);
        assert_eq!(to_lower(0x1f88), 0x1f80);
        assert_eq!(to_upper('ß' as u32), 'ß' as u32);
    }
}
