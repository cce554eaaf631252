//! Types and functions, from the debugging information of a file that includes all headers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use anyhow::{ensure, Result};

use super::dwarf::{self, Entries, Entry};
use super::{Facts, Side};

/// What a side's headers declare.
pub struct Types {
    /// The types that an alignment can be asked of, as C names them.
    pub names: Vec<String>,
    /// Size and kind of each type; kind, place and size of each member (`struct stat.st_size`).
    pub shapes: Facts,
    /// Result and arguments.
    pub functions: Facts,
}

pub fn read(side: &Side, includes: &str) -> Result<Types> {
    let functions = functions(side, includes)?;
    // A pointer to each function, so that the compiler describes their types.
    let pointers: String = functions.iter().fold(String::new(), |mut text, name| {
        let _ = writeln!(text, "__typeof__({name}) *{POINTER}{name};");
        text
    });
    let options = [
        "-g",
        "-gdwarf-5",
        "-fno-eliminate-unused-debug-types",
        "-fPIC",
        "-shared",
        "-nostdlib",
    ];
    let file = side.compile("types", &format!("{includes}{pointers}"), &options)?;
    let entries = dwarf::read(&file)?;
    let reader = Reader { entries: &entries };
    let mut types = Types {
        names: Vec::new(),
        shapes: Facts::new(),
        functions: Facts::new(),
    };
    for entry in entries.values().filter(|entry| entry.depth == 1) {
        let Some(name) = &entry.name else { continue };
        let pointed = || name.strip_prefix(POINTER).zip(reader.resolve(entry.of));
        let name = match entry.tag {
            gimli::DW_TAG_variable => {
                if let Some((function, pointer)) = pointed() {
                    let kind = reader.kind(pointer.of);
                    types.functions.insert(function.to_owned(), kind);
                }
                continue;
            }
            gimli::DW_TAG_typedef => name.clone(),
            gimli::DW_TAG_structure_type => format!("struct {name}"),
            gimli::DW_TAG_union_type => format!("union {name}"),
            gimli::DW_TAG_enumeration_type => format!("enum {name}"),
            _ => continue,
        };
        // The compiler's own, which no header wrote.
        if entry.is_incomplete || name.ends_with("__va_list_tag") {
            continue;
        }
        reader.add(&mut types, name, entry);
    }
    Ok(types)
}

/// How the names of pointers to functions begin.
const POINTER: &str = "abi_pointer_to_";

/// The functions that the headers declare.
fn functions(side: &Side, includes: &str) -> Result<BTreeSet<String>> {
    let (mut command, source) = side.command("functions", includes)?;
    let list = source.with_extension("list");
    let output = command
        .args(["-fsyntax-only", "-aux-info"])
        .arg(&list)
        .output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}:\n{told}", source.display());
    let list = fs::read_to_string(&list)?;
    Ok(list
        .lines()
        .filter_map(declared)
        .map(str::to_owned)
        .collect())
}

/// The function that a line of GCC's `-aux-info` declares: `/* FILE:LINE:NC */ extern RESULT NAME (ARGUMENTS);`. One that
/// returns a pointer to a function has its name in the first parentheses, behind `*`.
fn declared(line: &str) -> Option<&str> {
    let declaration = line.split_once("*/ extern ")?.1;
    let (before, after) = declaration.split_once('(')?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let text = match after.strip_prefix('*') {
        Some(after) => after.split_once('(')?.0.trim_end(),
        None => before.trim_end(),
    };
    let name = &text[text.rfind(|c| !is_word(c)).map_or(0, |place| place + 1)..];
    (!name.is_empty()).then_some(name)
}

/// Turns entries into text.
struct Reader<'a> {
    entries: &'a Entries,
}

