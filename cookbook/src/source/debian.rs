//! Upstream archives out of Debian source packages.
//!
//! apt is run on a configuration of its own, in the cache: the machine's lists need not name sources,
//! and are not touched. apt checks the archive's signature chain; the recipe's hash decides in the end.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Context as _, Result};

use crate::cli::Context;
use crate::report::{run_logged, Step};

/// Downloads the upstream archive of `package` at upstream `version` into `dir`.
pub fn download(
    context: &Context,
    step: &Step,
    package: &str,
    version: &str,
    dir: &Path,
    log: &Path,
) -> Result<PathBuf> {
    let apt = Apt::prepare(&context.tree.cache("apt"), step, log)?;
    let mut versions = apt.versions(package, version)?;
    if versions.is_empty() {
        apt.update(step, log)?;
        versions = apt.versions(package, version)?;
    }
    if versions.is_empty() {
        bail!("Debian has no source package {package} of version {version}");
    }
    // apt's lists may name a revision that the archive has no longer: any other has the same upstream archive.
    first_had(&versions, |full| {
        let mut command = apt.command("apt-get");
        command
            .args([
                "-q",
                "source",
                "--download-only",
                // An older revision's patches may be gone from the archive; only upstream's part is wanted.
                "--tar-only",
                &format!("{package}={full}"),
            ])
            .current_dir(dir);
        run_logged(step, &mut command, log)?;
        upstream_archive(dir)?.with_context(|| {
            format!("the Debian source package {package} {full} holds no upstream archive")
        })
    })
}

/// What `get` has for the first of `versions` for which it has anything; otherwise its errors for all of them.
fn first_had<T>(versions: &[String], mut get: impl FnMut(&str) -> Result<T>) -> Result<T> {
    let mut errors = Vec::new();
    for full in versions {
        match get(full) {
            Ok(had) => return Ok(had),
            Err(error) => errors.push(format!("{full}: {error:#}")),
        }
    }
    bail!(errors.join("\n  "))
}

