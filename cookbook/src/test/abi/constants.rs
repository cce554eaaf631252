//! Constants: every macro without arguments and every enumerator that the compiler takes for one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::Command;

use anyhow::{ensure, Context as _, Result};

use super::{Facts, Side};

/// What both sides say of the constants that both have, and of the alignment of the types `names`.
pub fn read(musl: &Side, ours: &Side, includes: &str, names: &[String]) -> Result<(Facts, Facts)> {
    let own: BTreeSet<String> = macros(musl, "")?.into_keys().collect();
    let (theirs, mine) = (names_of(musl, includes)?, names_of(ours, includes)?);
    let both: Vec<&str> = theirs
        .intersection(&mine)
        .filter(|name| !own.contains(*name))
        .map(String::as_str)
        .collect();
    let theirs = values(musl, includes, &both, names)?;
    // A type that only musl has cannot be asked of ours.
    let names: Vec<String> = {
        let without = rejected(ours, "names", includes, names, |name| {
            format!("char object[_Alignof({name})];")
        })?;
        names
            .iter()
            .filter(|name| !without.contains(name.as_str()))
            .cloned()
            .collect()
    };
    let mut mine = values(ours, includes, &both, &names)?;
    for name in theirs.keys().filter(|name| !name.contains('(')) {
        let none = || "no constant".to_owned();
        mine.entry(name.clone()).or_insert_with(none);
    }
    Ok((theirs, mine))
}

/// The macros without arguments after a text, with what they stand for.
fn macros(side: &Side, text: &str) -> Result<BTreeMap<String, String>> {
    let (mut command, _) = side.command("macros", text)?;
    let output = command.args(["-E", "-dM"]).output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let pair = |line: &str| {
        let line = line.strip_prefix("#define ")?;
        let (name, value) = line.split_once(' ').unwrap_or((line, ""));
        (!name.contains('(')).then(|| (name.to_owned(), value.to_owned()))
    };
    Ok(text.lines().filter_map(pair).collect())
}

/// What may be constants: macros that stand for something, and the words in the braces of enumerations.
fn names_of(side: &Side, includes: &str) -> Result<BTreeSet<String>> {
    let macros = macros(side, includes)?;
    let mut names: BTreeSet<String> = macros
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, _)| name)
        .collect();
    let (mut command, _) = side.command("enumerators", includes)?;
    let output = command.args(["-E", "-P"]).output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    names.extend(enumerators(&String::from_utf8_lossy(&output.stdout)));
    Ok(names)
}

/// The enumerators of a preprocessed text.
fn enumerators(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    for part in text.split("enum").skip(1) {
        let Some((tag, rest)) = part.split_once('{') else {
            continue;
        };
        if !tag.trim().chars().all(is_word) {
            continue;
        }
        let body = rest.split('}').next().unwrap_or_default();
        let names = body
            .split(',')
            .map(|item| item.split('=').next().unwrap_or_default().trim());
        found.extend(
            names
                .filter(|name| !name.is_empty() && name.chars().all(is_word))
                .map(str::to_owned),
        );
    }
    found
}

/// The names for which the compiler rejects the text that `line` makes of each.
fn rejected<'a, Name: AsRef<str>>(
    side: &Side,
    file: &str,
    includes: &str,
    names: &'a [Name],
    line: impl Fn(&str) -> String,
) -> Result<BTreeSet<&'a str>> {
    let mut text = includes.to_owned();
    let before = text.lines().count();
    for (index, name) in names.iter().enumerate() {
        // Each in a function of its own: an unknown word is told once a function.
        let _ = writeln!(text, "void try_{index}(void) {{ {} }}", line(name.as_ref()));
    }
    let (mut command, source) = side.command(file, &text)?;
    let output = command.args(["-fsyntax-only", "-fmax-errors=0"]).output()?;
    let own = format!("{}:", source.display());
    let mut found = BTreeSet::new();
    for message in String::from_utf8_lossy(&output.stderr).lines() {
        let Some(rest) = message
            .strip_prefix(&own)
            .filter(|rest| rest.contains(" error: "))
        else {
            continue;
        };
        let number: usize = rest.split(':').next().unwrap_or_default().parse()?;
        let name = number
            .checked_sub(before + 1)
            .and_then(|index| names.get(index));
        found.insert(name.with_context(|| format!("{own} {message}"))?.as_ref());
    }
    Ok(found)
}

/// Has a program print the constants among `both`, and the alignments of types.
fn values(side: &Side, includes: &str, both: &[&str], types: &[String]) -> Result<Facts> {
    let rejected = rejected(side, "candidates", includes, both, |name| {
        format!("static const __typeof__(({name})) object = {name};")
    })?;
    let constants = || both.iter().filter(|name| !rejected.contains(*name));
    let mut text = includes.to_owned() + SHOW;
    for name in constants() {
        let _ = writeln!(
            text,
            "static const __typeof__(({name})) object_{name} = {name};"
        );
    }
    text += "int main(void) {\n";
    for name in constants() {
        let _ = writeln!(
            text,
            "show(\"{name}\", KIND({name}), &object_{name}, sizeof object_{name});"
        );
    }
    for name in types {
        let _ = writeln!(
            text,
            "printf(\"alignment({name})\\t%zu\\n\", _Alignof({name}));"
        );
    }
    text += "return 0;\n}\n";
    let program = side.compile("values", &text, &["-static"])?;
    let output = Command::new(&program).output()?;
    ensure!(output.status.success(), "{} failed", program.display());
    let text = String::from_utf8(output.stdout)?;
    let pair = |line: &str| {
        line.split_once('\t')
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    text.lines()
        .map(|line| pair(line).with_context(|| format!("{}: {line:?}", program.display())))
        .collect()
}

/// Prints a constant: its type, and its text or its bytes from the highest.
const SHOW: &str = r#"
#include <stdio.h>
#define KIND(x) _Generic((x), int: "int", unsigned: "unsigned int", long: "long", unsigned long: "unsigned long", \
    long long: "long long", unsigned long long: "unsigned long long", float: "float", double: "double", \
    long double: "long double", char *: "string", default: "pointer")
static void show(const char *name, const char *kind, const void *object, unsigned long size) {
    printf("%s\t%s ", name, kind);
    if (*kind == 's')
        for (const unsigned char *c = object; *c; c++) printf(*c < 32 || *c > 126 ? "\\%03o" : "%c", *c);
    else for (printf("0x"); size--;) printf("%02x", ((const unsigned char *)object)[size]);
    puts("");
}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enumerators_are_the_words_in_the_braces() {
        let text = "typedef enum { A, B = 1 << 2,\nC } kind; enum tag { D = A }; struct enumeration { int E; };";
        let expected = ["A", "B", "C", "D"].map(str::to_owned);
        assert_eq!(enumerators(text), BTreeSet::from(expected));
    }
}
