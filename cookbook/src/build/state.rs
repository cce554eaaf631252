//! What is known about the last build of each recipe: `build/state/NAME.json`.

use std::fs;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::Inputs;
use crate::tree::Tree;

/// The last build of a recipe.
#[derive(Debug, Serialize, Deserialize)]
pub struct State {
    key: String,
    /// What it was made from.
    pub inputs: Inputs,
    /// The hash of its files.
    pub content: String,
    /// Set from when a newer build begins until it succeeds: an old package is never taken for the new.
    pub stale: bool,
}

impl State {
    /// A build that has just succeeded.
    pub fn new(key: String, inputs: Inputs, content: String) -> Self {
        Self {
            key,
            inputs,
            content,
            stale: false,
        }
    }

    /// The recorded state of recipe `name`, if it was ever built here.
    pub fn load(tree: &Tree, name: &str) -> Option<Self> {
        serde_json::from_str(&fs::read_to_string(path(tree, name)).ok()?).ok()
    }

    /// Whether the package is the one that `key` asks for.
    pub fn is_current(&self, key: &str) -> bool {
        !self.stale && self.key == key
    }

    /// Records that the package is older than its recipe.
    pub fn mark_stale(mut self, tree: &Tree, name: &str) -> Result<()> {
        self.stale = true;
        self.save(tree, name)
    }

    /// Writes the record.
    pub fn save(&self, tree: &Tree, name: &str) -> Result<()> {
        let path = path(tree, name);
        fs::create_dir_all(tree.build("state"))?;
        fs::write(&path, serde_json::to_string_pretty(self)?)
            .with_context(|| format!("{}: cannot write", path.display()))
    }
}

fn path(tree: &Tree, name: &str) -> std::path::PathBuf {
    tree.build("state").join(format!("{name}.json"))
}
