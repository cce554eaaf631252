//! C programs: each is built with this machine's libc, which is the oracle, and with the sysroot; it must
//! print the same and exit the same on Linux with either, and on Ochre. Those that compile with musl's headers are
//! compiled with them as well, and linked with our shared library: the ABI is musl's, so they must do the same.
//!
//! The first lines of a program may say how it is run, as comments: `// args: WORDS`, `// stdin: TEXT`
//! (with `\n` for a line's end), `// libs: FLAGS`. `// oracle: POSIX` stands where this machine's libc has not what the
//! program calls: it compares with the standard's text itself, and prints `ok CASE` or `wrong CASE`. `// on: Linux` stands
//! where Ochre has not yet what the program is about; it is not run there. `// on: Ochre` stands where a program changes the
//! machine: it is run there only, and judges itself as with POSIX for its oracle. A program that exits with 77 found that this
//! machine does not let it do what it is to test, which is a failure. `// headers: own` stands where what is tested is in
//! the headers, so that musl's would not do. `// locales: NAMES` are compiled for it, by this
//! machine's localedef and by ours, from this machine's sources (Debian's package `locales`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::locales::Locales;
use super::parallel::each;
use super::program::{every_case_ok, files, here, on_ochre, with_default_signals, Case, Expected};
use super::Tally;
use crate::build;
use crate::cli::Context;
use crate::image::Extra;
use crate::recipe::Book;
use crate::sandbox::TRIPLE;
use crate::session::Setup;

/// What a program exits with that cannot do here what it is to test.
const CANNOT_RUN: u8 = 77;

/// The dynamic loader, in the sysroot.
const LOADER: &str = "lib/ld-relibc-x86_64.so.1";

/// How one program is built and run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Directions {
    pub args: Vec<String>,
    pub stdin: Vec<u8>,
    pub libs: Vec<String>,
    /// The program checks itself against the standard.
    pub is_own_judge: bool,
    /// Ochre has not what the program is about.
    pub is_for_linux: bool,
    /// The program changes the machine.
    pub is_for_ochre: bool,
    /// What is tested is in the headers.
    pub is_for_own_headers: bool,
    /// The locales that it uses.
    pub locales: Vec<String>,
}

