//! The interfaces of POSIX.1-2024: every name of `tests/posix/functions.tsv` must be declared by its header and linked
//! from `libc.a` and from `libc.so`, and every header of `tests/posix/headers.txt` must compile alone in each dialect.
//! [`small`] has what programs pay for that, [`abi`] that the ABI is musl's,
//! [`namespace`] that headers show what a program asks for, [`definitions`] that they have constants and types.
//! What musl and glibc have of them is counted beside, as information.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::parallel::each;
use super::program::files;
use super::{abi, definitions, namespace, small, Tally};
use crate::build;
use crate::cli::Context;
use crate::recipe::Book;
use crate::sandbox::TRIPLE;

/// A header and the names that it must declare.
struct Header {
    path: String,
    names: Vec<String>,
}

/// Compilers' options for each dialect that a header is compiled in. C99 has no atomics, and C++17 not C's.
const DIALECTS: [(&[&str], &[&str]); 5] = [
    (&["-xc", "-std=c99"], &["stdatomic.h"]),
    (&["-xc", "-std=c11"], &[]),
    (&["-xc", "-std=c17"], &[]),
    (&["-xc", "-std=c2x"], &[]),
    (&["-xc++", "-std=c++17"], &["stdatomic.h"]),
];

const STRICT: [&str; 8] = [
    "-Wall",
    "-Wextra",
    "-Werror",
    "-pedantic",
    "-Wsystem-headers",
    "-Wundef",
    "-Wno-error=undef",
    "-fsyntax-only",
];

/// How a library is asked what it has.
struct Library {
    compiler: PathBuf,
    /// Options that make all it has visible.
    options: &'static [&'static str],
    /// Where the objects go.
    folder: PathBuf,
}

/// What a library lacks.
#[derive(Default)]
struct Lacks {
    undeclared: BTreeSet<String>,
    unlinked: BTreeSet<String>,
    /// A compiler's or linker's failure of another kind.
    complaint: Option<String>,
}

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    let book = Book::open(&context.tree)?;
    let sysroot = build::sysroot(context, &book, &["relibc"])?;
    let top = context.tree.source("tests/posix");
    let headers = read_headers(&top)?;
    let out = context.tree.build("tests/posix");
    let library = |compiler: PathBuf, options, name: &str| Library {
        compiler,
        options,
        folder: out.join(name),
    };
    let gcc = sysroot.join("usr/bin").join(format!("{TRIPLE}-gcc"));
    let ours = library(gcc, &["-std=c17", "-D_XOPEN_SOURCE=800"], "ochre");
    let step = context
        .report
        .step(format!("compile {} headers", headers.len()));
    let lacks = ask(&ours, &headers, &[&["-static"], &[]], context.jobs)?;
    for header in &headers {
        tally.record(&header.path, verdict(header, &lacks));
    }
    record_dialects(&ours, &headers, context.jobs, tally)?;
    small::record(&ours.compiler, &out.join("small"), tally)?;
    let include = sysroot.join("usr/include");
    abi::record(&ours.compiler, &include, &out.join("abi"), tally)?;
    let functions: BTreeMap<&str, BTreeSet<&str>> = headers
        .iter()
        .map(|header| {
            let names = header.names.iter().map(String::as_str);
            (header.path.as_str(), names.collect())
        })
        .collect();
    let defined = definitions::read(&top.join("constants.tsv"))?;
    let folder = out.join("definitions");
    definitions::record(&ours.compiler, &defined, &folder, context.jobs, tally)?;
    namespace::record(&ours.compiler, &functions, &defined, context.jobs, tally);
    step.done("");
    let wide: &[&str] = &["-std=gnu17", "-D_GNU_SOURCE"];
    let step = context.report.step("the same of musl and glibc");
    let others = [("musl", "musl-gcc"), ("glibc", "gcc")].map(|(name, compiler)| {
        let library = library(compiler.into(), wide, name);
        ask(&library, &headers, &[&["-static"]], context.jobs)
            .map_or("unknown".to_owned(), |lacks| {
                format!("{}", count(&headers, &lacks))
            })
    });
    step.done("");
    record_used_by_ports(&top, &sysroot, tally)?;
    let total: usize = headers.iter().map(|header| header.names.len()).sum();
    let step = context.report.step("compile the tests for what they call");
    let called = called_by_tests(context, &ours, &headers)?;
    step.done("");
    let names = headers.iter().flat_map(|header| &header.names);
    let untested: Vec<&str> = names
        .filter(|name| !called.contains(*name))
        .map(String::as_str)
        .collect();
    let tested = total - untested.len();
    let verdict = match untested.is_empty() {
        true => Ok(()),
        false => Err(format!("no test calls {}", untested.join(", "))),
    };
    tally.record("every interface is called by a test", verdict);
    println!(
        "POSIX.1-2024: {} of {total} interfaces declared and linked (musl {}, glibc {}); \
         {tested} of {total} are called by a test",
        count(&headers, &lacks),
        others[0],
        others[1]
    );
    Ok(())
}

