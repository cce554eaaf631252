//! Builds Ochre's own Rust programs with cargo, which knows best what changed; so all of them share one
//! target folder, and no sandbox is made: Cargo.lock pins what they are made from.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Context as _, Result};

use super::sysroot::{linked_with, rustc};
use super::{compose, Work};
use crate::recipe::{CargoProgram, Environment};
use crate::report::run_logged;
use crate::sandbox::TRIPLE;

/// Builds all programs of the recipe; returns the staged files.
pub fn build(work: &Work<'_>) -> Result<PathBuf> {
    let dir = &work.dir;
    let (out, sysroot) = (dir.join("out"), dir.join("sysroot"));
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    compose(&sysroot, work.shelf, work.inputs.needs())?;
    for program in &work.port.recipe.build.programs {
        let built = compile(work, program, &sysroot)?;
        let staged = out.join(program.install.trim_start_matches('/'));
        if let Some(parent) = staged.parent() {
            fs::create_dir_all(parent)?;
        }
        match &program.finish {
            Some(tool) => finish(work, tool, &built, &staged)?,
            None => drop(
                fs::copy(&built, &staged)
                    .with_context(|| format!("{}: cannot copy", built.display()))?,
            ),
        }
        if program.environment == Environment::Userspace {
            strip(&staged)?;
        }
        for link in &program.links {
            let link = out.join(link.trim_start_matches('/'));
            if let Some(parent) = link.parent() {
                fs::create_dir_all(parent)?;
            }
            symlink(
                format!("/{}", program.install.trim_start_matches('/')),
                &link,
            )
            .with_context(|| format!("{}: cannot link", link.display()))?;
        }
    }
    Ok(out)
}

/// Runs cargo for one program and returns where it put it.
fn compile(work: &Work<'_>, program: &CargoProgram, sysroot: &Path) -> Result<PathBuf> {
    let tree = &work.context.tree;
    let folder = tree.source(&program.folder);
    let name = match &program.binary {
        Some(binary) => binary.clone(),
        None => folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    };
    let target_dir = tree.build("target/ochre");
    let mut cargo = cargo(work, &folder);
    cargo
        .args([
            "rustc",
            "--release",
            "--locked",
            "--bin",
            &name,
            "--target-dir",
        ])
        .arg(&target_dir);
    let triple = match program.environment {
        Environment::Freestanding => {
            cargo.args(["-Zbuild-std=core,alloc", "--target", "x86_64-unknown-none"]);
            "x86_64-unknown-none"
        }
        Environment::Userspace => {
            let specification = tree.source(&format!("sysroot/{TRIPLE}.json"));
            cargo.args(["-Zbuild-std=std,panic_abort", "-Zjson-target-spec"]);
            cargo.arg("--target").arg(&specification);
            // The target's specification names the linker, which is the sysroot's.
            let path = std::env::var_os("PATH").unwrap_or_default();
            let dirs = std::iter::once(sysroot.join("usr/bin")).chain(std::env::split_paths(&path));
            cargo.env("PATH", std::env::join_paths(dirs)?);
            cargo.arg("--").arg(linked_with(sysroot)?);
            TRIPLE
        }
    };
    run_logged(work.step, &mut cargo, work.log)?;
    let built = target_dir.join(triple).join("release").join(&name);
    if !built.is_file() {
        bail!("cargo built no program {name} in {}", program.folder);
    }
    Ok(built)
}

/// Runs the host tool that makes `staged` out of what cargo `built`.
fn finish(work: &Work<'_>, tool: &str, built: &Path, staged: &Path) -> Result<()> {
    let tree = &work.context.tree;
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(tree.top())
        .args(["run", "--quiet", "--release", "--locked", "-p", tool]);
    cargo
        .arg("--target-dir")
        .arg(tree.build("target/host"))
        .arg("--")
        .arg(built)
        .arg(staged);
    work.jobs.configure(&mut cargo);
    run_logged(work.step, &mut cargo, work.log)
}

/// Cargo, in `folder` (so that the crate's own configuration is found), with the compiler whose
/// standard library comes with sources.
fn cargo(work: &Work<'_>, folder: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(folder)
        .env("RUSTC", rustc())
        .env("RUSTC_BOOTSTRAP", "1");
    cargo.env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS");
    work.jobs.configure(&mut cargo);
    cargo
}

fn strip(file: &Path) -> Result<()> {
    let status = Command::new("strip")
        .arg("--strip-unneeded")
        .arg(file)
        .status()?;
    if !status.success() {
        bail!("{}: strip failed", file.display());
    }
    Ok(())
}
