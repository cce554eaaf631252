//! Sources: getting an archive, making sure that it is the right one, unpacking it.
//!
//! The hash decides, not the place: an archive is taken from the cache, from its upstream address, from the
//! Debian source package or the Python package of that name, and is verified before anything looks into it.

mod debian;
mod hash;
mod pypi;
mod unpack;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Mutex;

use anyhow::{bail, Context as _, Result};

use crate::cli::Context;
use crate::recipe::Port;
use crate::report::{run_logged, Step};

pub use hash::{hash_file, hash_paths};
pub use unpack::unpack;

/// Set once an address could not be reached, so that other recipes do not wait for the network, too.
static NETWORK_FAILED: AtomicBool = AtomicBool::new(false);

/// Serialises apt, which locks its folders.
static APT: Mutex<()> = Mutex::new(());

/// Gets the verified archive of `port` into the cache and returns its path.
pub fn fetch(context: &Context, port: &Port, step: &Step) -> Result<PathBuf> {
    let source = &port.recipe.source;
    let hash = source
        .blake3
        .as_ref()
        .context("the recipe has no archive")?;
    let cache = context.tree.cache("sources");
    fs::create_dir_all(&cache).with_context(|| format!("{}: cannot create", cache.display()))?;
    if let Some(kept) = cached(&cache, hash.get_ref())? {
        verify(&kept, hash.get_ref()).map_err(|found| {
            anyhow::anyhow!(
                "{}: damaged in the cache (it has {found}); remove it",
                kept.display()
            )
        })?;
        return Ok(kept);
    }
    let kept = cache.join(format!(
        "{}-{}.{}",
        port.name(),
        port.recipe.package.version,
        hash.get_ref()
    ));
    let log = context.tree.log(&format!("fetch-{}", port.name()));
    let mut tried = Vec::new();
    let scratch = tempfile::tempdir_in(&cache)?;
    if let Some(url) = &source.url {
        match upstream(step, url.get_ref(), scratch.path(), &log) {
            Ok(file) => match keep(&file, hash.get_ref(), &kept) {
                Ok(()) => return Ok(kept),
                Err(error) => tried.push(format!("{}: {error}", url.get_ref())),
            },
            Err(error) => tried.push(format!("{}: {error:#}", url.get_ref())),
        }
    }
    if let Some(package) = &source.debian {
        let _only_one = APT.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        // Debian's upstream version has a name of its own where Debian left something out of the archive.
        let (package, version) = package
            .split_once('=')
            .unwrap_or((package, &port.recipe.package.version));
        match debian::download(context, step, package, version, scratch.path(), &log) {
            Ok(file) => match keep(&file, hash.get_ref(), &kept) {
                Ok(()) => return Ok(kept),
                Err(error) => tried.push(format!("Debian source package {}: {error}", package)),
            },
            Err(error) => tried.push(format!("Debian source package {}: {error:#}", package)),
        }
    }
    if let Some((package, version)) = source
        .pypi
        .as_ref()
        .and_then(|p| p.get_ref().split_once('='))
    {
        let had = pypi::source_distribution(step, package, version, scratch.path(), &log)
            .and_then(|file| keep(&file, hash.get_ref(), &kept));
        match had {
            Ok(()) => return Ok(kept),
            Err(error) => tried.push(format!("Python package {package}: {error:#}")),
        }
    }
    bail!(
        "{}: the source of {} cannot be had:\n  {}\nlog: {}",
        port.place(hash),
        port.name(),
        tried.join("\n  "),
        log.display()
    )
}

/// The archive that was kept for this hash, under whichever recipe's name.
fn cached(cache: &Path, hash: &str) -> Result<Option<PathBuf>> {
    for entry in fs::read_dir(cache).with_context(|| format!("{}: cannot read", cache.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == hash) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Checks `file` against `hash`; the error is the hash it has.
fn verify(file: &Path, hash: &str) -> Result<(), String> {
    match hash_file(file) {
        Ok(found) if found == hash => Ok(()),
        Ok(found) => Err(found),
        Err(error) => Err(error.to_string()),
    }
}

/// Moves a verified download into the cache.
fn keep(file: &Path, hash: &str, kept: &Path) -> Result<()> {
    if let Err(found) = verify(file, hash) {
        bail!("wrong BLAKE3 hash: the recipe says {hash}, the file has {found}");
    }
    fs::rename(file, kept).with_context(|| format!("{}: cannot write", kept.display()))
}

/// Downloads upstream's `url` into `dir`, unless an upstream could not be reached before.
fn upstream(step: &Step, url: &str, dir: &Path, log: &Path) -> Result<PathBuf> {
    let local = url.starts_with("file://");
    if !local && NETWORK_FAILED.load(Ordering::Relaxed) {
        bail!("not tried: an address was unreachable a moment ago");
    }
    let had = download(step, url, dir, log);
    NETWORK_FAILED.fetch_or(!local && had.is_err(), Ordering::Relaxed);
    had
}

/// Downloads `url` with curl into `dir`.
fn download(step: &Step, url: &str, dir: &Path, log: &Path) -> Result<PathBuf> {
    let file = dir.join("download");
    let mut command = Command::new("curl");
    command.args([
        "--fail",
        "--location",
        "--silent",
        "--show-error",
        "--connect-timeout",
        "8",
    ]);
    command
        .args(["--speed-limit", "1000", "--speed-time", "30", "--output"])
        .arg(&file)
        .arg(url);
    step.note(url);
    run_logged(step, &mut command, log)
        .map(|()| file)
        .map_err(|_| anyhow::anyhow!("not reachable"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_found_by_its_hash_whichever_recipe_brought_it() {
        let dir = tempfile::tempdir().unwrap();
        let hash = "0".repeat(64);
        assert_eq!(cached(dir.path(), &hash).unwrap(), None);
        let kept = dir.path().join(format!("gcc-12.2.0.{hash}"));
        fs::write(&kept, "").unwrap();
        fs::write(dir.path().join(format!("bash-5.2.{}", "1".repeat(64))), "").unwrap();
        assert_eq!(cached(dir.path(), &hash).unwrap(), Some(kept));
    }
}
