//! Well-known programs of crates.io (`tests/crates/programs.toml`), made by `cargo install` with this machine's target,
//! which is the oracle, and by the sysroot's cargo. Each has a script, which must show the same with either on
//! Linux, and on Ochre.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::program::{here, on_ochre, with_default_signals, Case, Expected};
use super::rust::{lock, shared_target};
use super::Tally;
use crate::build::{self, rustc};
use crate::cli::Context;
use crate::image::Extra;
use crate::recipe::{read_toml, Book};
use crate::report::{run_logged, Step};
use crate::sandbox::TRIPLE;
use crate::session::Setup;
use crate::source::hash_file;

/// Where the programs are on Ochre.
const FOLDER: &str = "/tests/crates";

/// One profile for all: each would compile the standard library with its own, and some of them for minutes.
const PROFILE: [(&str, &str); 6] = [
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
    ("CARGO_PROFILE_RELEASE_LTO", "false"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3"),
    ("CARGO_PROFILE_RELEASE_PANIC", "unwind"),
    ("CARGO_PROFILE_RELEASE_STRIP", "none"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Programs {
    program: Vec<Program>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Program {
    #[serde(rename = "crate")]
    name: String,
    version: String,
    /// The executable that the crate makes.
    binary: String,
    /// For `cargo install`.
    #[serde(default)]
    options: Vec<String>,
}

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    let top = context.tree.source("tests/crates");
    let (list, _): (Programs, _) =
        read_toml(&top.join("programs.toml"), "tests/crates/programs.toml")?;
    let mut programs = list.program;
    programs.retain(|program| tally.wants(&program.name));
    if programs.is_empty() {
        return Ok(());
    }
    let book = Book::open(&context.tree)?;
    let sysroot = build::sysroot(context, &book, &["relibc"])?;
    let (theirs, ours) = install_all(context, &sysroot, &programs)?;
    let (mut cases, mut extras) = (Vec::new(), Vec::new());
    for Program { name, binary, .. } in &programs {
        let script = top.join(format!("{name}.sh"));
        let script = fs::read_to_string(&script)
            .with_context(|| format!("{}: cannot read", script.display()))?;
        let with = |folder: &Path| format!("PATH={}:$PATH\n{script}", folder.display());
        let bash = || with_default_signals("/bin/bash");
        let expected = Expected::of(bash(), with(&theirs).as_bytes())
            .with_context(|| format!("{name}: with this machine's libc"))?;
        let result = here(&mut bash(), with(&ours).as_bytes()).map_err(|e| format!("{e:#}"));
        let result = result.and_then(|shown| expected.judge(&shown));
        tally.record(&format!("{name}: on Linux"), result);
        extras.push(Extra {
            file: ours.join(binary),
            path: format!("{FOLDER}/{binary}"),
            mode: 0o755,
        });
        cases.push(Case {
            name: format!("{name}: on Ochre"),
            argv: vec!["/usr/bin/bash".to_owned()],
            input: with(Path::new(FOLDER)).into_bytes(),
            expected,
        });
    }
    let setup = Setup {
        extras: &extras,
        log: "test-crates",
        ..Setup::default()
    };
    on_ochre(context, tally, &setup, cases)
}

/// The folders with the programs for this machine's target, and for ours.
fn install_all(
    context: &Context,
    sysroot: &Path,
    programs: &[Program],
) -> Result<(PathBuf, PathBuf)> {
    let step = context.report.step("install programs of crates.io");
    let log = context.tree.log("test-crates-build");
    fs::remove_file(&log).ok();
    let version = Command::new(rustc()).arg("-vV").output()?.stdout;
    let install = |cargo: &Path, target: &Path, place: &str, libc: &str| {
        let root = context.tree.build("tests/crates").join(place);
        for program in programs {
            let installed = Installed {
                root: &root,
                program,
                made_of: format!(
                    "{} {:?}\n{libc}\n{}",
                    program.version,
                    program.options,
                    String::from_utf8_lossy(&version)
                ),
            };
            installed.update(context, cargo, target, &step, &log)?;
        }
        anyhow::Ok(root.join("bin"))
    };
    let host = context.tree.build("target/crates-host");
    let theirs = install(Path::new("cargo"), &host, "host", "")?;
    let target = shared_target(context, sysroot)?;
    let _alone = lock(&target)?;
    let wrapper = sysroot.join("usr/bin").join(format!("{TRIPLE}-cargo"));
    let libc = hash_file(&sysroot.join("usr/lib/libc.a"))?;
    let ours = install(&wrapper, &target, "ochre", &libc)?;
    step.done("");
    Ok((theirs, ours))
}

/// A program's executable, and a note of what it was made of.
struct Installed<'a> {
    root: &'a Path,
    program: &'a Program,
    made_of: String,
}

impl Installed<'_> {
    /// Installs the program, unless it is there and made of the same.
    fn update(
        &self,
        context: &Context,
        cargo: &Path,
        target: &Path,
        step: &Step,
        log: &Path,
    ) -> Result<()> {
        let Program {
            name,
            version,
            binary,
            options,
        } = self.program;
        let note = self.root.join(format!("{name}.made-of"));
        let is_there = self.root.join("bin").join(binary).exists();
        if is_there && fs::read_to_string(&note).is_ok_and(|text| text == self.made_of) {
            return Ok(());
        }
        fs::create_dir_all(self.root)?;
        fs::remove_file(&note).ok();
        // Cargo does not know that it must link again when the C library has changed.
        for folder in [target.join("release"), target.join(TRIPLE).join("release")] {
            forget(&folder.join("deps"), binary)?;
        }
        let mut install = Command::new(cargo);
        install.env("RUSTC", rustc()).env_remove("RUSTFLAGS");
        install.env_remove("CARGO_TARGET_DIR").envs(PROFILE);
        install.args(["install", "--locked", "--force", "--version", version]);
        install.args(options).arg(name);
        install.arg("--jobs").arg(context.jobs.to_string());
        install.arg("--root").arg(self.root);
        install.arg("--target-dir").arg(target);
        run_logged(step, &mut install, log)?;
        fs::write(&note, &self.made_of)?;
        Ok(())
    }
}

/// Removes the executables called `binary-HASH`.
fn forget(folder: &Path, binary: &str) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let hash = name.to_string_lossy();
        let hash = hash.strip_prefix(binary).and_then(|n| n.strip_prefix('-'));
        if hash.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
