//! Ports built for the tests that they bring: with Ochre's C library, and with this machine's, which is what they are
//! compared with. Each has a tree of its own below `build/tests/suites`, which is kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{bail, Context as _, Result};

use super::key::recorded;
use super::port::whole;
use super::{compose, Inputs, Shelf, Work};
use crate::cli::Context;
use crate::recipe::{Port, Suites};
use crate::report::Step;
use crate::sandbox::{self, Rooms, Target};
use crate::source::hash_file;

/// A port in the tree where its tests run.
pub struct Tested<'a> {
    context: &'a Context,
    port: &'a Port,
    suites: &'a Suites,
    target: Target,
    inputs: Inputs,
    dir: PathBuf,
}

impl<'a> Tested<'a> {
    /// `port` as it is built for `target`; nothing is built yet.
    pub fn new(
        context: &'a Context,
        port: &'a Port,
        suites: &'a Suites,
        target: Target,
        shelf: &Shelf,
    ) -> Result<Self> {
        let mut inputs = Inputs::of(context, port, shelf)?;
        let side = match target {
            Target::Ochre => "ochre",
            Target::Here => {
                inputs = inputs.without_needs();
                for package in &suites.packages {
                    inputs.add(&format!("package {package}"), version_of(package)?);
                }
                "here"
            }
        };
        for need in &suites.needs {
            inputs.add(&format!("need {need}"), shelf[need].content.clone());
        }
        inputs.add("arguments for tests", suites.args.join(" "));
        let dir = context
            .tree
            .build("tests/suites")
            .join(port.name())
            .join(side);
        Ok(Self {
            context,
            port,
            suites,
            target,
            inputs,
            dir,
        })
    }

    /// The hash of everything that the results of the suites depend on.
    pub fn key(&self, shelf: &Shelf) -> Result<String> {
        let mut inputs = self.inputs.clone();
        inputs.add("suites", hash_file(&self.port.dir.join("suites.toml"))?);
        match self.target {
            Target::Here => inputs.add("libc", version_of("libc6")?),
            Target::Ochre => inputs.with_code_of_libc(shelf),
        }
        Ok(inputs.key())
    }

    /// Builds it unless the tree is what it would be, and puts what it needs beside it.
    pub fn build(&self, shelf: &Shelf, jobs: &jobserver::Client, step: &Step) -> Result<()> {
        sandbox::probe()?;
        compose(&self.dir.join("sysroot"), shelf, self.inputs.needs())?;
        let compiled = self.dir.join("compiled.json");
        let compiling = self.inputs.for_compiling(shelf)?;
        if recorded(&compiled).is_some_and(|kept| kept == compiling) {
            return Ok(());
        }
        fs::remove_file(&compiled).ok();
        let log = self.log("build");
        fs::remove_file(&log).ok();
        let work = Work {
            context: self.context,
            port: self.port,
            shelf,
            inputs: &self.inputs,
            step,
            log: &log,
            jobs,
            dir: self.dir.clone(),
        };
        let (source, out, sysroot) = self.rooms();
        let rooms = Rooms {
            source: &source,
            out: &out,
            sysroot: &sysroot,
        };
        whole(&work, &rooms, self.target, &self.suites.args)?;
        fs::write(&compiled, serde_json::to_string(&compiling)?)?;
        Ok(())
    }

    /// A command that runs `script` in the built source.
    pub fn command(&self, script: &str) -> Result<Command> {
        let (source, out, sysroot) = self.rooms();
        let rooms = Rooms {
            source: &source,
            out: &out,
            sysroot: &sysroot,
        };
        sandbox::command_for(self.target, &rooms, script)
    }

    /// The log of one step of this side.
    pub fn log(&self, what: &str) -> PathBuf {
        let side = match self.target {
            Target::Ochre => "ochre",
            Target::Here => "here",
        };
        let name = format!("suites-{}-{side}-{what}", self.port.name());
        self.context.tree.log(&name)
    }

    fn rooms(&self) -> (PathBuf, PathBuf, PathBuf) {
        let room = |name| self.dir.join(name);
        (room("source"), room("out"), room("sysroot"))
    }
}

/// The version of a Debian package that is installed here.
fn version_of(package: &str) -> Result<String> {
    let output = Command::new("dpkg-query")
        .args(["-W", "-f=${Version}", package])
        .output()
        .context("cannot start dpkg-query")?;
    if !output.status.success() {
        bail!("the Debian package {package} is not installed; as root: apt-get install {package}");
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What the tests of a suite ended with.
pub type Outcomes = BTreeMap<String, Outcome>;

/// How one test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Outcome {
    /// As it should, an expected failure among them.
    Passed,
    /// Otherwise.
    Failed,
    /// It did not run.
    Skipped,
}

/// Reads the lines `PASS: NAME`, `FAIL: NAME`, `SKIP: NAME`, `XFAIL: NAME`, `XPASS: NAME` and `ERROR: NAME`, which are those of
/// Automake's and DejaGnu's drivers. A name that comes again gets a number.
pub fn outcomes(output: &str) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for line in output.lines() {
        let Some((word, name)) = line.split_once(": ") else {
            continue;
        };
        let outcome = match word {
            "PASS" | "XFAIL" => Outcome::Passed,
            "FAIL" | "XPASS" | "ERROR" => Outcome::Failed,
            "SKIP" => Outcome::Skipped,
            _ => continue,
        };
        let mut unique = name.trim().to_owned();
        let mut number = 2;
        while outcomes.contains_key(&unique) {
            unique = format!("{} #{number}", name.trim());
            number += 1;
        }
        outcomes.insert(unique, outcome);
    }
    outcomes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_those_of_automake_s_lines() {
        let output = "PASS: a\nchecking for b... yes\nFAIL: b\nSKIP: c\nXFAIL: d\nXPASS: e\nPASS: a\nERROR: f\n# PASS:  9\n";
        let outcomes = outcomes(output);
        let of = |name: &str| outcomes.get(name).copied();
        assert_eq!(of("a"), Some(Outcome::Passed));
        assert_eq!(of("a #2"), Some(Outcome::Passed));
        assert_eq!(of("b"), Some(Outcome::Failed));
        assert_eq!(of("c"), Some(Outcome::Skipped));
        assert_eq!(of("d"), Some(Outcome::Passed));
        assert_eq!(of("e"), Some(Outcome::Failed));
        assert_eq!(of("f"), Some(Outcome::Failed));
        assert_eq!(outcomes.len(), 7);
    }
}
