//! Compiled message catalogs, `.mo` (GNU gettext manual, "The Format of GNU MO Files").

use alloc::vec::Vec;

use super::plural::Expression;

const MAGIC: u32 = 0x9504_12de;

/// A catalog.
pub struct Catalog {
    file: Vec<u8>,
    is_big_endian: bool,
    count: usize,
    originals: usize,
    translations: usize,
    plural: Option<Expression>,
    forms: u64,
}

impl Catalog {
    /// Reads a file's header.
    pub fn parse(file: Vec<u8>) -> Option<Self> {
        let magic: [u8; 4] = file.get(..4)?.try_into().ok()?;
        let is_big_endian = u32::from_be_bytes(magic) == MAGIC;
        if !is_big_endian && u32::from_le_bytes(magic) != MAGIC {
            return None;
        }
        let mut catalog = Self {
            file,
            is_big_endian,
            count: 0,
            originals: 0,
            translations: 0,
            plural: None,
            forms: 2,
        };
        if catalog.word(4)? >> 16 > 1 {
            return None;
        }
        catalog.count = catalog.word(8)?;
        catalog.originals = catalog.word(12)?;
        catalog.translations = catalog.word(16)?;
        // The empty message's translation is a header of lines "Name: value".
        let header = catalog.find(b"").map(<[u8]>::to_vec).unwrap_or_default();
        let line = header
            .split(|byte| *byte == b'\n')
            .find_map(|line| line.strip_prefix(b"Plural-Forms:"));
        if let Some(line) = line {
            let after = |word: &[u8]| {
                let place = line.windows(word.len()).position(|window| window == word)?;
                Some(&line[place + word.len()..])
            };
            let digits = after(b"nplurals=").map(|text| {
                let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
                core::str::from_utf8(&text[..len]).unwrap_or("")
            });
            catalog.forms = digits.and_then(|digits| digits.parse().ok()).unwrap_or(2);
            catalog.plural = after(b"plural=").and_then(Expression::parse);
        }
        Some(catalog)
    }

    fn word(&self, offset: usize) -> Option<usize> {
        let bytes: [u8; 4] = self
            .file
            .get(offset..offset.checked_add(4)?)?
            .try_into()
            .ok()?;
        Some(match self.is_big_endian {
            true => u32::from_be_bytes(bytes),
            false => u32::from_le_bytes(bytes),
        } as usize)
    }

    /// The string that a table's entry describes. A null byte must follow it.
    fn string(&self, table: usize, index: usize) -> Option<&[u8]> {
        let entry = table.checked_add(index.checked_mul(8)?)?;
        let (len, offset) = (self.word(entry)?, self.word(entry.checked_add(4)?)?);
        let end = offset.checked_add(len)?;
        (self.file.get(end) == Some(&0)).then(|| &self.file[offset..end])
    }

    /// A message's translation: all its forms, with null bytes between.
    fn find(&self, message: &[u8]) -> Option<&[u8]> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            let original = self.string(self.originals, middle)?;
            // A message with a plural has that behind a null byte.
            let singular = original.split(|byte| *byte == 0).next()?;
            match singular.cmp(message) {
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Greater => high = middle,
                core::cmp::Ordering::Equal => return self.string(self.translations, middle),
            }
        }
        None
    }

    /// A message's translation for a number, or the first form; followed by a null byte.
    pub fn translate(&self, message: &[u8], number: Option<u64>) -> Option<&[u8]> {
        let forms = self.find(message)?;
        let form = number.map_or(0, |n| match &self.plural {
            Some(plural) => plural.value(n),
            None => u64::from(n != 1),
        });
        let form = if form < self.forms { form } else { 0 };
        forms.split(|byte| *byte == 0).nth(form as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A catalog of sorted messages, in either byte order.
    fn make(messages: &[(&str, &str)], big: bool) -> Vec<u8> {
        let word = |value: usize| match big {
            true => (value as u32).to_be_bytes(),
            false => (value as u32).to_le_bytes(),
        };
        let tables = 28;
        let texts = tables + messages.len() * 16;
        let (mut file, mut text) = (Vec::new(), Vec::new());
        for value in [
            MAGIC as usize,
            0,
            messages.len(),
            tables,
            tables + messages.len() * 8,
            0,
            0,
        ] {
            file.extend(word(value));
        }
        let all = messages
            .iter()
            .map(|m| m.0)
            .chain(messages.iter().map(|m| m.1));
        for each in all {
            file.extend(word(each.len()));
            file.extend(word(texts + text.len()));
            text.extend(each.as_bytes());
            text.push(0);
        }
        file.extend(text);
        file
    }

    #[test]
    fn messages_are_found_in_their_forms() {
        let header = "Content-Type: text/plain\nPlural-Forms: nplurals=2; plural=(n != 1);\n";
        let messages = [
            ("", header),
            ("file\0files", "Datei\0Dateien"),
            ("no", "nein"),
            ("yes", "ja"),
        ];
        for big in [false, true] {
            let catalog = Catalog::parse(make(&messages, big)).unwrap();
            assert_eq!(catalog.translate(b"no", None), Some(&b"nein"[..]));
            assert_eq!(catalog.translate(b"file", Some(1)), Some(&b"Datei"[..]));
            assert_eq!(catalog.translate(b"file", Some(3)), Some(&b"Dateien"[..]));
            assert_eq!(catalog.translate(b"maybe", None), None);
        }
        let file = make(&messages, false);
        for len in 0..file.len() {
            // Cut off anywhere, it is refused or has fewer messages.
            if let Some(catalog) = Catalog::parse(file[..len].to_vec()) {
                catalog.translate(b"yes", None);
            }
        }
    }
}
