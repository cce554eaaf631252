//! `docs/reference/syscalls.md` is made from the headers of `abi::Call` and of the functions in
//! `syscall/`. Run with `UPDATE=1` to write it anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Text of the `///` lines before line `end`.
fn header(lines: &[&str], end: usize) -> String {
    let start = lines[..end]
        .iter()
        .rposition(|line| !line.trim_start().starts_with("///"))
        .map_or(0, |last| last + 1);
    lines[start..end]
        .iter()
        .map(|line| line.trim_start().trim_start_matches("///").trim())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Header of each public function of a file, by name.
fn functions(file: &str) -> BTreeMap<String, String> {
    let text = read(&format!("kernel/core/src/syscall/{file}.rs"));
    let lines: Vec<&str> = text.lines().collect();
    let named = lines.iter().enumerate().filter_map(|(index, line)| {
        let name = line.strip_prefix("pub fn ")?.split(['(', '<']).next()?;
        Some((name.to_string(), header(&lines, index)))
    });
    named.collect()
}

fn plain(text: &str) -> String {
    text.replace("[`crate::", "`")
        .replace("[`", "`")
        .replace("`]", "`")
}

/// The page: for each call its number, arguments and result, and what its function says.
fn page() -> String {
    let table = read("kernel/core/src/syscall/mod.rs");
    let calls = read("abi/src/call.rs");
    let lines: Vec<&str> = calls.lines().collect();
    let mut page = String::from(
        "# Kernel calls\n\nMade from the headers in `abi/src/call.rs` and \
         `kernel/core/src/syscall/` by the test `reference` of `kernel-core` (`UPDATE=1` writes \
         it anew).\n\nRAX bears the number, RDI, RSI, RDX, R10, R8 and R9 the arguments; RAX the \
         result, from -4095 to -1 minus an error number. EFAULT for user memory that cannot be \
         accessed is possible wherever an argument is an address.\n",
    );
    for (index, line) in lines.iter().enumerate() {
        if let Some(section) = line.trim().strip_prefix("// ") {
            write!(page, "\n## {section}\n").unwrap();
        }
        let Some((name, number)) = line.trim().trim_end_matches(',').split_once(" = ") else {
            continue;
        };
        let Ok(number) = number.parse::<u32>() else {
            continue;
        };
        write!(
            page,
            "\n### {number} {name}\n\n{}\n",
            plain(&header(&lines, index))
        )
        .unwrap();
        let function = table
            .lines()
            .find_map(|line| line.trim().strip_prefix(&format!("Call::{name} => ")))
            .unwrap_or_else(|| panic!("no function serves {name}"));
        if let Some((file, function)) = function.split_once("::") {
            let name = function.split('(').next().unwrap();
            if let Some(header) = functions(file).get(name) {
                write!(page, "\n{}\n", plain(header)).unwrap();
            }
        }
    }
    page
}

#[test]
fn the_reference_of_calls_is_what_the_headers_say() {
    let path = root().join("docs/reference/syscalls.md");
    let page = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/reference/syscalls.md is out of date: run this test with UPDATE=1"
    );
}
