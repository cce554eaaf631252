//! The program `cook` itself, given bad input: it must say what is wrong and where, and run nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::Tally;
use crate::cli::Context;

/// A broken recipe: the test's name, its files, the command line, and what must be said.
struct Case {
    name: &'static str,
    recipes: &'static [(&'static str, &'static str)],
    command: &'static [&'static str],
    says: &'static [&'static str],
}

/// A recipe's beginning, up to its source.
const HEAD: &str =
    "[package]\nname = \"NAME\"\nversion = \"1\"\nlicense = \"MIT\"\nsummary = \"x\"\n";

const CASES: [Case; 9] = [
    Case {
        name: "a wrong hash is refused, naming what was expected and what was found",
        recipes: &[("a", "[source]\nurl = \"file://DIR/archive.tar.gz\"\nblake3 = \"ZEROS\"\n[build]\nsystem = \"make\"\n")],
        command: &["build", "a"],
        says: &["ports/a/recipe.toml:8", "wrong BLAKE3 hash", "000000", "the file has"],
    },
    Case {
        name: "a source that cannot be had is told with every place that was tried",
        recipes: &[("a", "[source]\nurl = \"file://DIR/nowhere.tar.gz\"\nblake3 = \"ZEROS\"\n[build]\nsystem = \"make\"\n")],
        command: &["build", "a"],
        says: &["ports/a/recipe.toml:8", "cannot be had", "nowhere.tar.gz: not reachable"],
    },
    Case {
        name: "an unknown key is told with its line",
        recipes: &[("a", "[source]\nurl = \"file:///x\"\nblake3 = \"ZEROS\"\n[build]\nsystem = \"make\"\nneed = []\n")],
        command: &["build", "a"],
        says: &["ports/a/recipe.toml:11:1", "unknown field `need`"],
    },
    Case {
        name: "a missing need is told with its line",
        recipes: &[("a", "[source]\nurl = \"file:///x\"\nblake3 = \"ZEROS\"\n[build]\nsystem = \"make\"\nneeds = [\"b\"]\n")],
        command: &["lint"],
        says: &["ports/a/recipe.toml:11", "needs \"b\", which no recipe makes"],
    },
    Case {
        name: "a cycle is told with all that are in it",
        recipes: &[
            ("a", "[source]\nurl = \"file:///x\"\nblake3 = \"ZEROS\"\n[build]\nsystem = \"make\"\nneeds = [\"b\"]\n"),
            ("b", "[source]\nurl = \"file:///x\"\nblake3 = \"ZEROS\"\n[build]\nsystem = \"make\"\nneeds = [\"a\"]\n"),
        ],
        command: &["build", "a"],
        says: &["need each other", "a -> b -> a"],
    },
    Case {
        name: "an unknown recipe is told with those there are",
        recipes: &[("a", "[source]\nurl = \"file:///x\"\nblake3 = \"ZEROS\"\n[build]\nsystem = \"make\"\n")],
        command: &["build", "zzz"],
        says: &["there is no recipe \"zzz\"", "there are: a"],
    },
    Case {
        name: "an unknown image is told by its file",
        recipes: &[],
        command: &["image", "zzz"],
        says: &["images/zzz.toml"],
    },
    Case {
        name: "an unknown suite is told with those there are",
        recipes: &[],
        command: &["test", "zzz"],
        says: &["there is no suite \"zzz\"", "there are: host, cook"],
    },
    Case {
        name: "a program is refused where the suite has none to choose from",
        recipes: &[],
        command: &["test", "boots", "zzz"],
        says: &["suite boots has no programs to choose from"],
    },
];

pub fn run(_context: &Context, tally: &mut Tally) -> Result<()> {
    for case in &CASES {
        tally.record(case.name, check(case).map_err(|e| format!("{e:#}")));
    }
    Ok(())
}

/// Runs cook in a tree that has only the case's recipes.
fn check(case: &Case) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let top = dir.path();
    for folder in ["cookbook", "ports", "images", "cache"] {
        fs::create_dir(top.join(folder))?;
    }
    fs::write(top.join("archive.tar.gz"), "not the archive that was meant")?;
    for (name, rest) in case.recipes {
        let folder = top.join("ports").join(name);
        fs::create_dir(&folder)?;
        let text = HEAD.replace("NAME", name) + rest;
        let text = text
            .replace("DIR", &top.to_string_lossy())
            .replace("ZEROS", &"0".repeat(64));
        fs::write(folder.join("recipe.toml"), text)?;
    }
    let output = Command::new(std::env::current_exe()?)
        .arg("--top")
        .arg(top)
        .args(case.command)
        .env("XDG_CACHE_HOME", top.join("cache"))
        .output()?;
    anyhow::ensure!(!output.status.success(), "cook was content");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for words in case.says {
        anyhow::ensure!(
            said.contains(words),
            "cook did not say {words:?}, but:\n{said}"
        );
    }
    nothing_was_built(top)
}

fn nothing_was_built(top: &Path) -> Result<()> {
    anyhow::ensure!(
        !top.join("build/packages").exists(),
        "something was built all the same"
    );
    Ok(())
}
