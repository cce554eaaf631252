//! Which interfaces a program asked for (feature-test macros): `include/levels.toml`, and the `#if` that follow from it.
//!
//! The table says for each header which of its names are shown under what condition; a name that is not in it is always
//! shown. A header's finished text is taken apart into what it declares and defines, and neighbours with the same
//! condition are put between `#if` and `#endif`. Nothing is said beside the declarations themselves.

use anyhow::{bail, ensure, Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The conditions, and what they are in C (see `include/features.h`). A level is one or several with spaces: any of them.
const CONDITIONS: [(&str, &str); 9] = [
    ("c11", "__RELIBC_C >= 2011"),
    ("c23", "__RELIBC_C >= 2023"),
    ("posix", "__RELIBC_POSIX"),
    ("before2008", "(__RELIBC_POSIX && __RELIBC_POSIX < 200809)"),
    ("posix2024", "__RELIBC_POSIX >= 202405"),
    ("xsi", "__RELIBC_XSI"),
    ("xsi2024", "__RELIBC_XSI >= 800"),
    ("bsd", "__RELIBC_BSD"),
    ("gnu", "__RELIBC_GNU"),
];

/// The levels of all headers' names.
pub struct Gates {
    headers: BTreeMap<String, BTreeMap<String, String>>,
}

impl Gates {
    /// Reads the table `["HEADER"] LEVEL = [NAMES]`.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    fn parse(text: &str) -> Result<Self> {
        let table: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(text)?;
        let mut headers = BTreeMap::new();
        for (header, levels) in table {
            let mut names = BTreeMap::new();
            for (level, list) in levels {
                condition(&level).with_context(|| header.clone())?;
                for name in list {
                    let before = names.insert(name.clone(), level.clone());
                    ensure!(before.is_none(), "{header}: {name} has two levels");
                }
            }
            headers.insert(header, names);
        }
        Ok(Self { headers })
    }

    /// A header's text with its conditions.
    pub fn apply(&self, header: &Path, text: &str) -> Result<String> {
        match self.headers.get(&*header.to_string_lossy()) {
            Some(levels) => gate(text, levels).with_context(|| header.display().to_string()),
            None => Ok(text.to_owned()),
        }
    }
}

/// The C condition of a level.
fn condition(level: &str) -> Result<String> {
    let one = |word: &str| match CONDITIONS.iter().find(|(name, _)| *name == word) {
        Some((_, text)) => Ok((*text).to_owned()),
        None => bail!("{word:?}: no such level"),
    };
    Ok(level
        .split(' ')
        .map(one)
        .collect::<Result<Vec<_>>>()?
        .join(" || "))
}

fn gate(text: &str, levels: &BTreeMap<String, String>) -> Result<String> {
    let mut met = BTreeSet::new();
    let mut out = Out::default();
    for piece in pieces(text)? {
        match piece {
            Piece::Blank => out.blanks += 1,
            Piece::Other(text) => out.put("", text)?,
            Piece::Item(text, names) => {
                let mut found = names
                    .iter()
                    .map(|name| levels.get(name).map_or("", String::as_str));
                let level = found.next().unwrap_or_default();
                let same = found.all(|other| other == level);
                ensure!(
                    same,
                    "one declaration, different levels: {}",
                    names.join(", ")
                );
                met.extend(names);
                out.put(level, text)?;
            }
        }
    }
    let stale: Vec<&str> = levels
        .keys()
        .filter(|name| !met.contains(*name))
        .map(String::as_str)
        .collect();
    ensure!(stale.is_empty(), "not declared: {}", stale.join(", "));
    out.close();
    Ok(out.text.trim_end().to_owned() + "\n")
}

/// The text so far, and the level that is open at its end.
#[derive(Default)]
struct Out {
    text: String,
    level: String,
    /// Empty lines that are still to come: they stand outside of `#if`.
    blanks: usize,
}

impl Out {
    fn close(&mut self) {
        if !self.level.is_empty() {
            self.text += "#endif\n";
        }
    }

    fn put(&mut self, level: &str, text: &str) -> Result<()> {
        let changes = level != self.level;
        if changes {
            self.close();
        }
        self.text += &"\n".repeat(std::mem::take(&mut self.blanks));
        if changes && !level.is_empty() {
            self.text += &format!("#if {}\n", condition(level)?);
        }
        self.level = level.to_owned();
        self.text += text;
        self.text.push('\n');
        Ok(())
    }
}

