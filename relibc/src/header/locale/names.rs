//! Names of locales, and what they mean.

use crate::header::wchar::multibyte::Encoding;

/// Most bytes in a locale's name, with its null byte.
pub(crate) const NAME_MAX: usize = 32;

/// A valid name, null-terminated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    bytes: [u8; NAME_MAX],
}

impl Name {
    /// The POSIX locale.
    pub const C: Self = Self::padded(b"C");
    /// The POSIX locale with UTF-8.
    pub const C_UTF8: Self = Self::padded(b"C.UTF-8");

    const fn padded(name: &[u8]) -> Self {
        let mut bytes = [0; NAME_MAX];
        let mut index = 0;
        while index < name.len() {
            bytes[index] = name[index];
            index += 1;
        }
        Self { bytes }
    }

    /// The locale of a name: `C`, `POSIX`, and any whose codeset is UTF-8 (`de_DE.UTF-8`,
    /// `C.utf8`). These differ from `C` in their encoding only.
    pub fn parse(name: &[u8]) -> Option<Self> {
        match name {
            b"C" | b"POSIX" => return Some(Self::C),
            _ if name.len() >= NAME_MAX || name.contains(&b'/') => return None,
            _ => {}
        }
        let codeset = name.split(|byte| *byte == b'.').nth(1)?;
        let codeset = codeset.split(|byte| *byte == b'@').next()?;
        let is_utf8 =
            codeset.eq_ignore_ascii_case(b"UTF-8") || codeset.eq_ignore_ascii_case(b"UTF8");
        is_utf8.then(|| Self::padded(name))
    }

    /// The name without its null byte.
    pub fn as_bytes(&self) -> &[u8] {
        let len = self
            .bytes
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(NAME_MAX);
        &self.bytes[..len]
    }

    /// The name for C, valid as long as `self`.
    pub fn as_ptr(&self) -> *const core::ffi::c_char {
        self.bytes.as_ptr().cast()
    }

    /// The encoding of the locale's text.
    pub fn encoding(&self) -> Encoding {
        match *self == Self::C {
            true => Encoding::Bytes,
            false => Encoding::Utf8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_utf8_locale_is_known_and_no_other_codeset() {
        for name in ["C.UTF-8", "C.utf8", "de_DE.UTF-8", "sr_RS.utf-8@latin"] {
            let parsed = Name::parse(name.as_bytes()).unwrap();
            assert_eq!(parsed.as_bytes(), name.as_bytes());
            assert_eq!(parsed.encoding(), Encoding::Utf8);
        }
        assert_eq!(Name::parse(b"POSIX"), Some(Name::C));
        for name in [
            "",
            "de_DE.ISO-8859-1",
            "xx",
            "../C.UTF-8",
            "a.UTF-8..................................",
        ] {
            assert_eq!(Name::parse(name.as_bytes()), None, "{name}");
        }
    }
}
