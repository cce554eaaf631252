//! The ABI is musl's: every type, constant and function that both our headers and those of Debian's `musl-dev` have is
//! compared. What there is to compare is read from musl's headers when the test runs; nothing is listed here but the
//! differences that are wanted.
//!
//! All headers of both are compiled in one file, for each side. [`types`] reads the debugging information of it: sizes,
//! members and arguments. [`constants`] has the compiler say which macros and enumerators are constants; a program made of
//! those prints them, and the alignment of the types.

mod constants;
mod dwarf;
mod types;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{ensure, Context as _, Result};

use super::program::files;
use super::Tally;

/// Where Debian has musl's headers.
pub const MUSL_HEADERS: &str = "/usr/include/x86_64-linux-musl";

/// How headers are compiled: all that they have, the warnings of whoever wrote them aside.
const OPTIONS: [&str; 3] = ["-std=gnu17", "-D_GNU_SOURCE", "-w"];

/// Options for musl's compiler to find Linux's own headers, which it leaves out.
const LINUX_HEADERS: &[&str] = &[
    "-idirafter",
    "/usr/include",
    "-idirafter",
    "/usr/include/x86_64-linux-gnu",
];

/// What is to differ, and why.
const WANTED: [(&str, &str); 12] = [
    ("_XOPEN_VERSION", "ours is that of POSIX.1-2024"),
    ("__STDC_ISO_10646__", "ours is of a later edition"),
    ("UTMP_FILE", "musl keeps no such file"),
    ("UTMP_FILENAME", "musl keeps no such file"),
    ("WTMP_FILE", "musl keeps no such file"),
    ("WTMP_FILENAME", "musl keeps no such file"),
    ("_PATH_UTMP", "musl keeps no such file"),
    ("_PATH_WTMP", "musl keeps no such file"),
    (
        "DT_NUM",
        "counts tags, of which later editions of the ELF specification have more",
    ),
    ("SHT_NUM", "counts section types, likewise"),
    (
        "_POSIX_RAW_SOCKETS",
        "0: Ochre has none, Linux has, and sysconf says which it is",
    ),
    ("_POSIX_THREAD_PRIORITY_SCHEDULING", "likewise"),
];

/// What musl's macros of options say, POSIX.1-2008, and what ours do, POSIX.1-2024.
const EDITIONS: (&str, &str) = ("long 0x0000000000031069", "long 0x00000000000316a5");

/// One of the two libraries, as its headers show it.
struct Side {
    compiler: PathBuf,
    /// Further options: musl's headers want Linux's beside them, after all of their own.
    options: &'static [&'static str],
    folder: PathBuf,
}

/// What is said of a name: equal texts are equal ABIs.
type Facts = BTreeMap<String, String>;

impl Side {
    /// A compiler that writes the file `out` from the C text `text`.
    fn command(&self, name: &str, text: &str) -> Result<(Command, PathBuf)> {
        fs::create_dir_all(&self.folder)?;
        let source = self.folder.join(name).with_extension("c");
        fs::write(&source, text)?;
        let mut command = Command::new(&self.compiler);
        command.env("LC_ALL", "C").args(OPTIONS).args(self.options);
        command.arg(&source);
        Ok((command, source))
    }

    /// Compiles a text with further options; the compiler's messages are an error.
    fn compile(&self, name: &str, text: &str, options: &[&str]) -> Result<PathBuf> {
        let (mut command, source) = self.command(name, text)?;
        let out = source.with_extension("out");
        let output = command.args(options).arg("-o").arg(&out).output()?;
        let told = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{}:\n{told}", source.display());
        Ok(out)
    }
}

/// Compares, records each kind of difference as a test, and tells how much was compared.
pub fn record(compiler: &Path, headers: &Path, folder: &Path, tally: &mut Tally) -> Result<()> {
    let side = |compiler: &Path, options, name: &str| Side {
        compiler: compiler.to_owned(),
        options,
        folder: folder.join(name),
    };
    let musl = side(Path::new("musl-gcc"), LINUX_HEADERS, "musl");
    let ours = side(compiler, &[], "ochre");
    let includes = includes(headers)?;
    let (their_types, our_types) = (
        types::read(&musl, &includes)?,
        types::read(&ours, &includes)?,
    );
    let (their_constants, our_constants) =
        constants::read(&musl, &ours, &includes, &their_types.names)?;
    let counts = [
        compare("types", &their_types.shapes, &our_types.shapes, tally),
        compare(
            "functions",
            &their_types.functions,
            &our_types.functions,
            tally,
        ),
        compare("constants", &their_constants, &our_constants, tally),
    ];
    println!(
        "musl's ABI: {} types, {} functions and {} constants of {} headers compared, {} differences and {} wanted ones",
        counts[0].both,
        counts[1].both,
        counts[2].both,
        includes.lines().count(),
        counts.iter().map(|count| count.differ).sum::<usize>(),
        counts.iter().map(|count| count.wanted).sum::<usize>(),
    );
    Ok(())
}

/// How many facts were compared.
struct Count {
    both: usize,
    differ: usize,
    wanted: usize,
}

/// Compares what both sides say of the names that both have.
fn compare(what: &str, theirs: &Facts, ours: &Facts, tally: &mut Tally) -> Count {
    let both: Vec<_> = theirs
        .iter()
        .filter_map(|(name, their)| Some((name, their, ours.get(name)?)))
        .collect();
    let is_wanted = |name: &str, their: &str, our: &str| {
        (their, our) == EDITIONS || WANTED.iter().any(|(wanted, _)| *wanted == name)
    };
    let (wanted, different): (Vec<_>, Vec<_>) = both
        .iter()
        .filter(|(_, their, our)| their != our)
        .partition(|(name, their, our)| is_wanted(name, their, our));
    let told: Vec<String> = different
        .iter()
        .map(|(name, their, our)| format!("{name}: {our}, should be {their}"))
        .collect();
    let result = match (both.is_empty(), told.is_empty()) {
        (true, _) => Err("nothing was compared".to_owned()),
        (_, true) => Ok(()),
        _ => Err(told.join("\n")),
    };
    tally.record(
        &format!("the {what} that musl has, too, are musl's"),
        result,
    );
    Count {
        both: both.len(),
        differ: different.len(),
        wanted: wanted.len(),
    }
}

/// C text that includes every header that both have.
fn includes(headers: &Path) -> Result<String> {
    let musl = Path::new(MUSL_HEADERS);
    let mut text = String::new();
    for file in files(musl, "h").context("Debian's package musl-dev is needed")? {
        let name = file.strip_prefix(musl)?;
        // musl's `bits` are for its own headers.
        if !name.starts_with("bits") && headers.join(name).exists() {
            text += &format!("#include <{}>\n", name.display());
        }
    }
    Ok(text)
}
