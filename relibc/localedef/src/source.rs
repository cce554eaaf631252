//! The text of a locale's source (POSIX, XBD 7.3; ISO/IEC TR 14652): lines, keywords and their operands.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};

/// Where sources are.
pub struct Library {
    folder: PathBuf,
}

/// One operand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// What stood between quotes, with its escapes replaced.
    Text(String),
    /// Anything else: numbers, `<symbol>`, `IGNORE`, ranges.
    Word(String),
}

impl Operand {
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Word(text) => text,
        }
    }
}

/// One line: what it begins with, and what comes behind, split at semicolons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub keyword: String,
    pub operands: Vec<Operand>,
}

impl Library {
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// The lines of a locale's category; where it is a copy, those of the other's.
    pub fn category(&self, locale: &str, category: &str) -> Result<Vec<Line>> {
        self.copied(locale, category, 0)
    }

    /// The same, none where the locale's source does not have the category.
    pub fn category_if_any(&self, locale: &str, category: &str) -> Result<Vec<Line>> {
        match self.own(locale, category)? {
            Some(_) => self.copied(locale, category, 0),
            None => Ok(Vec::new()),
        }
    }

    fn copied(&self, locale: &str, category: &str, depth: usize) -> Result<Vec<Line>> {
        if depth > 8 {
            bail!("{locale}: {category} is copied in a circle");
        }
        let mut lines = Vec::new();
        let own = self.own(locale, category)?;
        for line in own.with_context(|| format!("{locale}: has no {category}"))? {
            match (line.keyword.as_str(), line.operands.first()) {
                ("copy", Some(other)) => {
                    lines.extend(self.copied(other.text(), category, depth + 1)?);
                }
                _ => lines.push(line),
            }
        }
        Ok(lines)
    }

    fn own(&self, locale: &str, category: &str) -> Result<Option<Vec<Line>>> {
        let path = self.folder.join(locale);
        let bytes = fs::read(&path).with_context(|| format!("{}: cannot read", path.display()))?;
        let text = String::from_utf8_lossy(&bytes);
        lines_of(&text, category).with_context(|| format!("{}: {category}", path.display()))
    }
}

/// The lines between `CATEGORY` and `END CATEGORY`; none if there is no such part.
fn lines_of(text: &str, category: &str) -> Result<Option<Vec<Line>>> {
    let (mut comment, mut escape) = ('#', '\\');
    let mut found = None;
    let mut whole = String::new();
    let mut defined: Vec<String> = Vec::new();
    // Whether each open `ifdef` lets its lines through.
    let mut open: Vec<bool> = Vec::new();
    for line in text.lines() {
        let line = line.trim_end();
        if whole.is_empty() && (line.is_empty() || line.starts_with(comment)) {
            continue;
        }
        // An escape character at the end joins lines, unless it is escaped itself.
        let escapes = line.chars().rev().take_while(|c| *c == escape).count();
        if escapes % 2 == 1 {
            let line = &line[..line.len() - escape.len_utf8()];
            whole += &line[..comment_start(line, comment, escape)];
            continue;
        }
        whole += line.trim_start();
        let line = std::mem::take(&mut whole);
        let (word, rest) = line.split_once([' ', '\t']).unwrap_or((&line, ""));
        let argument = rest.split_whitespace().next().unwrap_or("");
        match word {
            "comment_char" => comment = argument.chars().next().unwrap_or(comment),
            "escape_char" => escape = argument.chars().next().unwrap_or(escape),
            "define" => defined.push(argument.into()),
            "ifdef" => open.push(defined.iter().any(|name| name == argument)),
            "ifndef" => open.push(!defined.iter().any(|name| name == argument)),
            "else" => open
                .iter_mut()
                .rev()
                .take(1)
                .for_each(|last| *last = !*last),
            "endif" => drop(open.pop()),
            _ if open.contains(&false) => {}
            "END" if argument == category => return Ok(found),
            _ if word == category => found = Some(Vec::new()),
            _ => {
                if let Some(lines) = &mut found {
                    lines.push(parse(&line, comment, escape)?);
                }
            }
        }
    }
    match found {
        Some(_) => bail!("does not end"),
        None => Ok(None),
    }
}

/// Where a comment behind a line's operands begins, or the line's end.
fn comment_start(line: &str, comment: char, escape: char) -> usize {
    let (mut is_escaped, mut is_quoted) = (false, false);
    for (index, c) in line.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            _ if c == escape => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if c == comment && !is_quoted => return index,
            _ => {}
        }
    }
    line.len()
}

