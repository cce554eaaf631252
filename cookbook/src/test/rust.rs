//! Rust programs that use `std` (`tests/rust`, built as a user builds a project): with this machine's target,
//! which is the oracle, and with the sysroot's cargo. They must print the same and exit the same on Linux with
//! either, and on Ochre.
//!
//! The standard library for the target is compiled once for each compiler and target specification, in the
//! cache that all checkouts share.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::program::{files, here, on_ochre, with_default_signals, Case, Expected};
use super::Tally;
use crate::build::{self, linked_with, rustc};
use crate::cli::Context;
use crate::image::Extra;
use crate::recipe::Book;
use crate::report::{run_logged, Step};
use crate::sandbox::TRIPLE;
use crate::session::Setup;
use crate::source::hash_file;

/// The program that is also linked dynamically. It starts no other programs: on Linux that would need the
/// loader installed.
const DYNAMIC: &str = "threads";

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    let book = Book::open(&context.tree)?;
    let sysroot = build::sysroot(context, &book, &["relibc"])?;
    let sources = files(&context.tree.source("tests/rust/src/bin"), "rs")?;
    anyhow::ensure!(!sources.is_empty(), "there are no programs in tests/rust");
    let name = |source: &PathBuf| -> String {
        let stem = source.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    };
    let names = sources.iter().map(name);
    let names: Vec<String> = names.filter(|name| tally.wants(name)).collect();
    if names.is_empty() {
        return Ok(());
    }
    let step = context.report.step("compile the Rust programs");
    let built = Programs::build(context, &sysroot, &names, &step)?;
    step.done("");
    let (mut cases, mut extras) = (Vec::new(), Vec::new());
    for name in &names {
        let expected = Expected::of(with_default_signals(built.theirs.join(name)), &[])
            .with_context(|| format!("{name}: with this machine's libc"))?;
        let mut ways = vec![("", built.ours.join(name), None)];
        if name == DYNAMIC {
            let loader = sysroot.join("lib/ld-relibc-x86_64.so.1");
            ways.push((", dynamic", built.dynamic.join(name), Some(loader)));
        }
        for (way, program, loader) in ways {
            let mut ours = match loader {
                None => with_default_signals(&program),
                Some(loader) => {
                    let mut ours = with_default_signals(loader);
                    ours.arg("--library-path").arg(sysroot.join("usr/lib"));
                    ours.arg(&program);
                    ours
                }
            };
            let result = here(&mut ours, &[]).map_err(|e| format!("{e:#}"));
            let result = result.and_then(|shown| expected.judge(&shown));
            tally.record(&format!("{name}{way}: on Linux"), result);
            let path = format!("/tests/rust{}/{name}", way.replace(", ", "-"));
            extras.push(Extra {
                file: program,
                path: path.clone(),
                mode: 0o755,
            });
            cases.push(Case {
                name: format!("{name}{way}: on Ochre"),
                argv: vec![path],
                input: Vec::new(),
                expected: expected.clone(),
            });
        }
    }
    let setup = Setup {
        extras: &extras,
        log: "test-rust",
        ..Setup::default()
    };
    on_ochre(context, tally, &setup, cases)
}

/// Folders with the built programs.
struct Programs {
    /// For this machine's target.
    theirs: PathBuf,
    /// For ours, static as by default.
    ours: PathBuf,
    /// For ours, [`DYNAMIC`] only.
    dynamic: PathBuf,
}

impl Programs {
    fn build(context: &Context, sysroot: &Path, names: &[String], step: &Step) -> Result<Self> {
        let out = |way: &str| context.tree.build("tests/rust").join(way);
        let built = Self {
            theirs: out("host"),
            ours: out("ochre"),
            dynamic: out("dynamic"),
        };
        let log = context.tree.log("test-rust-build");
        fs::remove_file(&log).ok();
        let project = context.tree.source("tests/rust/Cargo.toml");
        let compile = |program: &Path, name: &str, target: &Path, flags: &[&str]| {
            let mut cargo = Command::new(program);
            cargo.env("RUSTC", rustc()).env_remove("RUSTFLAGS");
            cargo.args(["rustc", "--release", "--locked", "--bin", name]);
            cargo.arg("--jobs").arg(context.jobs.to_string());
            cargo.arg("--manifest-path").arg(&project);
            cargo.arg("--target-dir").arg(target).arg("--").args(flags);
            run_logged(step, &mut cargo, &log)
        };
        let take = |from: &Path, name: &str, to: &Path| {
            fs::create_dir_all(to)?;
            fs::copy(from.join("release").join(name), to.join(name))
                .with_context(|| format!("{name}: cargo has not made it in {}", from.display()))
        };
        let host = context.tree.build("target/rust-host");
        let target = shared_target(context, sysroot)?;
        let _alone = lock(&target)?;
        let wrapper = sysroot.join("usr/bin").join(format!("{TRIPLE}-cargo"));
        let linked_with = linked_with(sysroot)?;
        for name in names {
            compile(Path::new("cargo"), name, &host, &[])?;
            take(&host, name, &built.theirs)?;
            compile(&wrapper, name, &target, &[&linked_with])?;
            take(&target.join(TRIPLE), name, &built.ours)?;
        }
        if names.iter().any(|name| name == DYNAMIC) {
            let flags = [&linked_with, "-Ctarget-feature=-crt-static"];
            compile(&wrapper, DYNAMIC, &target, &flags)?;
            take(&target.join(TRIPLE), DYNAMIC, &built.dynamic)?;
        }
        Ok(built)
    }
}

/// Where the standard library's compiled form is kept: by compiler and target specification.
pub(super) fn shared_target(context: &Context, sysroot: &Path) -> Result<PathBuf> {
    let specification = sysroot.join(format!("usr/share/rust/{TRIPLE}.json"));
    let version = Command::new(rustc()).arg("-vV").output()?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(hash_file(&specification)?.as_bytes());
    hasher.update(&version.stdout);
    let key = hasher.finalize().to_hex();
    Ok(context.tree.cache("rust").join(&key[..24]))
}

/// Waits until no other checkout builds in `target`; the lock ends with what is returned.
pub(super) fn lock(target: &Path) -> Result<fs::File> {
    fs::create_dir_all(target)?;
    let file = fs::File::create(target.join(".cook-lock"))?;
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive)?;
    Ok(file)
}
