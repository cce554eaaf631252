//! The crates' own tests in Miri, which knows of each access whether it is one that Rust allows: `tests/miri/crates.toml`
//! says of which crates, and which of their tests are left out.

use std::process::{Command, Stdio};

use anyhow::Result;
use serde::Deserialize;

use super::host::crate_tests;
use super::Tally;
use crate::cli::Context;
use crate::recipe::read_toml;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// The toolchain, by rustup's name.
    toolchain: String,
    #[serde(rename = "crate")]
    crates: Vec<Crate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Crate {
    name: String,
    /// Parts of the names of the tests that are run; all when empty.
    #[serde(default)]
    only: Vec<String>,
    #[serde(default)]
    left_out: Vec<LeftOut>,
}

/// Tests that are not run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    /// Parts of their names.
    tests: Vec<String>,
    /// For whoever reads the file.
    #[serde(rename = "why")]
    _why: String,
}

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    const PLAN: &str = "tests/miri/crates.toml";
    let (plan, _): (Plan, _) = read_toml(&context.tree.source(PLAN), PLAN)?;
    let mut crates = plan.crates;
    crates.retain(|member| tally.wants(&member.name));
    if !is_installed(&plan.toolchain) {
        let install = format!(
            "install it: rustup toolchain install {} --profile minimal -c miri -c rust-src",
            plan.toolchain
        );
        for member in &crates {
            tally.skip(&member.name, &install);
        }
        return Ok(());
    }
    for member in &crates {
        let mut tests = miri(&plan.toolchain);
        tests.args(["test", "--locked", "--lib", "-p", &member.name]);
        tests
            .arg("--target-dir")
            .arg(context.tree.build("target/miri"));
        tests.arg("--").args(&member.only);
        for part in member.left_out.iter().flat_map(|left| &left.tests) {
            tests.args(["--skip", part]);
        }
        tests.current_dir(context.tree.top());
        // Whoever looks for long sets more.
        if std::env::var_os("PROPTEST_CASES").is_none() {
            tests.env("PROPTEST_CASES", "1");
        }
        // Tests may read files and the environment; addresses may be kept as numbers, as an allocator does.
        let flags = "-Zmiri-disable-isolation -Zmiri-permissive-provenance";
        tests.env("MIRIFLAGS", flags);
        crate_tests(context, tally, &format!("{} in Miri", member.name), tests)?;
    }
    Ok(())
}

fn is_installed(toolchain: &str) -> bool {
    let mut version = miri(toolchain);
    version.arg("--version");
    version.stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

/// `cargo miri`, of that toolchain.
fn miri(toolchain: &str) -> Command {
    let mut cargo = Command::new("rustup");
    cargo.args(["run", toolchain, "cargo", "miri"]);
    for name in [
        "RUSTC",
        "RUSTC_BOOTSTRAP",
        "RUSTFLAGS",
        "RUSTUP_TOOLCHAIN",
        "CARGO",
        "CARGO_TARGET_DIR",
    ] {
        cargo.env_remove(name);
    }
    cargo
}
