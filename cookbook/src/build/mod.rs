//! From recipes to packages.
//!
//! [`key`] says what a package is made from; a package whose key is known is never built again.
//! [`schedule`] builds recipes side by side, each after what it needs. [`port`] builds an archive in the
//! sandbox, [`cargo`] and [`sysroot`] build Ochre's own parts; [`check`] looks at what came out.

mod cargo;
mod check;
mod key;
mod port;
mod schedule;
mod script;
mod state;
mod suite;
mod sysroot;
mod toolchain;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};

use crate::cli::Context;
use crate::package;
use crate::recipe::{order, Book, Port, System};

pub use key::Inputs;
pub use state::State;
pub use suite::{outcomes, Outcome, Outcomes, Tested};
pub use sysroot::{compose, linked_with, rustc};
pub use toolchain::{cross, toolchain};

/// A package's files, ready to be used.
#[derive(Debug, Clone)]
pub struct Built {
    /// The recipe's name.
    pub name: String,
    /// All that it needs, directly or not.
    pub needs: Vec<String>,
    /// Its files, as they lie in the root file system.
    pub files: PathBuf,
    /// The hash of the files: what those that need it depend on.
    pub content: String,
}

/// Everything built so far, by recipe.
pub type Shelf = BTreeMap<String, Built>;

/// Builds `names` and all they need; what is up to date costs next to nothing.
pub fn build(context: &Context, book: &Book, names: &[&str]) -> Result<Shelf> {
    let ports = order(book, names)?;
    missing_tools(&ports)?;
    let _only_one = lock(context)?;
    schedule::run(context, &ports)
}

/// Waits until no other cook builds in this checkout; the lock ends with what is returned.
fn lock(context: &Context) -> Result<fs::File> {
    let path = context.tree.build(".lock");
    fs::create_dir_all(context.tree.build(""))?;
    let file =
        fs::File::create(&path).with_context(|| format!("{}: cannot write", path.display()))?;
    if rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_err() {
        context
            .report
            .line("cook: waiting for another cook that builds in this checkout");
        rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive)?;
    }
    Ok(file)
}

/// Builds `names` and puts them and all they need together at `build/tests/sysroot`, for programs outside of
/// recipes that are compiled as the recipes' are: by the build machine's compiler.
pub fn sysroot(context: &Context, book: &Book, names: &[&str]) -> Result<PathBuf> {
    let shelf = build(context, book, names)?;
    let dir = context.tree.build("tests/sysroot");
    compose(&dir, &shelf, shelf.keys().map(String::as_str))?;
    Ok(dir)
}

/// Fails when a recipe wants a program that this machine does not have.
fn missing_tools(ports: &[&Port]) -> Result<()> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
    for port in ports {
        for tool in &port.recipe.build.tools {
            if !dirs.iter().any(|dir| dir.join(tool.get_ref()).exists()) {
                bail!(
                    "{}: this machine has no program {:?}",
                    port.place(tool),
                    tool.get_ref()
                );
            }
        }
    }
    Ok(())
}

/// Makes one package: from what is there, from the cache, or by building it.
fn make(context: &Context, port: &Port, shelf: &Shelf, jobs: &jobserver::Client) -> Result<Built> {
    let inputs = Inputs::of(context, port, shelf)?;
    let key = inputs.key();
    let files = context.tree.build("packages").join(port.name());
    let state = State::load(&context.tree, port.name());
    if let Some(state) = &state {
        if state.is_current(&key) && files.is_dir() {
            return Ok(built(port, &inputs, &files, &state.content));
        }
    }
    let archive = archive_path(context, port, &key);
    if !archive.is_file() {
        if let Some(state) = state {
            state.mark_stale(&context.tree, port.name())?;
        }
        let step = context.report.step(format!("build {}", port.name()));
        let log = context.tree.log(&format!("build-{}", port.name()));
        fs::remove_file(&log).ok();
        let dir = context.tree.build("work").join(port.name());
        let work = Work {
            context,
            port,
            shelf,
            inputs: &inputs,
            step: &step,
            log: &log,
            jobs,
            dir,
        };
        let out = work.run()?;
        step.note("packing");
        package::create(port, &out, &archive)?;
        step.done("");
    }
    let manifest = package::unpack(&archive, &files)
        .with_context(|| format!("{}: damaged package; remove it", archive.display()))?;
    let built = built(port, &inputs, &files, &manifest.content);
    State::new(key, inputs, manifest.content).save(&context.tree, port.name())?;
    Ok(built)
}

/// What a build works with.
struct Work<'a> {
    context: &'a Context,
    port: &'a Port,
    shelf: &'a Shelf,
    inputs: &'a Inputs,
    step: &'a crate::report::Step,
    log: &'a Path,
    jobs: &'a jobserver::Client,
    /// This build's folder: `build/work/NAME`.
    dir: PathBuf,
}

impl Work<'_> {
    /// Builds; returns the staged files.
    fn run(&self) -> Result<PathBuf> {
        match self.port.recipe.build.system {
            System::Configure | System::Make | System::Script => port::build(self),
            System::Cargo => cargo::build(self),
            System::Sysroot => sysroot::build(self),
        }
    }
}

/// Builds `name` once more, from nothing, and compares with the package: the error names the files
/// that differ.
pub fn check(context: &Context, book: &Book, name: &str) -> Result<()> {
    let shelf = build(context, book, &[name])?;
    let _only_one = lock(context)?;
    let port = book.get(name)?;
    let inputs = Inputs::of(context, port, &shelf)?;
    let step = context.report.step(format!("build {name} again"));
    let log = context.tree.log(&format!("check-{name}"));
    let dir = context.tree.build("check").join(name);
    if dir.exists() {
        fs::remove_dir_all(&dir).with_context(|| format!("{}: cannot remove", dir.display()))?;
    }
    let jobs = jobserver::Client::new(context.jobs)?;
    let (shelf, inputs, step, log, jobs) = (&shelf, &inputs, &step, &log, &jobs);
    let out = Work {
        context,
        port,
        shelf,
        inputs,
        step,
        log,
        jobs,
        dir,
    }
    .run()?;
    let (first, second) = (&shelf[name].files, &out);
    let differences =
        package::Manifest::of(port, first)?.differences(&package::Manifest::of(port, second)?);
    if !differences.is_empty() {
        bail!(
            "{name}: built twice, these files differ:\n  {}",
            differences.join("\n  ")
        );
    }
    Ok(())
}

fn built(port: &Port, inputs: &Inputs, files: &Path, content: &str) -> Built {
    Built {
        name: port.name().to_owned(),
        needs: inputs.needs().map(str::to_owned).collect(),
        files: files.to_owned(),
        content: content.to_owned(),
    }
}

/// Where the finished package with this key is kept, for all checkouts.
fn archive_path(context: &Context, port: &Port, key: &str) -> PathBuf {
    let version = &port.recipe.package.version;
    context
        .tree
        .cache("packages")
        .join(format!("{}-{version}-{}.tar.zst", port.name(), &key[..24]))
}
