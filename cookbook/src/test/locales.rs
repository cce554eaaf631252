//! Locales for programs: the same sources compiled by this machine's localedef and by ours.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Context as _, Result};

use super::parallel::each;
use crate::cli::Context;
use crate::image::Extra;

/// Where Debian's package `locales` has its sources.
const SOURCES: &str = "/usr/share/i18n/locales";

/// Two folders with a file, or a folder, each locale: `theirs` and `ours`.
pub struct Locales {
    folder: PathBuf,
    names: Vec<String>,
}

impl Locales {
    /// Compiles what is not there yet. A locale of theirs is kept, for their compiler takes seconds; ours is made anew.
    pub fn compile(context: &Context, names: BTreeSet<&str>) -> Result<Self> {
        let folder = context.tree.build("tests/locales");
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        if !names.is_empty() {
            for part in ["theirs", "ours"] {
                fs::create_dir_all(folder.join(part))?;
            }
            let step = context
                .report
                .step(format!("compile {} locales twice", names.len()));
            let compiler = our_compiler(context)?;
            for result in each(&names, context.jobs, |_, name| {
                compile(&compiler, &folder, name)
            }) {
                result?;
            }
            step.done("");
        }
        Ok(Self { folder, names })
    }

    /// `VARIABLE=folder`, for `env`.
    pub fn variable(&self, variable: &str, part: &str) -> String {
        format!("{variable}={}", self.folder.join(part).display())
    }

    /// Ours, where Ochre looks for them.
    pub fn extras(&self) -> impl Iterator<Item = Extra> + '_ {
        self.names.iter().map(|name| Extra {
            file: self.folder.join(format!("ours/{name}.UTF-8")),
            path: format!("/usr/lib/locale/{name}.UTF-8"),
            mode: 0o644,
        })
    }
}

fn our_compiler(context: &Context) -> Result<PathBuf> {
    let target = context.tree.build("target/host");
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(context.tree.source("."))
        .args([
            "build",
            "--quiet",
            "--release",
            "--locked",
            "-p",
            "localedef",
        ])
        .arg("--target-dir")
        .arg(&target);
    run(&mut cargo)?;
    Ok(target.join("release/localedef"))
}

fn compile(compiler: &Path, folder: &Path, name: &str) -> Result<()> {
    let source = Path::new(SOURCES).join(name);
    let file = format!("{name}.UTF-8");
    run(Command::new(compiler)
        .arg("-i")
        .arg(&source)
        .arg(folder.join("ours").join(&file)))?;
    let theirs = folder.join("theirs").join(&file);
    if theirs.is_dir() {
        return Ok(());
    }
    // -c: warnings are no failure; they are many.
    run(Command::new("localedef")
        .args(["-c", "-i", name, "-f", "UTF-8"])
        .arg(&theirs))
}

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .with_context(|| format!("cannot start {program} (Debian packages locales, libc-bin)"))?;
    if !output.status.success() {
        bail!("{program}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