/// One program, built.
struct Built {
    name: String,
    directions: Directions,
    /// With this machine's libc, where that is the oracle.
    theirs: Option<PathBuf>,
    /// With the sysroot; an error is what the compiler said.
    ours: Result<PathBuf, String>,
    /// With musl's headers and our shared library; none if those headers have not what it needs.
    mixed: Option<Result<PathBuf, String>>,
}

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    let book = Book::open(&context.tree)?;
    let sysroot = build::sysroot(context, &book, &["relibc"])?;
    let top = context.tree.source("tests/c");
    let mut sources = files(&top, "c")?;
    anyhow::ensure!(!sources.is_empty(), "there are no programs in tests/c");
    sources.retain(|source| {
        source
            .strip_prefix(&top)
            .is_ok_and(|name| tally.wants(&name.to_string_lossy()))
    });
    if sources.is_empty() {
        return Ok(());
    }
    let step = context
        .report
        .step(format!("compile {} C programs twice", sources.len()));
    let programs = compile_all(context, &sysroot, &top, &sources)?;
    step.done("");
    let mixed = programs.iter().filter(|program| program.mixed.is_some());
    println!(
        "{} of {} programs compile with musl's headers",
        mixed.count(),
        programs.len()
    );
    let (mut cases, mut extras) = (Vec::new(), Vec::new());
    let wanted = programs
        .iter()
        .flat_map(|program| &program.directions.locales);
    let locales = Locales::compile(context, wanted.map(String::as_str).collect())?;
    extras.extend(locales.extras());
    for program in programs {
        let name = &program.name;
        let command = |file: &Path| {
            let mut command = with_default_signals(locales.variable("LOCPATH", "theirs"));
            command.arg(locales.variable("MUSL_LOCPATH", "ours"));
            command.arg(file).args(&program.directions.args);
            command
        };
        let input = &program.directions.stdin;
        let run = |file: &Path| here(&mut command(file), input).map_err(|e| format!("{e:#}"));
        let ask = |file| Expected::of(command(file), input);
        let expected = match program.theirs.as_deref().map(ask).transpose() {
            Ok(answer) => answer,
            Err(error) => {
                tally.record(
                    &format!("{name}: this machine's libc"),
                    Err(format!("{error:#}")),
                );
                continue;
            }
        };
        let first = expected.as_ref().and_then(Expected::first);
        if let Some(first) = first.filter(|first| first.status == CANNOT_RUN) {
            let told = String::from_utf8_lossy(&first.out).into_owned();
            tally.record(&format!("{name}: this machine's libc"), Err(told));
            continue;
        }
        let ours = match program.ours {
            Ok(ours) => ours,
            Err(told) => {
                tally.record(&format!("{name}: builds with the sysroot"), Err(told));
                continue;
            }
        };
        let expected = if program.directions.is_for_ochre {
            Expected::own_judge()
        } else {
            let shown = run(&ours);
            let expected = match (expected, &shown) {
                (Some(expected), _) => Ok(expected),
                (None, Ok(shown)) => every_case_ok(shown).map(Expected::from),
                (None, Err(told)) => Err(told.clone()),
            };
            let expected = match expected {
                Ok(expected) => expected,
                Err(told) => {
                    tally.record(&format!("{name}: on Linux"), Err(told));
                    continue;
                }
            };
            let result = shown.and_then(|shown| expected.judge(&shown));
            tally.record(&format!("{name}: on Linux"), result);
            if let Some(mixed) = &program.mixed {
                let shown = mixed.clone().and_then(|file| run(&file));
                let result = shown.and_then(|shown| expected.judge(&shown));
                let name = format!("{name}: with musl's headers and our library, on Linux");
                tally.record(&name, result);
            }
            expected
        };
        if program.directions.is_for_linux {
            continue;
        }
        let path = format!("/tests/c/{name}");
        extras.push(Extra {
            file: ours,
            path: path.clone(),
            mode: 0o755,
        });
        let argv = std::iter::once(path)
            .chain(program.directions.args)
            .collect();
        let name = format!("{name}: on Ochre");
        cases.push(Case {
            name,
            argv,
            input: program.directions.stdin,
            expected,
        });
    }
    if cases.is_empty() {
        return Ok(());
    }
    let setup = Setup {
        extras: &extras,
        log: "test-c",
        ..Setup::default()
    };
    on_ochre(context, tally, &setup, cases)
}