/// The headers in their order, with their names.
fn read_headers(top: &Path) -> Result<Vec<Header>> {
    let read = |name: &str| {
        let path = top.join(name);
        fs::read_to_string(&path).with_context(|| format!("{}: cannot read", path.display()))
    };
    let (list, table) = (read("headers.txt")?, read("functions.tsv")?);
    let mut headers: Vec<Header> = list
        .lines()
        .map(|path| Header {
            path: path.to_owned(),
            names: Vec::new(),
        })
        .collect();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (name, path) = line
            .split_once('\t')
            .with_context(|| format!("functions.tsv: expected NAME<TAB>HEADER, found {line:?}"))?;
        headers
            .iter_mut()
            .find(|header| header.path == path)
            .with_context(|| format!("functions.tsv: {path} of {name} is not in headers.txt"))?
            .names
            .push(name.to_owned());
    }
    Ok(headers)
}

/// The symbols that ports take from their C library, of which our shared library must have all; what musl's and glibc's
/// have is counted beside.
fn record_used_by_ports(top: &Path, sysroot: &Path, tally: &mut Tally) -> Result<()> {
    let path = top.join("symbols-used-by-ports.txt");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let used: BTreeSet<String> = lines
        .filter_map(|line| line.split_whitespace().nth(1).map(str::to_owned))
        .collect();
    let ours = exported(&sysroot.join("usr/lib/libc.so"))?;
    let lacks: Vec<&str> = used.difference(&ours).map(String::as_str).collect();
    let verdict = match (used.is_empty(), lacks.is_empty()) {
        (true, _) => Err(format!("{}: no symbols", path.display())),
        (_, true) => Ok(()),
        _ => Err(format!("not there: {}", lacks.join(", "))),
    };
    tally.record("libc.so has every symbol that ports use", verdict);
    let musl = exported(Path::new("/usr/lib/x86_64-linux-musl/libc.so"))?;
    let mut glibc = BTreeSet::new();
    for name in ["c.so.6", "m.so.6", "crypt.so.1"] {
        glibc.extend(exported(
            &Path::new("/lib/x86_64-linux-gnu").join(format!("lib{name}")),
        )?);
    }
    println!(
        "symbols that ports use: {} of {} in libc.so (musl {}, glibc {}); {} of the {} of musl",
        used.len() - lacks.len(),
        used.len(),
        used.intersection(&musl).count(),
        used.intersection(&glibc).count(),
        musl.intersection(&ours).count(),
        musl.len()
    );
    Ok(())
}

/// The symbols that a shared library has for others.
fn exported(library: &Path) -> Result<BTreeSet<String>> {
    let bytes = fs::read(library).with_context(|| library.display().to_string())?;
    let elf = goblin::elf::Elf::parse(&bytes).with_context(|| library.display().to_string())?;
    let symbols = elf.dynsyms.iter().filter(|symbol| !symbol.is_import());
    Ok(symbols
        .filter_map(|symbol| elf.dynstrtab.get_at(symbol.st_name).map(str::to_owned))
        .collect())
}

/// How many of all names a library has.
fn count(headers: &[Header], lacks: &Lacks) -> usize {
    let names = headers.iter().flat_map(|header| &header.names);
    names
        .filter(|name| !lacks.undeclared.contains(*name) && !lacks.unlinked.contains(*name))
        .count()
}

/// Whether a header has all its names.
fn verdict(header: &Header, lacks: &Lacks) -> Result<(), String> {
    let of = |set: &BTreeSet<String>| {
        let own = header.names.iter().filter(|name| set.contains(*name));
        own.cloned().collect::<Vec<_>>().join(" ")
    };
    let (undeclared, unlinked) = (of(&lacks.undeclared), of(&lacks.unlinked));
    match (undeclared.is_empty(), unlinked.is_empty(), &lacks.complaint) {
        (true, true, None) => Ok(()),
        (true, true, Some(complaint)) => Err(complaint.clone()),
        _ => Err(format!(
            "not declared: {undeclared}\nnot linked: {unlinked}"
        )),
    }
}

/// A C file that takes the address of each name that is no macro.
fn source(header: &Header, index: usize, without: &BTreeSet<String>) -> String {
    let mut text = format!(
        "#include <{}>\nvoid *const table_{index}[] = {{\n",
        header.path
    );
    for name in header.names.iter().filter(|name| !without.contains(*name)) {
        let _ = writeln!(text, "#ifndef {name}\n(void *)&{name},\n#endif");
    }
    text + "0 };\n"
}

