//! LC_CTYPE: classes and maps that a locale names itself, and letters whose case is not Unicode's.
//!
//! Classes and case are Unicode's in every locale, and the library's tables may be of a newer Unicode than a source. So of
//! the maps `toupper` and `tolower` only what a source says about letters that it knows counts, and only where it differs.

use std::collections::BTreeMap;

use anyhow::{bail, ensure, Context as _, Result};
use locale_format::case;

use crate::source::{character, Line, Operand};

/// Classes of every locale.
const CLASSES: [&str; 12] = [
    "upper", "lower", "alpha", "digit", "alnum", "space", "cntrl", "punct", "graph", "print",
    "xdigit", "blank",
];

/// The classes that letters are in.
const LETTERS: [&str; 3] = ["upper", "lower", "alpha"];

/// What a category says.
#[derive(Default)]
pub struct Characters {
    classes: BTreeMap<String, Vec<(u32, u32)>>,
    maps: BTreeMap<String, BTreeMap<u32, u32>>,
}

impl Characters {
    /// Reads the category's lines.
    pub fn read(lines: &[Line]) -> Result<Self> {
        let mut read = Self::default();
        for line in lines {
            read.line(line).with_context(|| line.keyword.clone())?;
        }
        read.keep_differences("toupper", case::to_upper);
        read.keep_differences("tolower", case::to_lower);
        read.classes
            .retain(|name, _| !CLASSES.contains(&name.as_str()));
        Ok(read)
    }

    fn line(&mut self, line: &Line) -> Result<()> {
        let names = || line.operands.iter().map(|name| name.text().to_owned());
        let split = || {
            let (name, operands) = line.operands.split_first().context("has no name")?;
            Ok::<_, anyhow::Error>((name.text(), operands))
        };
        match line.keyword.as_str() {
            // Names that lines begin with from here on.
            "charclass" => self.classes.extend(names().map(|name| (name, Vec::new()))),
            "charconv" => self
                .maps
                .extend(names().map(|name| (name, BTreeMap::new()))),
            "class" => {
                let (name, operands) = split()?;
                self.class(name, operands)?;
            }
            "map" => {
                let (name, operands) = split()?;
                self.map(name, operands)?;
            }
            "toupper" | "tolower" => self.map(&line.keyword, &line.operands)?,
            name if CLASSES.contains(&name) || self.classes.contains_key(name) => {
                self.class(name, &line.operands)?;
            }
            name if self.maps.contains_key(name) => self.map(name, &line.operands)?,
            // What the source says of transliteration is iconv's, which has its own.
            _ => {}
        }
        Ok(())
    }

    fn class(&mut self, name: &str, operands: &[Operand]) -> Result<()> {
        let ranges = self.classes.entry(name.to_owned()).or_default();
        for operand in operands {
            add_range(operand.text(), ranges)?;
        }
        Ok(())
    }

    fn map(&mut self, name: &str, operands: &[Operand]) -> Result<()> {
        let pairs = self.maps.entry(name.to_owned()).or_default();
        for operand in operands {
            let (from, to) = operand
                .text()
                .strip_prefix('(')
                .and_then(|pair| pair.strip_suffix(')'))
                .and_then(|pair| pair.split_once(','))
                .with_context(|| format!("{:?} is no pair", operand.text()))?;
            pairs.insert(code_of(from.trim())?, code_of(to.trim())?);
        }
        Ok(())
    }

    fn is_letter(&self, wide: u32) -> bool {
        let classes = LETTERS.iter().filter_map(|name| self.classes.get(*name));
        classes
            .flatten()
            .any(|(first, last)| (*first..=*last).contains(&wide))
    }

    /// Leaves in a map what is not as `usual` has it. A letter that it does not name stands for itself if the other is one
    /// that the source knows.
    fn keep_differences(&mut self, name: &str, usual: fn(u32) -> u32) {
        let Some(mut pairs) = self.maps.remove(name) else {
            return;
        };
        let unnamed: Vec<u32> = ('\0'..=char::MAX)
            .map(u32::from)
            .filter(|wide| usual(*wide) != *wide && !pairs.contains_key(wide))
            .filter(|wide| self.is_letter(*wide) && self.is_letter(usual(*wide)))
            .collect();
        pairs.extend(unnamed.into_iter().map(|wide| (wide, wide)));
        pairs.retain(|from, to| usual(*from) != *to);
        if !pairs.is_empty() {
            self.maps.insert(name.to_owned(), pairs);
        }
    }