/// Splits a line.
fn parse(line: &str, comment: char, escape: char) -> Result<Line> {
    let end = match line.starts_with('<') {
        // A symbol may have blanks in it, and escaped brackets.
        true => symbol_end(line, escape),
        false => line.find([' ', '\t', ';']).unwrap_or(line.len()),
    };
    let (keyword, mut rest) = line.split_at(end);
    let mut operands = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ';']);
        if rest.is_empty() || rest.starts_with(comment) {
            break;
        }
        let (operand, after) = match rest.strip_prefix('"') {
            Some(quoted) => text(quoted, escape)?,
            None => {
                let end = match rest.starts_with('<') {
                    true => {
                        let first = symbol_end(rest, escape);
                        // A range: `<a>..<b>`.
                        let tail = &rest[first..];
                        let dots = tail.len() - tail.trim_start_matches('.').len();
                        match dots {
                            0 => first,
                            _ => first + dots + symbol_end(&tail[dots..], escape),
                        }
                    }
                    false => rest.find([' ', '\t', ';']).unwrap_or(rest.len()),
                };
                (Operand::Word(rest[..end].to_owned()), &rest[end..])
            }
        };
        operands.push(operand);
        rest = after;
    }
    Ok(Line {
        keyword: keyword.to_owned(),
        operands,
    })
}

/// Where a symbol that a text begins with ends.
fn symbol_end(text: &str, escape: char) -> usize {
    let mut is_escaped = false;
    for (index, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            _ if c == escape => is_escaped = true,
            '>' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// Reads a text up to its closing quote, and says what follows.
fn text(quoted: &str, escape: char) -> Result<(Operand, &str)> {
    let mut out = String::new();
    let mut rest = quoted;
    loop {
        let Some(c) = rest.chars().next() else {
            bail!("a text has no end: {quoted:?}");
        };
        rest = &rest[c.len_utf8()..];
        match c {
            '"' => return Ok((Operand::Text(out), rest)),
            _ if c == escape => {
                let Some(next) = rest.chars().next() else {
                    bail!("a text ends in the middle of an escape");
                };
                out.push(next);
                rest = &rest[next.len_utf8()..];
            }
            '<' => match rest
                .find('>')
                .and_then(|end| Some((end, character(&rest[..end])?)))
            {
                Some((end, character)) => {
                    out.push(character);
                    rest = &rest[end + 1..];
                }
                None => out.push('<'),
            },
            _ => out.push(c),
        }
    }
}

/// The character of a name `U20AC`.
pub fn character(name: &str) -> Option<char> {
    let digits = name.strip_prefix('U')?;
    let is_hex = (4..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_split_and_freed_of_escapes() {
        let source = "comment_char %\nescape_char /\n% no\nLC_TIME\nday \"So\"; %so /\n  \"M<U00E4>r\" ; \"a//b/\"c\" % yes\n\
            week 7;19971130;4\nend_less\nEND LC_TIME\n";
        let lines = lines_of(source, "LC_TIME").unwrap().unwrap();
        let texts: Vec<&str> = lines[0].operands.iter().map(Operand::text).collect();
        assert_eq!(
            (lines[0].keyword.as_str(), texts),
            ("day", vec!["So", "Mär", "a/b\"c"])
        );
        let words: Vec<&str> = lines[1].operands.iter().map(Operand::text).collect();
        assert_eq!(words, ["7", "19971130", "4"]);
        assert_eq!(lines[2].operands, []);
        assert_eq!(lines_of(source, "LC_NUMERIC").unwrap(), None);
        assert!(lines_of("LC_TIME\nday \"x\"\n", "LC_TIME").is_err());
    }

    #[test]
    fn symbols_and_ranges_stay_whole() {
        let line = parse("<U0061> <S0061>;\"<BASE><U0062>\";IGNORE % c", '%', '/').unwrap();
        let texts: Vec<&str> = line.operands.iter().map(Operand::text).collect();
        assert_eq!(
            (line.keyword.as_str(), texts),
            ("<U0061>", vec!["<S0061>", "<BASE>b", "IGNORE"])
        );
        let range = parse("collating-symbol <S0009>..<S327F> % r", '%', '/').unwrap();
        assert_eq!(range.operands, [Operand::Word("<S0009>..<S327F>".into())]);
    }

    #[test]
    fn a_part_that_is_not_defined_is_left_out() {
        let source = "LC_COLLATE\nifdef A\nx\nelse\ny\nendif\nEND LC_COLLATE\n";
        let lines = lines_of(source, "LC_COLLATE").unwrap().unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].keyword, "y");
    }
}