impl Reader<'_> {
    /// The type behind names and qualifiers.
    fn resolve(&self, mut key: Option<usize>) -> Option<&Entry> {
        const NAMES: [gimli::DwTag; 5] = [
            gimli::DW_TAG_typedef,
            gimli::DW_TAG_const_type,
            gimli::DW_TAG_volatile_type,
            gimli::DW_TAG_restrict_type,
            gimli::DW_TAG_atomic_type,
        ];
        loop {
            let entry = self.entries.get(&key?)?;
            if !NAMES.contains(&entry.tag) {
                return Some(entry);
            }
            key = entry.of;
        }
    }

    fn children<'b>(&'b self, entry: &'b Entry) -> impl Iterator<Item = &'b Entry> {
        entry
            .children
            .iter()
            .filter_map(|key| self.entries.get(key))
    }

    /// What a type is to a caller: its class, and its size.
    fn kind(&self, key: Option<usize>) -> String {
        self.resolve(key)
            .map_or("void".to_owned(), |entry| self.kind_of(entry))
    }

    fn kind_of(&self, entry: &Entry) -> String {
        let size = entry.size.map_or("?".to_owned(), |size| size.to_string());
        match entry.tag {
            gimli::DW_TAG_base_type => format!("{} of {size} bytes", encoding(entry.encoding)),
            // What GCC takes for enumerations without negative values.
            gimli::DW_TAG_enumeration_type => format!("unsigned integer of {size} bytes"),
            gimli::DW_TAG_pointer_type => "pointer".to_owned(),
            gimli::DW_TAG_structure_type => format!("structure of {size} bytes"),
            gimli::DW_TAG_union_type => format!("union of {size} bytes"),
            gimli::DW_TAG_array_type => {
                let bounds: String = self
                    .children(entry)
                    .filter(|child| child.tag == gimli::DW_TAG_subrange_type)
                    .map(|child| {
                        child
                            .last
                            .map_or("[]".to_owned(), |last| format!("[{}]", last + 1))
                    })
                    .collect();
                format!("{}{bounds}", self.kind(entry.of))
            }
            gimli::DW_TAG_subroutine_type => {
                let arguments: Vec<String> = self
                    .children(entry)
                    .map(|child| match child.tag {
                        gimli::DW_TAG_unspecified_parameters => "...".to_owned(),
                        _ => self.kind(child.of),
                    })
                    .collect();
                format!("{} <- ({})", self.kind(entry.of), arguments.join(", "))
            }
            other => format!("{other}"),
        }
    }

    fn add(&self, types: &mut Types, name: String, entry: &Entry) {
        let entry = match entry.tag {
            gimli::DW_TAG_typedef => self.resolve(entry.of),
            _ => Some(entry),
        };
        let Some(entry) = entry else { return };
        for (member, fact) in self.members(entry, 0) {
            types.shapes.insert(format!("{name}.{member}"), fact);
        }
        types.shapes.insert(name.clone(), self.kind_of(entry));
        let has_alignment = entry.tag != gimli::DW_TAG_subroutine_type && !entry.is_incomplete;
        if has_alignment {
            types.names.push(name);
        }
    }

    /// The members with a public name, those of members without a name among them.
    fn members(&self, entry: &Entry, base: u64) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let is_composed =
            [gimli::DW_TAG_structure_type, gimli::DW_TAG_union_type].contains(&entry.tag);
        let members = self
            .children(entry)
            .filter(|child| child.tag == gimli::DW_TAG_member);
        for member in members.filter(|_| is_composed) {
            let offset = base + member.offset;
            match (&member.name, self.resolve(member.of)) {
                (Some(name), _) if name.starts_with("__") => {}
                (Some(name), _) => {
                    let place = match member.bits {
                        Some((width, bit)) => format!("{width} bits at bit {}", base * 8 + bit),
                        None => format!("at {offset}"),
                    };
                    found.insert(name.clone(), format!("{} {place}", self.kind(member.of)));
                }
                (None, Some(inner)) => found.append(&mut self.members(inner, offset)),
                (None, None) => {}
            }
        }
        found
    }
}

/// The class of a basic type (DWARF 5, 7.8).
fn encoding(code: Option<u64>) -> &'static str {
    match code {
        Some(2) => "truth value",
        Some(3) => "complex number",
        Some(4) => "floating-point number",
        Some(5 | 6) => "signed integer",
        Some(7 | 8 | 16) => "unsigned integer",
        _ => "unknown type",
    }
}

#[cfg(test)]
mod tests {
    use super::declared;

    #[test]
    fn functions_are_read_from_the_compiler_s_list() {
        let line = |text: &str| format!("/* /usr/include/x.h:3:NC */ extern {text};");
        assert_eq!(
            declared(&line("int open (const char *, int, ...)")),
            Some("open")
        );
        assert_eq!(
            declared(&line("char *ctime (const time_t *)")),
            Some("ctime")
        );
        let pointer = line("void (*signal (int, void (*) (int))) (int)");
        assert_eq!(declared(&pointer), Some("signal"));
        assert_eq!(declared("/* x.h:1:NC */ static int own (void);"), None);
    }
}