    /// The section, in the layout that `locale_format::Characters` reads; empty if there is nothing to say.
    pub fn bytes(&self) -> Vec<u8> {
        if self.classes.is_empty() && self.maps.is_empty() {
            return Vec::new();
        }
        let classes = self.classes.iter().map(|(name, ranges)| {
            let rows = merged(ranges.clone());
            (name, rows.len(), rows.concat())
        });
        let maps = self.maps.iter().map(|(name, pairs)| {
            let rows = runs(pairs);
            (name, rows.len(), rows.concat())
        });
        let tables: Vec<(&String, usize, Vec<u32>)> = classes.chain(maps).collect();
        let mut rows_at = 8 + 16 * tables.len();
        let mut name_at = rows_at
            + tables
                .iter()
                .map(|(_, _, rows)| 4 * rows.len())
                .sum::<usize>();
        let mut words = vec![self.classes.len(), self.maps.len()];
        for (name, count, rows) in &tables {
            words.extend([name_at, name.len(), rows_at, *count]);
            name_at += name.len();
            rows_at += 4 * rows.len();
        }
        let rows = tables.iter().flat_map(|(_, _, rows)| rows.iter().copied());
        let words = words.into_iter().map(|word| word as u32).chain(rows);
        let mut out: Vec<u8> = words.flat_map(u32::to_le_bytes).collect();
        tables
            .iter()
            .for_each(|(name, ..)| out.extend(name.as_bytes()));
        out
    }
}

/// The code of a character `<U0061>`, or of one that stands for itself.
fn code_of(text: &str) -> Result<u32> {
    let symbol = text
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'));
    let mut characters = text.chars();
    match (
        symbol.and_then(character),
        characters.next(),
        characters.next(),
    ) {
        (Some(known), ..) | (None, Some(known), None) => Ok(u32::from(known)),
        _ => bail!("{text:?} is no character"),
    }
}

/// One character, several from `<U0030>..<U0039>`, or every so manieth from `<U0100>..(2)..<U012E>`.
fn add_range(text: &str, ranges: &mut Vec<(u32, u32)>) -> Result<()> {
    let parts: Vec<&str> = text.split("..").collect();
    let (first, step, last) = match parts[..] {
        [one] => (one, 1, one),
        [first, last] => (first, 1, last),
        [first, step, last] => {
            let step = step
                .strip_prefix('(')
                .and_then(|step| step.strip_suffix(')'))
                .and_then(|step| step.parse().ok())
                .with_context(|| format!("{text:?} has no step"))?;
            (first, step, last)
        }
        _ => bail!("{text:?} is no range"),
    };
    let (first, last) = (code_of(first)?, code_of(last)?);
    ensure!(first <= last && step > 0, "{text:?} is no range");
    match step {
        1 => ranges.push((first, last)),
        _ => ranges.extend((first..=last).step_by(step).map(|wide| (wide, wide))),
    }
    Ok(())
}

/// Sorted ranges that do not touch.
fn merged(mut ranges: Vec<(u32, u32)>) -> Vec<[u32; 2]> {
    ranges.sort_unstable();
    let mut out: Vec<[u32; 2]> = Vec::new();
    for (first, last) in ranges {
        match out.last_mut() {
            Some([_, before]) if first <= *before + 1 => *before = last.max(*before),
            _ => out.push([first, last]),
        }
    }
    out
}

