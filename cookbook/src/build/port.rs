//! Builds an archive in the sandbox.
//!
//! The tree it was built in is kept. When only the C library's code changed, a statically linked port is
//! not compiled again: its programs are removed from that tree and made anew, which only links them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::key::recorded;
use super::{check, compose, script, Work};
use crate::recipe::{Link, Machine, System};
use crate::report::run_logged;
use crate::sandbox::{self, Rooms, Target};
use crate::source::{fetch, hash_file, unpack};

/// Builds and checks; returns the staged files.
pub fn build(work: &Work<'_>) -> Result<PathBuf> {
    sandbox::probe()?;
    let dir = &work.dir;
    let (source, out, sysroot) = (dir.join("source"), dir.join("out"), dir.join("sysroot"));
    let rooms = Rooms {
        source: &source,
        out: &out,
        sysroot: &sysroot,
    };
    compose(&sysroot, work.shelf, work.inputs.needs())?;
    let compiled = dir.join("compiled.json");
    let compiling = work.inputs.for_compiling(work.shelf)?;
    let again = recorded(&compiled).is_some_and(|kept| kept == compiling);
    if !(again && relink(work, &rooms, dir).is_ok()) {
        fs::remove_file(&compiled).ok();
        whole(work, &rooms, Target::Ochre, &[])?;
        let programs = linked(&source, &out)?;
        fs::write(dir.join("programs.json"), serde_json::to_string(&programs)?)?;
        fs::write(&compiled, serde_json::to_string(&compiling)?)?;
    }
    work.step.note("checking");
    check::strip(&out)?;
    if work.port.recipe.build.runs_on == Machine::Target {
        check::check(&out, &sysroot, work.context.tree.top())?;
    }
    Ok(out)
}

/// Fetches, unpacks, configures (with `more` arguments, too), makes and installs.
pub fn whole(work: &Work<'_>, rooms: &Rooms<'_>, target: Target, more: &[String]) -> Result<()> {
    for dir in [rooms.source, rooms.out] {
        empty(dir)?;
    }
    if !work.port.recipe.source.paths.is_empty() {
        for path in &work.port.recipe.source.paths {
            copy(
                &work.context.tree.source(path.get_ref()),
                &rooms.source.join(path.get_ref()),
            )?;
        }
    } else {
        let archive = fetch(work.context, work.port, work.step)?;
        unpack(work.port, &archive, rooms.source, work.step, work.log)?;
    }
    let script = script::whole(work.port, more);
    let mut command = sandbox::command_for(target, rooms, &script)?;
    work.jobs.configure_make(&mut command);
    run_logged(work.step, &mut command, work.log)
}

/// Links the kept tree's programs again.
fn relink(work: &Work<'_>, rooms: &Rooms<'_>, dir: &Path) -> Result<()> {
    let build = &work.port.recipe.build;
    anyhow::ensure!(
        build.link == Link::Static && build.system != System::Script,
        "nothing to link"
    );
    let programs: Vec<PathBuf> =
        serde_json::from_str(&fs::read_to_string(dir.join("programs.json"))?)?;
    work.step.note("linking again");
    for program in &programs {
        fs::remove_file(rooms.source.join(program))?;
    }
    empty(rooms.out)?;
    let mut command = sandbox::command(rooms, &script::again(work.port))?;
    work.jobs.configure_make(&mut command);
    run_logged(work.step, &mut command, work.log)
}

/// The programs in the source tree that were installed: those with an installed program's bytes.
fn linked(source: &Path, out: &Path) -> Result<Vec<PathBuf>> {
    let mut installed = BTreeMap::new();
    for file in check::elf_files(out)? {
        installed.insert(hash_file(&file)?, file);
    }
    let mut programs = Vec::new();
    for file in check::elf_files(source)? {
        if installed.contains_key(&hash_file(&file)?) {
            programs.push(file.strip_prefix(source)?.to_owned());
        }
    }
    Ok(programs)
}

/// Makes `dir` an empty folder.
fn empty(dir: &Path) -> Result<()> {
    if dir.exists() {
        // Some builds leave folders that their owner may not write.
        Command::new("chmod")
            .args(["-R", "u+rwX"])
            .arg(dir)
            .status()
            .ok();
        fs::remove_dir_all(dir).with_context(|| format!("{}: cannot remove", dir.display()))?;
    }
    fs::create_dir_all(dir).with_context(|| format!("{}: cannot create", dir.display()))
}

/// Copies a file or a folder.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    let status = Command::new("cp").arg("-R").arg(from).arg(to).status()?;
    anyhow::ensure!(status.success(), "{}: cannot copy", from.display());
    Ok(())
}
