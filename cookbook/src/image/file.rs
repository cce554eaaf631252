//! What an image's file may say. The reference for people is `docs/reference/image-format.md`.

use std::collections::BTreeMap;

use anyhow::{bail, Result};
use serde::Deserialize;

/// A whole `images/NAME.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// One line on what it is for.
    pub summary: String,
    /// The recipes whose packages go into it.
    pub packages: Vec<String>,
    /// The kernel's command line.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// Paths that are left out: a folder and all in it, or `*.SUFFIX`.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Folders that no package has: path to permission bits, in octal digits.
    #[serde(default)]
    pub folders: BTreeMap<String, String>,
    /// Symbolic links that no package has: path to target.
    #[serde(default)]
    pub links: BTreeMap<String, String>,
    /// Files that no package has.
    #[serde(default, rename = "file")]
    pub files: Vec<ExtraFile>,
    /// Users; /etc/passwd and /etc/group are made from them.
    #[serde(default, rename = "user")]
    pub users: Vec<User>,
}

/// `[[file]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraFile {
    /// Its path, from the root.
    pub path: String,
    /// What is in it.
    pub text: String,
    /// Permission bits, in octal digits.
    #[serde(default = "readable")]
    pub mode: String,
}

/// `[[user]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The name, which is also the group's.
    pub name: String,
    /// The number, which is also the group's.
    pub id: u32,
    /// The home folder; it is made.
    pub home: String,
    /// The login shell.
    pub shell: String,
}

fn readable() -> String {
    "644".to_owned()
}

impl Image {
    /// Checks what TOML's grammar cannot say.
    pub fn check(&self, shown: &str, text: &str) -> Result<()> {
        if self.summary.is_empty() {
            bail!("{shown}: an image wants a summary: one line on what it is for");
        }
        for mode in self
            .folders
            .values()
            .chain(self.files.iter().map(|f| &f.mode))
        {
            if permissions(mode).is_none() {
                bail!(
                    "{}: {mode:?} is not a mode in octal digits",
                    place(shown, text, mode)
                );
            }
        }
        let paths = self
            .folders
            .keys()
            .chain(self.links.keys())
            .chain(self.files.iter().map(|f| &f.path));
        for path in paths {
            if !path.starts_with('/') || path.split('/').any(|part| part == "..") {
                bail!(
                    "{}: {path:?} is not an absolute path",
                    place(shown, text, path)
                );
            }
        }
        Ok(())
    }
}

/// Octal digits as permission bits.
pub fn permissions(mode: &str) -> Option<u32> {
    u32::from_str_radix(mode, 8)
        .ok()
        .filter(|bits| *bits <= 0o7777)
}

/// `FILE:LINE` of the first line that has `"word"`.
fn place(shown: &str, text: &str, word: &str) -> String {
    let quoted = format!("\"{word}\"");
    let line = text
        .lines()
        .position(|line| line.contains(&quoted))
        .map_or(1, |index| index + 1);
    format!("{shown}:{line}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_that_is_not_octal_is_reported_with_its_line() {
        let text = "summary = \"x\"\npackages = []\n[folders]\n\"/tmp\" = \"1789\"\n";
        let image: Image = toml::from_str(text).unwrap();
        let error = image.check("images/x.toml", text).unwrap_err().to_string();
        assert_eq!(
            error,
            "images/x.toml:4: \"1789\" is not a mode in octal digits"
        );
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(toml::from_str::<Image>("summary = \"x\"\npackages = []\npackage = 1\n").is_err());
    }
}
