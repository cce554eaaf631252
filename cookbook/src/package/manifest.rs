//! What a package says of itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{bail, Context as _, Result};
use serde::{Deserialize, Serialize};

use super::mode;
use crate::recipe::Port;
use crate::source::hash_file;

/// A package's manifest.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The recipe's name.
    pub name: String,
    /// The upstream version.
    pub version: String,
    /// The SPDX licence expression.
    pub license: String,
    /// One line on what it is.
    pub summary: String,
    /// Where its source came from.
    pub origin: String,
    /// The hash of all files: names, modes and bytes.
    pub content: String,
    /// Every file, folder and symbolic link, in the order of their names.
    pub files: Vec<Entry>,
}

/// One file of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its path from the root, without a slash at its front.
    pub path: String,
    /// Its permission bits.
    pub mode: u32,
    /// What it is.
    #[serde(flatten)]
    pub kind: Kind,
}

/// What a package's file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Kind {
    /// A folder.
    Folder,
    /// A plain file.
    File {
        /// Its length in bytes.
        size: u64,
        /// Its BLAKE3 hash.
        blake3: String,
    },
    /// A symbolic link.
    Link {
        /// Where it points.
        target: String,
    },
}

impl Manifest {
    /// Describes the files below `out` as the package of `port`.
    pub fn of(port: &Port, out: &Path) -> Result<Self> {
        let mut files = Vec::new();
        collect(out, "", &mut files)?;
        let package = &port.recipe.package;
        let source = &port.recipe.source;
        let origin = match (&source.url, &source.debian, &source.pypi) {
            (Some(url), _, _) => url.get_ref().clone(),
            (None, Some(name), _) => format!("Debian source package {name}"),
            (None, None, Some(name)) => format!("Python package {}", name.get_ref()),
            (None, None, None) => "this tree".to_owned(),
        };
        Ok(Self {
            name: package.name.clone(),
            version: package.version.clone(),
            license: package.license.clone(),
            summary: package.summary.clone(),
            origin,
            content: blake3::hash(&serde_json::to_vec(&files)?)
                .to_hex()
                .to_string(),
            files,
        })
    }

    /// The paths at which two packages do not have the same.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let index = |manifest: &Self| -> BTreeMap<String, Entry> {
            manifest
                .files
                .iter()
                .map(|entry| (entry.path.clone(), entry.clone()))
                .collect()
        };
        let (ours, theirs) = (index(self), index(other));
        let paths: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        paths
            .into_iter()
            .filter(|path| ours.get(*path) != theirs.get(*path))
            .cloned()
            .collect()
    }

    /// Checks that the files below `dir` are the ones described.
    pub fn verify(&self, dir: &Path) -> Result<()> {
        for entry in &self.files {
            if let Kind::File { blake3, .. } = &entry.kind {
                let path = dir.join(&entry.path);
                if hash_file(&path)? != *blake3 {
                    bail!(
                        "{}: not the file that the manifest describes",
                        path.display()
                    );
                }
            }
        }
        Ok(())
    }
}

/// Lists what is below `dir`, whose path in the package is `prefix`.
pub fn collect(dir: &Path, prefix: &str, files: &mut Vec<Entry>) -> Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).with_context(|| format!("{}: cannot read", dir.display()))? {
        let name = entry?.file_name();
        let Some(name) = name.to_str() else {
            bail!("{}: a file's name is not UTF-8: {name:?}", dir.display());
        };
        names.push(name.to_owned());
    }
    names.sort();
    for name in names {
        let file = dir.join(&name);
        let path = if prefix.is_empty() {
            name
        } else {
            format!("{prefix}/{name}")
        };
        let data = fs::symlink_metadata(&file)?;
        if data.is_dir() {
            files.push(Entry {
                path: path.clone(),
                mode: mode(&file)?,
                kind: Kind::Folder,
            });
            collect(&file, &path, files)?;
        } else if data.is_symlink() {
            let target = fs::read_link(&file)?;
            let target = target
                .to_str()
                .context("a link's target is not UTF-8")?
                .to_owned();
            files.push(Entry {
                path,
                mode: 0o777,
                kind: Kind::Link { target },
            });
        } else if data.is_file() {
            let kind = Kind::File {
                size: data.len(),
                blake3: hash_file(&file)?,
            };
            files.push(Entry {
                path,
                mode: mode(&file)?,
                kind,
            });
        } else {
            bail!("{}: neither a file, a folder nor a link", file.display());
        }
    }
    Ok(())
}
