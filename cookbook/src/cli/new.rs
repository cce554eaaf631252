//! `cook new URL`: a first recipe for a source archive.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{bail, Context as _, Result};

use super::Context;
use crate::report::run_logged;
use crate::source::hash_file;

/// Downloads the archive, and writes `ports/NAME/recipe.toml` with its hash.
pub fn new(context: &Context, url: &str) -> Result<ExitCode> {
    let file = url.rsplit('/').next().unwrap_or_default();
    let Some((name, version)) = name_and_version(file) else {
        bail!("{url:?} does not end in NAME-VERSION.tar.SUFFIX");
    };
    let dir = context.tree.source("ports").join(&name);
    if dir.exists() {
        bail!("ports/{name} exists already");
    }
    let step = context.report.step(format!("download {file}"));
    let scratch = tempfile::tempdir()?;
    let archive = scratch.path().join(file);
    let mut curl = Command::new("curl");
    curl.args([
        "--fail",
        "--location",
        "--silent",
        "--show-error",
        "--output",
    ])
    .arg(&archive)
    .arg(url);
    run_logged(&step, &mut curl, &context.tree.log("new"))?;
    step.done("");
    let listed = Command::new("tar").arg("tf").arg(&archive).output()?;
    let members = String::from_utf8_lossy(&listed.stdout).into_owned();
    let has = |file: &str| {
        members
            .lines()
            .any(|m| m.split_once('/').is_some_and(|(_, rest)| rest == file))
    };
    let system = if has("configure") {
        "configure"
    } else {
        "make"
    };
    let text = format!(
        "[package]\nname = \"{name}\"\nversion = \"{version}\"\nlicense = \"\" # SPDX\nsummary = \"\"\n\n\
         [source]\nurl = \"{url}\"\nblake3 = \"{}\"\n\n\
         [build]\nsystem = \"{system}\"\nneeds = [\"relibc\"]\nargs = []\n",
        hash_file(&archive)?
    );
    fs::create_dir_all(&dir)?;
    fs::write(dir.join("recipe.toml"), text)
        .with_context(|| format!("ports/{name}/recipe.toml: cannot write"))?;
    println!(
        "ports/{name}/recipe.toml: now fill in license and summary, and try ./cook build {name}"
    );
    Ok(ExitCode::SUCCESS)
}

/// `NAME-VERSION.tar.xz` taken apart; the version begins with a digit.
fn name_and_version(file: &str) -> Option<(String, String)> {
    let stem = [".tar.gz", ".tar.xz", ".tar.bz2", ".tgz"]
        .iter()
        .find_map(|end| file.strip_suffix(end))?;
    let (at, _) = stem
        .match_indices('-')
        .find(|(at, _)| stem[at + 1..].starts_with(|c: char| c.is_ascii_digit()))?;
    (at > 0).then(|| (stem[..at].to_lowercase(), stem[at + 1..].to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_version_are_found_in_an_archive_s_name() {
        let of = |file| name_and_version(file).map(|(n, v)| format!("{n} {v}"));
        assert_eq!(of("bash-5.2.15.tar.gz").as_deref(), Some("bash 5.2.15"));
        assert_eq!(of("SDL2-2.26.5.tar.gz").as_deref(), Some("sdl2 2.26.5"));
        assert_eq!(
            of("xz-utils-5.4.1.tar.xz").as_deref(),
            Some("xz-utils 5.4.1")
        );
        assert_eq!(of("index.html"), None);
    }
}