/// The words that stand between two texts on the lines of a compiler's messages.
fn between(messages: &str, before: &str, after: &str) -> BTreeSet<String> {
    messages
        .lines()
        .filter_map(|line| Some(line.split_once(before)?.1.split_once(after)?.0.to_owned()))
        .collect()
}

/// Runs a compiler; its messages, and whether it was content.
fn compile(command: &mut Command) -> Result<(String, bool), String> {
    let output = command
        .env("LC_ALL", "C")
        .output()
        .map_err(|e| format!("cannot start {}: {e}", command.get_program().display()))?;
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok((messages, output.status.success()))
}

/// Compiles a header's names to an object; those that are not declared.
fn declared(
    library: &Library,
    header: &Header,
    index: usize,
) -> Result<(PathBuf, BTreeSet<String>), String> {
    let file = library.folder.join(format!("{index}.c"));
    let object = file.with_extension("o");
    let mut missing = BTreeSet::new();
    // The second time without what the first time has shown to be missing.
    for _ in 0..2 {
        fs::write(&file, source(header, index, &missing)).map_err(|e| e.to_string())?;
        let mut command = Command::new(&library.compiler);
        command
            .args(library.options)
            .args(["-w", "-fmax-errors=0", "-c"])
            .arg(&file)
            .arg("-o")
            .arg(&object);
        let (messages, content) = compile(&mut command)?;
        if content {
            return Ok((object, missing));
        }
        missing = match messages.contains("No such file") {
            true => header.names.iter().cloned().collect(),
            false => between(&messages, "error: '", "' undeclared"),
        };
        if missing.len() == header.names.len() {
            // There is no such header, or nothing in it.
            fs::write(&file, "").map_err(|e| e.to_string())?;
            return Ok((PathBuf::new(), missing));
        }
    }
    Err(format!("{}: does not compile", header.path))
}

/// Asks a library about all names, and links them in each of the ways.
fn ask(library: &Library, headers: &[Header], ways: &[&[&str]], jobs: usize) -> Result<Lacks> {
    fs::create_dir_all(&library.folder)?;
    let mut lacks = Lacks::default();
    let mut objects = Vec::new();
    for result in each(headers, jobs, |index, header| {
        declared(library, header, index)
    }) {
        match result {
            Ok((object, missing)) => {
                lacks.undeclared.extend(missing);
                objects.extend((object != PathBuf::new()).then_some(object));
            }
            Err(complaint) => lacks.complaint = Some(complaint),
        }
    }
    let main = library.folder.join("main.c");
    fs::write(&main, "int main(void) { return 0; }\n")?;
    for way in ways {
        let mut command = Command::new(&library.compiler);
        command
            .args(*way)
            .args(["-w", "-pthread"])
            .arg(&main)
            .args(&objects)
            .arg("-o")
            .arg(library.folder.join("program"))
            .args(["-lm", "-lrt"]);
        let (messages, content) = compile(&mut command).map_err(anyhow::Error::msg)?;
        let unlinked = between(&messages, "undefined reference to `", "'");
        if !content && unlinked.is_empty() {
            lacks.complaint = Some(messages.lines().take(5).collect::<Vec<_>>().join("\n"));
        }
        lacks.unlinked.extend(unlinked);
    }
    Ok(lacks)
}

/// Compiles every header alone in every dialect.
fn record_dialects(
    library: &Library,
    headers: &[Header],
    jobs: usize,
    tally: &mut Tally,
) -> Result<()> {
    let results = each(headers, jobs, |index, header| {
        let file = library.folder.join(format!("alone-{index}.c"));
        let text = format!("#include <{}>\nextern int nothing_else;\n", header.path);
        fs::write(&file, text).map_err(|e| e.to_string())?;
        for (options, except) in DIALECTS {
            if except.contains(&header.path.as_str()) {
                continue;
            }
            let mut command = Command::new(&library.compiler);
            command.args(options).args(STRICT).arg(&file);
            let (messages, content) = compile(&mut command)?;
            if !content {
                let first: Vec<&str> = messages.lines().take(4).collect();
                return Err(format!("{}:\n{}", options[1], first.join("\n")));
            }
            // What programs ask for is not known before <features.h>: asked earlier, it is nothing.
            let early = |line: &&str| line.contains("\"__RELIBC_") && line.contains("not defined");
            if let Some(line) = messages.lines().find(early) {
                return Err(format!("{}:\n{line}", options[1]));
            }
        }
        Ok(())
    });
    for (header, result) in headers.iter().zip(results) {
        tally.record(&format!("{}: alone in every dialect", header.path), result);
    }
    Ok(())
}

