//! The crates' own tests, run by cargo on this machine.

use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::Tally;
use crate::build::rustc;
use crate::cli::Context;
use crate::report::{describe, run_logged};

/// What `cargo metadata` prints, as far as it matters here.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    metadata: Option<Flags>,
}

/// `[package.metadata.cook]` of a crate.
#[derive(Default, Deserialize)]
struct Flags {
    #[serde(default)]
    cook: Cook,
}

#[derive(Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Cook {
    /// False for a crate that only makes sense without this machine's operating system.
    host_tests: bool,
}

impl Default for Cook {
    fn default() -> Self {
        Self { host_tests: true }
    }
}

/// Tests every crate of the workspace; each test counts.
pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    let output = cargo(context)
        .args(["metadata", "--no-deps", "--format-version", "1", "--locked"])
        .output()
        .context("cannot start cargo")?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout)
        .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
    let tested = metadata.packages.into_iter();
    let tested = tested.filter(|p| p.metadata.as_ref().is_none_or(|m| m.cook.host_tests));
    let names: Vec<String> = tested.map(|package| package.name).collect();
    let step = context.report.step("build the crates' tests");
    let mut build = tests(context);
    build.arg("--no-run");
    for name in &names {
        build.args(["-p", name]);
    }
    // What fails here fails again below, crate by crate, and is counted there.
    match run_logged(&step, &mut build, &context.tree.log("test-build")) {
        Ok(()) => step.done(""),
        Err(_) => drop(step),
    }
    for name in &names {
        let mut command = tests(context);
        command.args(["-p", name]);
        crate_tests(context, tally, name, command)?;
    }
    crate_tests(context, tally, "fuzz corpora", corpora(context))
}

/// Replays what fuzzers have found (`tests/fuzz/library`, a workspace of its own).
fn corpora(context: &Context) -> Command {
    let mut command = cargo(context);
    command.args(["test", "--locked", "--no-fail-fast", "--lib"]);
    command
        .arg("--manifest-path")
        .arg(context.tree.source("tests/fuzz/library/Cargo.toml"));
    command
        .arg("--target-dir")
        .arg(context.tree.build("target/fuzz-library"));
    command
}

/// `cargo test`, without the examples in documentation: rustdoc may be of another version.
fn tests(context: &Context) -> Command {
    let mut command = cargo(context);
    command.args(["test", "--locked", "--no-fail-fast", "--all-targets"]);
    command
        .arg("--target-dir")
        .arg(context.tree.build("target/test"));
    // The same random inputs every time, so that a failure here is the change's own. Who looks for
    // new ones sets another seed.
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        command.env("PROPTEST_RNG_SEED", "1");
    }
    command
}

/// Runs one crate's tests, which `command` does.
pub(super) fn crate_tests(
    context: &Context,
    tally: &mut Tally,
    name: &str,
    mut command: Command,
) -> Result<()> {
    let step = context.report.step(format!("the tests of {name}"));
    let output = command
        .stdin(Stdio::null())
        .output()
        .context("cannot start cargo")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let log = context
        .tree
        .log(&format!("test-{}", name.replace(' ', "-")));
    fs::create_dir_all(context.tree.build("log"))?;
    fs::write(&log, format!("$ {}\n{errors}\n{text}", describe(&command)))?;
    drop(step);
    let results = results(&text);
    let failed = results.iter().any(|(_, passed)| !passed);
    for (test, passed) in results {
        let result = if passed {
            Ok(())
        } else {
            Err(format!("see {}", log.display()))
        };
        tally.record(&format!("{name}: {test}"), result);
    }
    if !output.status.success() && !failed {
        let lines: Vec<&str> = errors.lines().collect();
        let tail = lines[lines.len().saturating_sub(15)..].join("\n");
        tally.record(
            &format!("{name}: its tests run"),
            Err(format!("{tail}\nsee {}", log.display())),
        );
    }
    Ok(())
}

pub(super) fn cargo(context: &Context) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(context.tree.top())
        .env("RUSTC", rustc())
        .env("RUSTC_BOOTSTRAP", "1");
    cargo.env_remove("CARGO_TARGET_DIR");
    cargo
}

/// The tests that libtest's output names, and whether each passed.
fn results(text: &str) -> Vec<(String, bool)> {
    let mut results = Vec::new();
    for line in text.lines() {
        let Some(rest) = line.strip_prefix("test ") else {
            continue;
        };
        if let Some(name) = rest.strip_suffix(" ... ok") {
            results.push((name.to_owned(), true));
        } else if let Some(name) = rest.strip_suffix(" ... FAILED") {
            results.push((name.to_owned(), false));
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_as_libtest_prints_them() {
        let text = "running 3 tests\ntest a::b ... ok\ntest c ... FAILED\ntest d ... ignored\n\n\
                    test result: FAILED. 1 passed; 1 failed; 1 ignored\n";
        assert_eq!(
            results(text),
            [("a::b".to_owned(), true), ("c".to_owned(), false)]
        );
    }
}