/// Compiles every program both ways, several at once.
fn compile_all(
    context: &Context,
    sysroot: &Path,
    top: &Path,
    sources: &[PathBuf],
) -> Result<Vec<Built>> {
    let out = context.tree.build("tests/c");
    fs::create_dir_all(&out)?;
    let built = each(sources, context.jobs, |_, source| {
        compile_both(sysroot, top, source, &out)
    });
    let mut programs = built.into_iter().collect::<Result<Vec<Built>>>()?;
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

fn compile_both(sysroot: &Path, top: &Path, source: &Path, out: &Path) -> Result<Built> {
    let relative = source.strip_prefix(top)?.with_extension("");
    let name = relative.to_string_lossy().into_owned();
    let text =
        fs::read_to_string(source).with_context(|| format!("{}: cannot read", source.display()))?;
    let directions = directions(&text);
    let (theirs, ours) = (
        out.join("host").join(&relative),
        out.join("ochre").join(&relative),
    );
    let mixed = out.join("musl").join(&relative);
    for path in [&theirs, &ours, &mixed] {
        fs::create_dir_all(path.parent().context("a program has a folder")?)?;
    }
    let theirs = match directions.is_own_judge {
        true => None,
        false => {
            compile(Path::new("gcc"), source, &theirs, &directions.libs, &[]).map_err(|told| {
                anyhow::anyhow!("{name} does not build with this machine's compiler:\n{told}")
            })?;
            Some(theirs)
        }
    };
    let gcc = sysroot.join("usr/bin").join(format!("{TRIPLE}-gcc"));
    let ours = compile(&gcc, source, &ours, &directions.libs, &["-static"]).map(|()| ours);
    let mixed = match directions.is_for_own_headers {
        true => None,
        false => compile_mixed(sysroot, &gcc, source, &mixed, &directions.libs),
    };
    Ok(Built {
        name,
        directions,
        theirs,
        ours,
        mixed,
    })
}

/// Compiles a program with musl's headers, if they have what it needs, and links it with our shared library, which it
/// finds in the sysroot.
fn compile_mixed(
    sysroot: &Path,
    gcc: &Path,
    source: &Path,
    out: &Path,
    libs: &[String],
) -> Option<Result<PathBuf, String>> {
    let object = out.with_extension("o");
    let mut command = Command::new("musl-gcc");
    // A function that musl has not would be taken for one that returns `int`.
    let options = ["-std=gnu17", "-D_GNU_SOURCE", "-O1", "-pthread"];
    let strict = ["-Werror=implicit-function-declaration", "-c"];
    command.args(options).args(strict).arg(source);
    let output = command.arg("-o").arg(&object).output();
    match output {
        Ok(output) if output.status.success() => {}
        Ok(_) => return None,
        Err(error) => return Some(Err(format!("cannot start musl-gcc: {error}"))),
    }
    let option = |name: &str, path: &str| format!("-Wl,-{name},{}", sysroot.join(path).display());
    let loader = option("dynamic-linker", LOADER);
    let folder = option("rpath", "usr/lib");
    let linked = compile(gcc, &object, out, libs, &[&loader, &folder]);
    Some(linked.map(|()| out.to_owned()))
}

/// Compiles one C program; the error is what the compiler said.
pub(super) fn compile(
    gcc: &Path,
    source: &Path,
    out: &Path,
    libs: &[String],
    flags: &[&str],
) -> Result<(), String> {
    compile_as("-std=gnu17", gcc, source, out, libs, flags)
}

/// Compiles one program by the edition of its language that `standard` chooses.
pub(super) fn compile_as(
    standard: &str,
    compiler: &Path,
    source: &Path,
    out: &Path,
    libs: &[String],
    flags: &[&str],
) -> Result<(), String> {
    let mut command = Command::new(compiler);
    command
        .args([standard, "-D_GNU_SOURCE", "-O1", "-w", "-pthread"])
        .args(flags);
    command.arg(source).arg("-o").arg(out).args(libs).arg("-lm");
    let output = command
        .output()
        .map_err(|e| format!("cannot start {}: {e}", compiler.display()))?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(told.lines().take(8).collect::<Vec<_>>().join("\n"))
}

/// Reads the comments at the top of a program.
pub(super) fn directions(text: &str) -> Directions {
    let mut found = Directions::default();
    for line in text.lines().map_while(|line| line.strip_prefix("//")) {
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let words = || value.split_whitespace().map(str::to_owned).collect();
        match key.trim() {
            "args" => found.args = words(),
            "libs" => found.libs = words(),
            "locales" => found.locales = words(),
            "oracle" => found.is_own_judge = value.trim() == "POSIX",
            "headers" => found.is_for_own_headers = value.trim() == "own",
            "on" => match value.trim() {
                "Linux" => found.is_for_linux = true,
                "Ochre" => (found.is_for_ochre, found.is_own_judge) = (true, true),
                _ => {}
            },
            "stdin" => found.stdin = value.trim_start().replace("\\n", "\n").into_bytes(),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_the_comments_before_the_program() {
        let text = "// args: -a b\n// stdin: one\\ntwo\n// Says: hello.\n#include <stdio.h>\n// libs: -lx\n";
        let expected = Directions {
            args: vec!["-a".into(), "b".into()],
            stdin: b"one\ntwo".to_vec(),
            libs: Vec::new(),
            is_own_judge: false,
            is_for_linux: false,
            is_for_ochre: false,
            is_for_own_headers: false,
            locales: Vec::new(),
        };
        assert_eq!(directions(text), expected);
        assert!(directions("// oracle: POSIX\n").is_own_judge);
        assert!(directions("// on: Linux\n").is_for_linux);
        assert!(directions("// on: Ochre\n").is_for_ochre);
        assert!(directions("// headers: own\n").is_for_own_headers);
    }
}