/// A part of a header.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    /// An empty line.
    Blank,
    /// What has no level: comments, conditions, the braces around C for C++.
    Other(&'a str),
    /// A definition of a macro, an inclusion or a declaration, and the names that it brings.
    Item(&'a str, Vec<String>),
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let line = rest.lines().next().unwrap_or_default();
        let start = line.trim_start();
        let end = match () {
            () if start.starts_with("/*") => rest.find("*/").map(|at| line_end(rest, at)),
            () if start.starts_with('#') => Some(directive_end(rest)),
            () if is_other(start) => Some(line.len()),
            () => declaration_end(rest),
        };
        let end = end.with_context(|| format!("has no end: {line}"))?;
        let piece = &rest[..end];
        found.push(match start.strip_prefix('#') {
            _ if start.is_empty() => Piece::Blank,
            Some(directive) => match directive_name(directive.trim_start()) {
                Some(name) => Piece::Item(piece, vec![name]),
                None => Piece::Other(piece),
            },
            None if is_other(start) || start.starts_with("/*") => Piece::Other(piece),
            None => Piece::Item(piece, names(piece)),
        });
        rest = rest[end..].strip_prefix('\n').unwrap_or(&rest[end..]);
    }
    Ok(found)
}

/// Lines that are neither directives nor the beginning of a declaration. `<sched.h>` makes some by a
/// macro.
fn is_other(line: &str) -> bool {
    let uses_macro = line.starts_with("__CPU_") && line.ends_with(')');
    line.is_empty()
        || line.starts_with("//")
        || line.starts_with("extern \"C\"")
        || line == "}"
        || uses_macro
}

/// The end of the line in which `at` is.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

fn directive_end(text: &str) -> usize {
    let mut end = line_end(text, 0);
    while text[..end].ends_with('\\') && end < text.len() {
        end = line_end(text, end + 1);
    }
    end
}

/// What a directive brings: a macro, the type that is asked of `bits/alltypes.h`, or a header (`<name>`).
fn directive_name(directive: &str) -> Option<String> {
    if let Some(rest) = directive.strip_prefix("include") {
        return Some(rest.trim().to_owned());
    }
    let name = words(directive.strip_prefix("define")?).next()?;
    let asked = name.strip_prefix("__NEED_");
    Some(
        asked
            .map_or(name, |asked| asked.strip_prefix("struct_").unwrap_or(asked))
            .to_owned(),
    )
}

