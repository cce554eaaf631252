//! Puts a locale's file together.

use std::collections::HashMap;

use locale_format::{Section, HEADER, MAGIC, VERSION};

/// A file in the making.
#[derive(Default)]
pub struct Writer {
    texts: HashMap<usize, Vec<String>>,
    numbers: Vec<u8>,
    collation: Vec<u8>,
    characters: Vec<u8>,
}

impl Writer {
    /// Gives a section of texts.
    pub fn texts(&mut self, section: Section, texts: Vec<String>) {
        self.texts.insert(section as usize, texts);
    }

    pub fn monetary_numbers(&mut self, numbers: Vec<u8>) {
        self.numbers = numbers;
    }

    pub fn collation(&mut self, bytes: Vec<u8>) {
        self.collation = bytes;
    }

    pub fn characters(&mut self, bytes: Vec<u8>) {
        self.characters = bytes;
    }

    /// The whole file. What consists of numbers comes first, so that these are aligned.
    pub fn finish(self) -> Vec<u8> {
        let mut body = Vec::new();
        let mut table = [(0, 0); Section::COUNT];
        for (section, bytes) in [
            (Section::Collation, &self.collation),
            (Section::Characters, &self.characters),
        ] {
            table[section as usize] = (HEADER + body.len(), bytes.len());
            body.extend(bytes);
            body.resize(body.len().next_multiple_of(4), 0);
        }
        // Where texts begin is known when all tables are.
        let tables: usize = self.texts.values().map(|texts| 4 * texts.len()).sum();
        let mut pool = Vec::new();
        let pool_at = HEADER + body.len() + tables + self.numbers.len();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (section, place) in table.iter_mut().enumerate() {
            let Some(texts) = self.texts.get(&section) else {
                continue;
            };
            *place = (HEADER + body.len(), 4 * texts.len());
            for text in texts {
                let offset = *known.entry(text).or_insert_with(|| {
                    pool.extend(text.as_bytes());
                    pool.push(0);
                    pool_at + pool.len() - text.len() - 1
                });
                body.extend((offset as u32).to_le_bytes());
            }
        }
        table[Section::MonetaryNumbers as usize] = (HEADER + body.len(), self.numbers.len());
        body.extend(&self.numbers);
        let mut out = Vec::from(*MAGIC);
        let length = HEADER + body.len() + pool.len();
        let pairs = table.iter().flat_map(|(offset, length)| [*offset, *length]);
        for value in [VERSION as usize, length].into_iter().chain(pairs) {
            out.extend((value as u32).to_le_bytes());
        }
        [out, body, pool].concat()
    }
}
