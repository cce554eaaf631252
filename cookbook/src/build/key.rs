//! What a package is made from. The inputs are kept by name, so that `cook why` can say which one
//! differs; the key is the hash of them all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::{sysroot, Shelf};
use crate::cli::Context;
use crate::recipe::{Environment, Link, Port, System};
use crate::source::{hash_file, hash_paths};

/// Changes whenever cook builds differently from the same inputs.
const METHOD: &str = "1";

/// The C library's recipe.
pub const LIBC: &str = "relibc";

/// The inputs of a build: name to hash (or version).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs(BTreeMap<String, String>);

impl Inputs {
    /// The inputs of `port`, given what it needs in `shelf`.
    pub fn of(context: &Context, port: &Port, shelf: &Shelf) -> Result<Self> {
        let mut inputs = BTreeMap::new();
        let mut add = |name: String, value: String| inputs.insert(name, value);
        add("cook's method".into(), METHOD.into());
        add("recipe".into(), hash_file(&port.dir.join("recipe.toml"))?);
        for patch in port.patches()? {
            let name = patch
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            add(format!("patch {name}"), hash_file(&patch)?);
        }
        let source = &port.recipe.source;
        if let Some(hash) = &source.blake3 {
            add("source".into(), hash.get_ref().clone());
        } else {
            let paths: Vec<&str> = source.paths.iter().map(|p| p.get_ref().as_str()).collect();
            add("source".into(), hash_paths(context.tree.top(), &paths)?);
            add(
                "rustc".into(),
                version_of(&sysroot::rustc().to_string_lossy())?,
            );
        }
        add("gcc".into(), version_of("gcc")?);
        for need in transitive(port, shelf) {
            let built = &shelf[&need];
            let value = if need == LIBC && !embeds_libc(port) {
                format!("interface {}", sysroot::interface(&built.files)?)
            } else {
                built.content.clone()
            };
            add(format!("need {need}"), value);
        }
        Ok(Self(inputs))
    }

    /// The hash of all inputs.
    pub fn key(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (name, value) in &self.0 {
            hasher.update(format!("{name}\0{value}\n").as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// These inputs with the C library's interface in place of its code: what compiling depends on,
    /// as opposed to linking.
    pub fn for_compiling(&self, shelf: &Shelf) -> Result<Self> {
        let mut inputs = self.clone();
        if let Some(libc) = shelf.get(LIBC) {
            if let Some(value) = inputs.0.get_mut(&format!("need {LIBC}")) {
                *value = format!("interface {}", sysroot::interface(&libc.files)?);
            }
        }
        Ok(inputs)
    }

    /// These inputs without what the recipe needs: those of a build that uses this machine's libraries.
    pub fn without_needs(mut self) -> Self {
        self.0.retain(|name, _| !name.starts_with("need "));
        self
    }

    /// Adds an input, in place of what had its name.
    pub fn add(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }

    /// Puts the C library's code in place of its interface: what a run depends on, as opposed to a build.
    pub fn with_code_of_libc(&mut self, shelf: &Shelf) {
        if let Some(libc) = shelf.get(LIBC) {
            self.add(&format!("need {LIBC}"), libc.content.clone());
        }
    }

    /// The names of the inputs that are not the same in `old`.
    pub fn differences(&self, old: &Self) -> Vec<String> {
        let names: BTreeSet<&String> = self.0.keys().chain(old.0.keys()).collect();
        names
            .into_iter()
            .filter(|n| self.0.get(*n) != old.0.get(*n))
            .cloned()
            .collect()
    }

    /// The recipes among the inputs.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        self.0.keys().filter_map(|name| name.strip_prefix("need "))
    }
}

/// Whether the C library's code ends up in the package.
fn embeds_libc(port: &Port) -> bool {
    let build = &port.recipe.build;
    match build.system {
        System::Cargo => build
            .programs
            .iter()
            .any(|p| p.environment == Environment::Userspace),
        _ => build.link == Link::Static,
    }
}

/// All that `port` needs, directly or not.
fn transitive(port: &Port, shelf: &Shelf) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for need in &port.recipe.build.needs {
        if let Some(built) = shelf.get(need.get_ref()) {
            all.insert(built.name.clone());
            all.extend(built.needs.iter().cloned());
        }
    }
    all
}

/// The first line a program prints when asked for its version; asked once.
fn version_of(program: &str) -> Result<String> {
    static KNOWN: OnceLock<std::sync::Mutex<BTreeMap<String, String>>> = OnceLock::new();
    let mut known = KNOWN
        .get_or_init(Default::default)
        .lock()
        .unwrap_or_else(|p| p.into_inner());
    if let Some(version) = known.get(program) {
        return Ok(version.clone());
    }
    let output = Command::new(program)
        .arg("--version")
        .output()
        .with_context(|| format!("cannot start {program}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = text.lines().next().unwrap_or_default().to_owned();
    known.insert(program.to_owned(), version.clone());
    Ok(version)
}

/// Reads the recorded inputs of a kept build tree.
pub fn recorded(path: &std::path::Path) -> Option<Inputs> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_changes_with_any_input_and_the_difference_names_it() {
        let old = Inputs(BTreeMap::from([
            ("a".into(), "1".into()),
            ("b".into(), "1".into()),
        ]));
        let mut new = old.clone();
        assert_eq!(old.key(), new.key());
        new.0.insert("b".into(), "2".into());
        new.0.insert("c".into(), "1".into());
        assert_ne!(old.key(), new.key());
        assert_eq!(new.differences(&old), ["b", "c"]);
    }
}
