//! What a `recipe.toml` may say. The reference for people is `docs/reference/recipe-format.md`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// A whole recipe.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// What it is.
    pub package: Package,
    /// Where its source comes from.
    pub source: Source,
    /// How it is built.
    pub build: Build,
}

/// `[package]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// The recipe's name, which is its folder's.
    pub name: String,
    /// The upstream version.
    pub version: String,
    /// An SPDX licence expression.
    pub license: String,
    /// One line on what it is.
    pub summary: String,
}

/// `[source]`: an archive with its hash, or folders of this tree.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The upstream archive.
    pub url: Option<Spanned<String>>,
    /// The Debian source package that holds the same upstream archive.
    pub debian: Option<String>,
    /// The package of the Python Package Index, `NAME=VERSION`, whose source distribution it is.
    pub pypi: Option<Spanned<String>>,
    /// The archive's BLAKE3 hash, 64 hexadecimal digits.
    pub blake3: Option<Spanned<String>>,
    /// An archive inside the archive, which is the source proper.
    pub inner: Option<String>,
    /// Files and folders of this tree, in place of an archive: Ochre's own parts.
    #[serde(default)]
    pub paths: Vec<Spanned<String>>,
}

/// `[build]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// What drives the build.
    pub system: System,
    /// Recipes whose packages are put into the sysroot first.
    #[serde(default)]
    pub needs: Vec<Spanned<String>>,
    /// Programs of the build machine beyond the usual ones.
    #[serde(default)]
    pub tools: Vec<Spanned<String>>,
    /// Arguments for configure, or for make where there is no configure.
    #[serde(default)]
    pub args: Vec<String>,
    /// Arguments for `make`.
    #[serde(default)]
    pub make: Vec<String>,
    /// Arguments for `make install`.
    #[serde(default)]
    pub install: Vec<String>,
    /// Further environment variables.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Where its programs run.
    #[serde(default)]
    pub runs_on: Machine,
    /// How its programs are linked.
    #[serde(default)]
    pub link: Link,
    /// Shell commands run in the source before configure.
    pub prepare: Option<String>,
    /// Shell commands that build and install (system `script`).
    pub script: Option<String>,
    /// Shell commands run after installing, in the staged tree.
    pub finish: Option<String>,
    /// Programs that cargo builds (system `cargo`).
    #[serde(default, rename = "program")]
    pub programs: Vec<CargoProgram>,
}

/// What drives a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// GNU's `./configure && make && make install`.
    Configure,
    /// `make && make install`.
    Make,
    /// The recipe's own shell commands.
    Script,
    /// Cargo, on this tree.
    Cargo,
    /// `sysroot/build.sh`: the C library and what a cross compiler needs beside it.
    Sysroot,
}

/// The machine that programs run on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Machine {
    /// Ochre, or Linux with its C library.
    #[default]
    Target,
    /// The one that cook runs on: a tool that other recipes need.
    Build,
}

/// How programs are linked with the C library.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Link {
    /// Against shared libraries: a new C library needs no new program.
    #[default]
    Dynamic,
    /// Wholly: the program is linked again whenever the C library's code changes.
    Static,
}

/// One program that cargo builds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CargoProgram {
    /// The crate's folder in this tree.
    #[serde(rename = "crate")]
    pub folder: String,
    /// The binary, where it is not called like the folder.
    pub binary: Option<String>,
    /// What it may rely on.
    pub environment: Environment,
    /// Where it goes in the file system of the running system.
    pub install: String,
    /// Further names of it, as symbolic links in the running system.
    #[serde(default)]
    pub links: Vec<String>,
    /// A host tool of this workspace, by its crate's name, run as `TOOL IN OUT` on the program.
    pub finish: Option<String>,
}

/// What a Rust program may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// No operating system: `core` and `alloc`, target `x86_64-unknown-none`.
    Freestanding,
    /// `std` over relibc, target `x86_64-ochre-linux-relibc`.
    Userspace,
}
