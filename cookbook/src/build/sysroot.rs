//! Sysroots: what a cross compiler finds headers and libraries in.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Context as _, Result};
use goblin::archive::Archive;

use super::{Shelf, Work};
use crate::report::run_logged;
use crate::sandbox::TRIPLE;
use crate::source::{hash_file, hash_paths};

/// The Rust compiler for Ochre's own parts: the one whose standard library comes with sources, found
/// by the script `cook`.
pub fn rustc() -> PathBuf {
    std::env::var_os("OCHRE_RUSTC").map_or_else(|| PathBuf::from("/usr/bin/rustc"), PathBuf::from)
}

/// Runs `sysroot/build.sh`, which makes the C library, its headers and the compiler's wrappers.
pub fn build(work: &Work<'_>) -> Result<PathBuf> {
    let tree = &work.context.tree;
    let out = work.dir.join("out");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    let mut command = Command::new(tree.source("sysroot/build.sh"));
    command.arg(&out).current_dir(tree.top());
    command.env("RUSTC", rustc()).env("RUSTC_BOOTSTRAP", "1");
    command.env("CARGO_TARGET_DIR", tree.build("target/ochre"));
    work.jobs.configure(&mut command);
    run_logged(work.step, &mut command, work.log)?;
    Ok(out)
}

/// Puts the files of `needs` together at `dir`, as hard links. Two packages with the same file are an
/// error, unless one of the two is the C library (whose headers a port may not replace, either).
pub fn compose<'n>(dir: &Path, shelf: &Shelf, needs: impl Iterator<Item = &'n str>) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("{}: cannot remove", dir.display()))?;
    }
    fs::create_dir_all(dir)?;
    for need in needs {
        let built = shelf
            .get(need)
            .with_context(|| format!("{need} is not built"))?;
        link_tree(&built.files, dir)
            .with_context(|| format!("putting {need} into {}", dir.display()))?;
    }
    Ok(())
}

/// Links every file below `from` to the same place below `to`.
pub fn link_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{}: cannot read", from.display()))? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            link_tree(&source, &target)?;
        } else if target.symlink_metadata().is_ok() {
            bail!("{}: two packages have this file", target.display());
        } else if kind.is_symlink() {
            symlink(fs::read_link(&source)?, &target)?;
        } else {
            fs::hard_link(&source, &target).or_else(|_| fs::copy(&source, &target).map(drop))?;
        }
    }
    Ok(())
}

/// An argument for rustc that makes the C library's hash the program's build ID. Cargo does not know that it
/// must link again when the library's code changes, but it knows its arguments.
pub fn linked_with(sysroot: &Path) -> Result<String> {
    let hash = hash_file(&sysroot.join("usr/lib/libc.a"))?;
    Ok(format!("-Clink-arg=-Wl,--build-id=0x{}", &hash[..40]))
}

/// The hash of what a compiler and a dynamic linker see of a C library: its headers, the names that
/// its libraries define, its start files and its compiler. Its code may change without changing this.
pub fn interface(files: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let gcc = format!("usr/bin/{TRIPLE}-gcc");
    let paths: Vec<&str> = ["usr/include", "usr/bin/relibc-gcc.specs", &gcc]
        .into_iter()
        .filter(|p| files.join(p).exists())
        .collect();
    hasher.update(hash_paths(files, &paths)?.as_bytes());
    let mut names = BTreeSet::new();
    let archive = files.join("usr/lib/libc.a");
    if let Ok(bytes) = fs::read(&archive) {
        let archive =
            Archive::parse(&bytes).with_context(|| format!("{}: unsound", archive.display()))?;
        // C names only: those of Rust's own items change with every build.
        let symbols = archive
            .summarize()
            .into_iter()
            .flat_map(|(_, _, symbols)| symbols);
        names.extend(
            symbols
                .filter(|n| {
                    !n.starts_with("_R") && !n.starts_with("_ZN") && !n.starts_with("__relibc_")
                })
                .map(str::to_owned),
        );
    }
    for name in names {
        hasher.update(name.as_bytes()).update(b"\n");
    }
    Ok(hasher.finalize().to_hex().to_string())
}