/// The end of the line on which a declaration ends: with its semicolon, or with the brace of a function's body.
fn declaration_end(text: &str) -> Option<usize> {
    let (mut depth, mut has_arguments) = (0usize, false);
    let is_type = ["typedef", "struct", "union", "enum"]
        .iter()
        .any(|word| text.trim_start().starts_with(word));
    for (at, c) in text.char_indices() {
        match c {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        has_arguments |= c == ')' && depth == 0;
        let is_body = c == '}' && has_arguments && !is_type;
        if depth == 0 && (c == ';' || is_body) {
            return Some(line_end(text, at));
        }
    }
    None
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// The names that a declaration brings, those reserved to the library left out where there are others.
fn names(declaration: &str) -> Vec<String> {
    let (mut names, outside) = without_braces(declaration);
    let outside = without_attributes(&outside);
    let first = outside.split(';').next().unwrap_or_default().trim();
    let list: Vec<&str> = words(first).collect();
    let is_tag_alone = |list: &[&str]| {
        list.len() <= 2
            && list
                .first()
                .is_some_and(|word| ["struct", "union", "enum"].contains(word))
    };
    let tag = list
        .iter()
        .position(|word| ["struct", "union", "enum"].contains(word))
        .filter(|at| *at < 2);
    let has_body = declaration.contains('{') && !first.contains('(');
    if let (Some(at), true) = (tag, has_body || is_tag_alone(&list)) {
        // `typedef struct TAG { } NAME` names both; `{` stands for the body.
        let follows_tag = first[..first.find('{').unwrap_or(first.len())].trim_end();
        if !["struct", "union", "enum"]
            .iter()
            .any(|word| follows_tag.ends_with(word))
        {
            names.extend(list.get(at + 1).map(|name| (*name).to_owned()));
        }
    }
    if !is_tag_alone(&list) {
        match first.find('(') {
            // A function or a type of functions; a pointer's name is behind its star.
            Some(open) => {
                let inside = first[open + 1..].trim_start();
                let before = words(&first[..open]).last().unwrap_or_default();
                let is_pointer = inside.starts_with('*') && is_type_word(before);
                let name = if is_pointer {
                    words(inside).next()
                } else {
                    Some(before)
                };
                names.extend(name.map(str::to_owned));
            }
            None => names.extend(first.split(',').filter_map(|part| {
                let part = part.split('[').next().unwrap_or_default();
                // `enum { … };` has no other name.
                let name = words(part).last();
                name.filter(|name| *name != "enum").map(str::to_owned)
            })),
        }
    }
    let public: Vec<String> = names
        .iter()
        .filter(|name| !name.starts_with('_'))
        .cloned()
        .collect();
    let mut names = if public.is_empty() { names } else { public };
    names.sort();
    names.dedup();
    names
}

/// Whether a word before `(*` is the type of what the pointer's function returns.
fn is_type_word(word: &str) -> bool {
    ["void", "int", "char", "long", "unsigned", "double"].contains(&word)
}

/// A declaration without comments and without what is in its braces, and the enumerators that were there.
fn without_braces(declaration: &str) -> (Vec<String>, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0usize);
    let lines = declaration
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let text: String = lines
        .map(|line| line.split("/*").next().unwrap_or_default().to_owned() + " ")
        .collect();
    for c in text.chars() {
        match c {
            '{' => {
                depth += 1;
                outside.push('{');
            }
            '}' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            c => inside.push(c),
        }
    }
    let is_enum = words(&outside).take(2).any(|word| word == "enum");
    let enumerators = inside
        .split(',')
        .filter_map(|part| words(part).next().map(str::to_owned));
    (enumerators.filter(|_| is_enum).collect(), outside)
}

fn without_attributes(text: &str) -> String {
    let mut out = text.to_owned();
    while let Some(start) = out.find("__attribute__") {
        let mut depth = 0;
        let end = out[start..].char_indices().find_map(|(at, c)| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            (c == ')' && depth == 0).then_some(start + at + 1)
        });
        out.replace_range(start..end.unwrap_or(out.len()), "");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_a_declaration_brings() {
        let cases = [
            ("int open(const char *, int, ...);", "open"),
            ("void abort(void) __attribute__((__noreturn__));", "abort"),
            ("__attribute__((__const__)) double sin(double);", "sin"),
            ("void (*signal(int, void (*)(int)))(int);", "signal"),
            (
                "void qsort(void *, size_t, int (*)(const void *, const void *));",
                "qsort",
            ),
            ("extern int optind, opterr;", "opterr optind"),
            ("extern char *sys_list[];", "sys_list"),
            ("struct stat;", "stat"),
            ("struct pair { int first, second; };", "pair"),
            ("typedef struct { int a; } div_t;", "div_t"),
            (
                "typedef struct sigaltstack { int a; } stack_t;",
                "sigaltstack stack_t",
            ),
            ("typedef struct __inner { int a; } outer_t;", "outer_t"),
            ("typedef enum { A = 1, B } kind_t;", "A B kind_t"),
            ("enum { C, D = C };", "C D"),
            ("typedef int (*compare_t)(const void *);", "compare_t"),
            (
                "typedef long long greg_t, gregset_t[23];",
                "greg_t gregset_t",
            ),
            ("typedef unsigned char u_char;", "u_char"),
            (
                "static __inline unsigned f(unsigned x) {\n\treturn x;\n}",
                "f",
            ),
            ("struct group *getgrent(void);", "getgrent"),
            ("int stat(const char *, struct stat *);", "stat"),
        ];
        for (text, expected) in cases {
            assert_eq!(names(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn neighbours_of_one_level_share_a_condition() {
        let gates = Gates::parse(
            "[\"x.h\"]\nposix = [\"a\", \"A\"]\n\"xsi bsd\" = [\"b\", \"<y.h>\", \"size_t\"]\n",
        )
        .unwrap();
        let text = "#ifndef X\n#define X\n#define __NEED_size_t\n#include <y.h>\n#define A \\\n 1\n\nint a(void);\n\nint b(void);\n#endif\n";
        let expected = "#ifndef X\n#define X\n#if __RELIBC_XSI || __RELIBC_BSD\n#define __NEED_size_t\n#include <y.h>\n#endif\n\
                        #if __RELIBC_POSIX\n#define A \\\n 1\n\nint a(void);\n#endif\n\n\
                        #if __RELIBC_XSI || __RELIBC_BSD\nint b(void);\n#endif\n#endif\n";
        assert_eq!(gates.apply(Path::new("x.h"), text).unwrap(), expected);
        assert_eq!(gates.apply(Path::new("z.h"), text).unwrap(), text);
    }

    #[test]
    fn a_name_that_is_not_there_and_a_level_that_is_unknown_are_refused() {
        let gates = Gates::parse("[\"x.h\"]\nposix = [\"a\"]\n").unwrap();
        let told = gates.apply(Path::new("x.h"), "int b(void);\n").unwrap_err();
        assert!(format!("{told:#}").contains("x.h: not declared: a"));
        assert!(Gates::parse("[\"x.h\"]\nposix1 = [\"a\"]\n").is_err());
        let twice = "[\"x.h\"]\nposix = [\"a\"]\nbsd = [\"a\"]\n";
        assert!(Gates::parse(twice).is_err());
        let mixed = Gates::parse("[\"x.h\"]\nposix = [\"a\"]\n").unwrap();
        assert!(mixed.apply(Path::new("x.h"), "extern int a, b;\n").is_err());
    }
}