/// The names that the C programs of the tests call, as the compiler sees it: what their objects refer to, and, of
/// interfaces that are macros, those in their text.
fn called_by_tests(
    context: &Context,
    library: &Library,
    headers: &[Header],
) -> Result<BTreeSet<String>> {
    let macros: BTreeSet<String> = each(headers, context.jobs, |_, header| macros(library, header))
        .into_iter()
        .collect::<Result<Vec<_>, String>>()
        .map_err(anyhow::Error::msg)?
        .into_iter()
        .flatten()
        .collect();
    let mut programs = Vec::new();
    for folder in ["tests/c", "tests/loader"] {
        programs.extend(files(&context.tree.source(folder), "c")?);
    }
    let found = each(&programs, context.jobs, |index, program| {
        let text = fs::read_to_string(program).map_err(|e| e.to_string())?;
        let words = words(&text);
        let mut names: BTreeSet<String> = macros
            .iter()
            .filter(|name| words.contains(name.as_str()))
            .cloned()
            .collect();
        let object = library.folder.join(format!("program-{index}.o"));
        let mut command = Command::new(&library.compiler);
        // Without what a compiler knows of functions, and would do itself.
        command
            .args([
                "-std=gnu17",
                "-D_GNU_SOURCE",
                "-O0",
                "-fno-builtin",
                "-w",
                "-c",
            ])
            .arg(program)
            .arg("-o")
            .arg(&object);
        let (messages, content) = compile(&mut command)?;
        if !content {
            return Err(format!("{}:\n{messages}", program.display()));
        }
        let output = Command::new("nm")
            .args(["--undefined-only", "--format=posix"])
            .arg(&object)
            .output()
            .map_err(|e| format!("cannot start nm: {e}"))?;
        let listed = String::from_utf8_lossy(&output.stdout).into_owned();
        let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
        names.extend(listed.lines().filter_map(first));
        Ok(names)
    });
    let found: Vec<BTreeSet<String>> = found
        .into_iter()
        .collect::<Result<_, String>>()
        .map_err(anyhow::Error::msg)?;
    Ok(found.into_iter().flatten().collect())
}

/// The names of a header that are macros in it.
fn macros(library: &Library, header: &Header) -> Result<Vec<String>, String> {
    let mut command = Command::new(&library.compiler);
    command
        .args(["-std=gnu17", "-D_GNU_SOURCE", "-dM", "-E", "-include"])
        .args([&header.path, "-xc", "/dev/null"]);
    let output = command.output().map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let defined: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("#define "))
        .filter_map(|line| line.split([' ', '(']).next())
        .collect();
    let own = header.names.iter();
    Ok(own
        .filter(|name| defined.contains(name.as_str()))
        .cloned()
        .collect())
}

/// The identifiers of a C text, without those in comments, strings and the names of headers.
fn words(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let bytes = text.as_bytes();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text.as_bytes()[at..];
        at += if rest.starts_with(b"//") || rest.starts_with(b"#include") {
            rest.iter()
                .position(|byte| *byte == b'\n')
                .unwrap_or(rest.len())
        } else if rest.starts_with(b"/*") {
            let end = rest[2..].windows(2).position(|pair| pair == b"*/");
            end.map_or(rest.len(), |end| end + 4)
        } else if rest[0] == b'"' || rest[0] == b'\'' {
            quoted(rest)
        } else if is_word(rest[0]) {
            let len = rest
                .iter()
                .position(|byte| !is_word(*byte))
                .unwrap_or(rest.len());
            found.insert(&text[at..at + len]);
            len
        } else {
            1
        };
    }
    found
}

/// The length of the string or character at the beginning of `text`.
fn quoted(text: &[u8]) -> usize {
    let mut at = 1;
    while at < text.len() && text[at] != text[0] {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_a_compilers_messages() {
        let messages = "x.c:3:1: error: 'dbm_open' undeclared here (not in a function)\n\
                        x.c:(.data+0x8): undefined reference to `setkey'\n";
        let undeclared = between(messages, "error: '", "' undeclared");
        assert_eq!(undeclared, BTreeSet::from(["dbm_open".to_owned()]));
        let unlinked = between(messages, "undefined reference to `", "'");
        assert_eq!(unlinked, BTreeSet::from(["setkey".to_owned()]));
    }

    #[test]
    fn words_are_those_that_a_compiler_sees() {
        let text = "#include <acos.h>\n// sin\nint main(void) { /* cos */ puts(\"tan \\\" exp\"); FD_SET(1, 'x'); }\n";
        let expected = ["int", "main", "void", "puts", "FD_SET", "1"];
        assert_eq!(words(text), BTreeSet::from(expected));
    }

    #[test]
    fn a_macro_is_declared_without_an_address() {
        let header = Header {
            path: "assert.h".to_owned(),
            names: vec!["assert".to_owned()],
        };
        let text = source(&header, 3, &BTreeSet::new());
        assert!(text.contains("#ifndef assert\n(void *)&assert,\n#endif"));
    }
}