/// Rows of characters that stand one or two apart and are mapped equally far.
fn runs(pairs: &BTreeMap<u32, u32>) -> Vec<[u32; 4]> {
    let mut out: Vec<[u32; 4]> = Vec::new();
    for (from, to) in pairs {
        let distance = to.wrapping_sub(*from);
        if let Some([first, last, step, added]) = out.last_mut() {
            let apart = from - *last;
            let fits = if first == last {
                apart <= 2
            } else {
                apart == *step
            };
            if fits && distance == *added {
                (*last, *step) = (*from, apart);
                continue;
            }
        }
        out.push([*from, *from, 1, distance]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Library;
    use locale_format::{
        File, Section, MESSAGES_TEXTS, MONETARY_NUMBERS, MONETARY_TEXTS, NUMERIC_TEXTS, TIME_TEXTS,
    };

    /// What becomes of a category with these lines.
    fn compiled(lines: &str) -> Result<Vec<u8>> {
        let folder = std::env::temp_dir().join(format!(
            "localedef-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        ));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(
            folder.join("source"),
            format!("escape_char /\nLC_CTYPE\n{lines}\nEND LC_CTYPE\n"),
        )?;
        let lines = Library::new(&folder).category("source", "LC_CTYPE");
        std::fs::remove_dir_all(&folder)?;
        let characters = Characters::read(&lines?)?;
        let mut file = crate::file::Writer::default();
        for (section, count) in [
            (Section::Time, TIME_TEXTS),
            (Section::Numeric, NUMERIC_TEXTS),
            (Section::Monetary, MONETARY_TEXTS),
            (Section::Messages, MESSAGES_TEXTS),
        ] {
            file.texts(section, vec![String::new(); count]);
        }
        file.monetary_numbers(vec![0; MONETARY_NUMBERS]);
        file.characters(characters.bytes());
        Ok(file.finish())
    }

    fn code(c: char) -> u32 {
        u32::from(c)
    }

    #[test]
    fn only_letters_whose_case_is_another_are_stored() {
        let bytes = compiled(
            "upper <U0041>..<U005A>;<U0130>\nlower <U0061>..<U007A>;<U0131>\n\
            toupper (<U0061>,<U0041>);/\n(<U0069>,<U0130>);(<U0131>,<U0049>)\n\
            tolower (<U0041>,<U0061>);(<U0049>,<U0131>);(<U0130>,<U0069>)",
        )
        .unwrap();
        let characters = File::new(&bytes).unwrap().characters().unwrap();
        let map = |name| {
            characters
                .map(characters.map_number(name).unwrap())
                .unwrap()
        };
        let (upper, lower) = (map(b"toupper"), map(b"tolower"));
        assert_eq!(upper.get(code('i')), Some(0x130));
        assert_eq!(lower.get(code('I')), Some(0x131));
        // As Unicode has them.
        assert_eq!((upper.get(code('a')), upper.get(0x131)), (None, None));
        assert_eq!((lower.get(code('A')), lower.get(0x130)), (None, None));
        // Letters that the source knows and does not map.
        assert_eq!(upper.get(code('b')), Some(code('b')));
        assert_eq!(lower.get(code('B')), Some(code('B')));
        // Letters that it does not know.
        assert_eq!((upper.get(code('я')), lower.get(code('Я'))), (None, None));
    }

    #[test]
    fn a_source_that_maps_as_unicode_does_stores_nothing() {
        let bytes = compiled("lower <U0061>\nupper <U0041>\ntoupper (<U0061>,<U0041>)").unwrap();
        assert!(File::new(&bytes).unwrap().characters().is_none());
    }

    #[test]
    fn classes_and_maps_of_its_own_are_found_by_name() {
        let bytes = compiled(
            "class \"odd\"; <U0061>..(2)..<U0067>;<U0041>..<U0042>;<U0043>\ncharclass small;none\nsmall a;<U0062>\n\
            map \"back\"; (<U0062>,<U0061>);(<U0064>,<U0063>);(<U0065>,<U0064>)\ncharconv far\nfar (<U10FFFF>,<U0000>)",
        )
        .unwrap();
        let characters = File::new(&bytes).unwrap().characters().unwrap();
        let members = |name| -> String {
            let class = characters
                .class(characters.class_number(name).unwrap())
                .unwrap();
            ('\0'..='\x7f')
                .filter(|c| class.contains(code(*c)))
                .collect()
        };
        assert_eq!(
            [members(b"odd"), members(b"small"), members(b"none")],
            ["ABCaceg", "ab", ""]
        );
        let map = |name| {
            characters
                .map(characters.map_number(name).unwrap())
                .unwrap()
        };
        let back: Vec<Option<u32>> = "abcdef"
            .chars()
            .map(|c| map(b"back").get(code(c)))
            .collect();
        let is = |c| Some(code(c));
        assert_eq!(back, [None, is('a'), None, is('c'), is('d'), None]);
        assert_eq!(map(b"far").get(0x10_ffff), Some(0));
        assert_eq!(characters.class_number(b"upper"), None);
    }

    #[test]
    fn what_is_no_character_pair_or_range_is_refused() {
        for line in [
            "toupper <U0061>",
            "toupper (<U0061>)",
            "tolower (<Q>,<U0061>)",
            "class \"a\"; <U0062>..<U0061>",
            "class \"a\"; <U0061>..(0)..<U0062>",
            "class \"a\"; <U0061>..(x)..<U0062>",
            "map",
        ] {
            assert!(compiled(line).is_err(), "{line}");
        }
    }
}