/// The upstream archive among the files in `dir`, and none of those that stand beside it for a part of the source.
fn upstream_archive(dir: &Path) -> Result<Option<PathBuf>> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.contains(".orig.tar.") && !name.ends_with(".asc") {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// apt with a configuration of its own.
struct Apt {
    config: PathBuf,
    lists: PathBuf,
}

impl Apt {
    /// Writes the configuration below `dir`; brings the lists up to date when there are none.
    fn prepare(dir: &Path, step: &Step, log: &Path) -> Result<Self> {
        let apt = Self {
            config: dir.join("apt.conf"),
            lists: dir.join("state/lists"),
        };
        for folder in ["state/lists/partial", "cache/archives/partial", "none"] {
            fs::create_dir_all(dir.join(folder))?;
        }
        fs::write(dir.join("sources.list"), source_lines()?)?;
        let shown = dir.display();
        fs::write(
            &apt.config,
            format!(
                "Dir::Etc::sourcelist \"{shown}/sources.list\";\nDir::Etc::sourceparts \"{shown}/none\";\n\
                 Dir::State \"{shown}/state\";\nDir::State::status \"/var/lib/dpkg/status\";\n\
                 Dir::Cache \"{shown}/cache\";\nAPT::Sandbox::User \"\";\n"
            ),
        )?;
        let known = fs::read_dir(&apt.lists)?.flatten();
        if !known
            .map(|e| e.file_name())
            .any(|name| name.to_string_lossy().contains("_Sources"))
        {
            apt.update(step, log)?;
        }
        Ok(apt)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("APT_CONFIG", &self.config).env("LC_ALL", "C");
        command
    }

    fn update(&self, step: &Step, log: &Path) -> Result<()> {
        step.note("apt-get update");
        run_logged(step, self.command("apt-get").args(["-q", "update"]), log)
    }

    /// The full versions of `package` whose upstream part is `version`, shortest first: the main
    /// archive's before security's.
    fn versions(&self, package: &str, version: &str) -> Result<Vec<String>> {
        let output = self
            .command("apt-cache")
            .args(["showsrc", "--only-source", package])
            .output()
            .context("cannot start apt-cache")?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut versions: Vec<String> = text
            .lines()
            .filter_map(|line| line.strip_prefix("Version: "))
            .filter(|full| upstream(full) == version)
            .map(str::to_owned)
            .collect();
        versions.sort_by_key(|v| (v.len(), v.clone()));
        Ok(versions)
    }
}

/// The upstream part of a Debian version: without epoch and revision.
fn upstream(full: &str) -> &str {
    let rest = full.split_once(':').map_or(full, |(_, rest)| rest);
    rest.rsplit_once('-').map_or(rest, |(upstream, _)| upstream)
}

/// `deb-src` lines for the places this machine's apt already uses for its own release.
fn source_lines() -> Result<String> {
    let release = fs::read_to_string("/etc/os-release").context("/etc/os-release: cannot read")?;
    let codename = release
        .lines()
        .find_map(|line| line.strip_prefix("VERSION_CODENAME="))
        .context("/etc/os-release names no release; a Debian source package cannot be found")?
        .trim_matches('"');
    let output = Command::new("apt-get")
        .args([
            "indextargets",
            "--format",
            "$(REPO_URI) $(RELEASE) $(COMPONENT)",
            "Created-By: Packages",
        ])
        .output()
        .context("cannot start apt-get")?;
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines: Vec<String> = listed
        .lines()
        .filter(|line| {
            line.split(' ')
                .nth(1)
                .is_some_and(|r| r.split('-').next() == Some(codename))
        })
        .map(|line| format!("deb-src {line}\n"))
        .collect();
    // The main archive first: it keeps an archive that the one for security updates may have lost.
    lines.sort_by_key(|line| (line.contains("security"), line.clone()));
    lines.dedup();
    if lines.is_empty() {
        bail!("apt on this machine knows no archive of {codename}; run `apt-get update`");
    }
    Ok(lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upstream_version_is_what_is_between_epoch_and_revision() {
        // Debian Policy 5.6.12: [epoch:]upstream_version[-debian_revision]
        assert_eq!(upstream("5.2.15-2"), "5.2.15");
        assert_eq!(upstream("1:4.9-1+deb12u1"), "4.9");
        assert_eq!(upstream("1.0-rc1-3"), "1.0-rc1");
        assert_eq!(upstream("20220109.1"), "20220109.1");
    }

    #[test]
    fn a_revision_that_is_gone_from_the_archive_is_passed_over() {
        let versions = ["5.36.0-7+deb12u4".to_owned(), "5.36.0-7+deb12u3".to_owned()];
        let had = first_had(&versions, |full| match full.ends_with('3') {
            true => Ok(full.to_owned()),
            false => bail!("404 Not Found"),
        });
        assert_eq!(had.unwrap(), "5.36.0-7+deb12u3");
        let none = first_had::<()>(&versions, |_| bail!("404 Not Found")).unwrap_err();
        assert_eq!(
            none.to_string(),
            "5.36.0-7+deb12u4: 404 Not Found\n  5.36.0-7+deb12u3: 404 Not Found"
        );
    }

    #[test]
    fn the_upstream_archive_is_told_from_its_signature_and_from_further_ones() {
        let dir = tempfile::tempdir().unwrap();
        let place = |name: &str| dir.path().join(name);
        for name in ["p_1.orig.tar.xz.asc", "p_1.orig-regen-configure.tar.xz"] {
            fs::write(place(name), "").unwrap();
        }
        assert_eq!(upstream_archive(dir.path()).unwrap(), None);
        fs::write(place("p_1.orig.tar.xz"), "").unwrap();
        assert_eq!(
            upstream_archive(dir.path()).unwrap(),
            Some(place("p_1.orig.tar.xz"))
        );
    }
}
