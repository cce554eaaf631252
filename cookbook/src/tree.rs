//! Where everything is: the source tree, what is built from it, and the per-user cache.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};

/// The paths of one checkout. All of them are absolute.
#[derive(Debug, Clone)]
pub struct Tree {
    top: PathBuf,
    cache: PathBuf,
}

impl Tree {
    /// Opens the checkout at `top`; fails when there is no `cookbook/` in it.
    pub fn open(top: &Path) -> Result<Self> {
        let top = top
            .canonicalize()
            .with_context(|| format!("{}: no such directory", top.display()))?;
        if !top.join("cookbook").is_dir() {
            bail!(
                "{}: not Ochre's source tree (no cookbook/ in it)",
                top.display()
            );
        }
        let cache = match (env::var_os("XDG_CACHE_HOME"), env::var_os("HOME")) {
            (Some(dir), _) if !dir.is_empty() => PathBuf::from(dir).join("ochre"),
            (_, Some(home)) => PathBuf::from(home).join(".cache/ochre"),
            _ => top.join("build/cache"),
        };
        Ok(Self { top, cache })
    }

    /// The checkout itself.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// A path inside the checkout.
    pub fn source(&self, relative: &str) -> PathBuf {
        self.top.join(relative)
    }

    /// A path below `build/`, where everything made from this checkout goes.
    pub fn build(&self, relative: &str) -> PathBuf {
        self.top.join("build").join(relative)
    }

    /// The whole log of a step: `build/log/NAME.log`.
    pub fn log(&self, name: &str) -> PathBuf {
        self.build("log").join(format!("{name}.log"))
    }

    /// A path in the per-user cache, shared by all checkouts: sources, packages, apt's lists.
    pub fn cache(&self, relative: &str) -> PathBuf {
        self.cache.join(relative)
    }

    /// `path` as the user would write it from the top of the checkout.
    pub fn show<'p>(&self, path: &'p Path) -> std::path::Display<'p> {
        path.strip_prefix(&self.top).unwrap_or(path).display()
    }
}
