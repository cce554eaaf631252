//! From an archive to a source tree that builds for our target.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Context as _, Result};
use rustix::fs::{utimensat, AtFlags, Timespec, Timestamps, CWD};

use crate::recipe::Port;
use crate::report::{run_logged, Step};
use crate::sandbox::SOURCE_DATE_EPOCH;

/// Where Debian's autotools-dev keeps the scripts that know our triple.
const AUTOTOOLS: &str = "/usr/share/misc";

/// Unpacks `archive` into the empty folder `dir`, applies the recipe's patches, and replaces every
/// config.sub and config.guess: old copies refuse the triple, or turn it into linux-gnu.
pub fn unpack(port: &Port, archive: &Path, dir: &Path, step: &Step, log: &Path) -> Result<()> {
    step.note("unpacking");
    untar(archive, dir, step, log)?;
    if let Some(inner) = &port.recipe.source.inner {
        let nested = dir.join(inner);
        if !nested.is_file() {
            bail!("{}: the archive holds no {inner}", port.name());
        }
        let kept = tempfile::NamedTempFile::new()?;
        fs::copy(&nested, kept.path())?;
        fs::remove_dir_all(dir)?;
        fs::create_dir_all(dir)?;
        untar(kept.path(), dir, step, log)?;
    }
    for patch in port.patches()? {
        let mut command = Command::new("patch");
        command
            .args(["--forward", "--batch", "-p1", "-d"])
            .arg(dir)
            .arg("-i")
            .arg(&patch);
        run_logged(step, &mut command, log)
            .with_context(|| format!("{}: the patch does not apply", patch.display()))?;
    }
    let mut files = Vec::new();
    list(dir, &mut files)?;
    for file in &files {
        let name = file.file_name().unwrap_or_default();
        if name == "config.sub" || name == "config.guess" {
            let newest = Path::new(AUTOTOOLS).join(name);
            fs::copy(&newest, file)
                .with_context(|| format!("{}: cannot copy", newest.display()))?;
        }
    }
    // One time for all: nothing looks older than what it is made from, so no generator is run again.
    let time = Timespec {
        tv_sec: SOURCE_DATE_EPOCH,
        tv_nsec: 0,
    };
    let times = Timestamps {
        last_access: time,
        last_modification: time,
    };
    for file in &files {
        utimensat(CWD, file, &times, AtFlags::SYMLINK_NOFOLLOW)
            .with_context(|| format!("{}: cannot set its time", file.display()))?;
    }
    Ok(())
}

fn untar(archive: &Path, dir: &Path, step: &Step, log: &Path) -> Result<()> {
    let mut command = Command::new("tar");
    command.args([
        "--extract",
        "--no-same-owner",
        "--strip-components=1",
        "--file",
    ]);
    command.arg(archive).arg("--directory").arg(dir);
    run_logged(step, &mut command, log)
}

/// Lists everything below `dir` that is not a folder.
fn list(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}
