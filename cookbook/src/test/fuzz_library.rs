//! cargo-fuzz on the C library's parsers: `tests/fuzz/library`, each target for some seconds, from the corpus that the
//! tree keeps. What it finds is left in `build/fuzz/TARGET`: new inputs in `corpus`, those that failed in `failures`.
//!
//! For a longer run: `OCHRE_FUZZ_SECONDS=N ./cook test fuzz-library [TARGET…]`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use super::host::cargo;
use super::soak::number;
use super::Tally;
use crate::build::rustc;
use crate::cli::Context;
use crate::report::run_logged;

/// Seconds for each target.
const SECONDS: u32 = 10;

const TARGET: &str = "x86_64-unknown-linux-gnu";

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    let seconds = number("OCHRE_FUZZ_SECONDS", SECONDS)?;
    let folder = context.tree.source("tests/fuzz/library");
    let names = targets(&folder.join("fuzz_targets"))?;
    let names: Vec<String> = names.into_iter().filter(|name| tally.wants(name)).collect();
    if names.is_empty() {
        return Ok(());
    }
    let programs = build(context, &folder)?;
    for name in &names {
        let step = context.report.step(format!("fuzz {name}"));
        let out = context.tree.build("fuzz").join(name);
        let (corpus, failures) = (out.join("corpus"), out.join("failures"));
        for folder in [&corpus, &failures] {
            fs::create_dir_all(folder)?;
        }
        let mut fuzzer = Command::new(programs.join(name));
        fuzzer.arg(&corpus);
        for kind in ["corpus", "regressions"] {
            let kept = folder.join(kind).join(name);
            fuzzer.args(kept.is_dir().then_some(kept));
        }
        fuzzer.arg(format!("-max_total_time={seconds}"));
        fuzzer.arg(format!("-artifact_prefix={}/", failures.display()));
        fuzzer.args(["-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1"]);
        // The sanitizer's own reading of the oracle's arguments takes `%.*s` for a string with an end.
        fuzzer.env("ASAN_OPTIONS", "check_printf=0");
        let output = fuzzer.stdin(Stdio::null()).output()?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        fs::write(out.join("log"), &told)?;
        drop(step);
        let result = match output.status.success() {
            true => Ok(()),
            false => Err(format!(
                "{}\nsee {}",
                end_of(&told),
                out.join("log").display()
            )),
        };
        tally.record(&format!("{name}: {}", summary(&told)), result);
    }
    Ok(())
}

/// The targets' names.
fn targets(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        names.extend(
            path.file_stem()
                .map(|stem| stem.to_string_lossy().into_owned()),
        );
    }
    names.sort();
    Ok(names)
}

/// Builds all targets; answers where they are. With AddressSanitizer where the compiler comes with it.
fn build(context: &Context, folder: &Path) -> Result<PathBuf> {
    let step = context.report.step("build the fuzz targets");
    let log = context.tree.log("test-fuzz-library");
    fs::remove_file(&log).ok();
    let tools = context.tree.cache("tools");
    if !tools.join("bin/cargo-fuzz").exists() {
        let mut install = Command::new("cargo");
        install
            .args(["install", "--quiet", "--locked", "cargo-fuzz", "--root"])
            .arg(&tools);
        run_logged(&step, &mut install, &log).context("cannot install cargo-fuzz")?;
    }
    let target = context.tree.build("target/fuzz-library");
    let with_sanitizer = compiler_with_sanitizer()?;
    let sanitizer = with_sanitizer.as_ref().map_or("none", |_| "address");
    // cargo knows its subcommands by PATH.
    let mut paths = vec![tools.join("bin")];
    paths.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    let mut build = cargo(context);
    build.env("RUSTC", with_sanitizer.unwrap_or_else(rustc));
    build.env("PATH", std::env::join_paths(paths)?);
    build.args(["fuzz", "build", "--fuzz-dir", ".", "--sanitizer", sanitizer]);
    build
        .args(["--target", TARGET, "--target-dir"])
        .arg(&target);
    build.current_dir(folder);
    run_logged(&step, &mut build, &log)?;
    step.done(&format!("sanitizer: {sanitizer}"));
    Ok(target.join(TARGET).join("release"))
}

/// The first compiler here that comes with AddressSanitizer's runtime: Debian's does not, rustup's do.
fn compiler_with_sanitizer() -> Result<Option<PathBuf>> {
    for compiler in [rustc(), PathBuf::from("rustc")] {
        let query = Command::new(&compiler)
            .args(["--print", "target-libdir"])
            .output();
        let Ok(output) = query else { continue };
        let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let mut entries = fs::read_dir(&folder).with_context(|| folder.clone())?;
        if entries.any(|entry| {
            entry.is_ok_and(|e| e.file_name().to_string_lossy().ends_with("_rt.asan.a"))
        }) {
            return Ok(Some(compiler));
        }
    }
    Ok(None)
}

/// Executions and coverage, out of libFuzzer's report.
fn summary(told: &str) -> String {
    let mut words = told
        .lines()
        .rev()
        .filter(|line| line.starts_with('#'))
        .flat_map(str::split_whitespace);
    let covered = words
        .find(|word| *word == "cov:")
        .and(words.next())
        .unwrap_or("?");
    let count = |name: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(name));
        line.map_or("?", str::trim).to_owned()
    };
    let executions = count("stat::number_of_executed_units:");
    format!("{executions} executions, {covered} edges covered")
}

/// What went wrong: the panic's message or the sanitizer's, and where the input is.
fn end_of(told: &str) -> String {
    let says = |line: &&str| {
        [
            "panicked at",
            "==ERROR",
            "SUMMARY",
            "Test unit written",
            "ERROR: ",
        ]
        .iter()
        .any(|part| line.contains(part))
    };
    let lines: Vec<&str> = told.lines().collect();
    let mut shown: Vec<&str> = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| says(line)) {
        shown.push(line);
        if line.contains("panicked at") {
            shown.extend(lines.get(index + 1));
        }
    }
    shown.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_of_libfuzzer_is_summed_up() {
        let told = "#2\tINITED cov: 10 ft: 11\n#77\tDONE   cov: 123 ft: 456 corp: 7/9b\nDone\n\
                    stat::number_of_executed_units: 77\n";
        assert_eq!(summary(told), "77 executions, 123 edges covered");
    }

    #[test]
    fn a_failure_names_the_panic_and_the_input() {
        let told = "noise\nthread '<unnamed>' panicked at src/a.rs:1:2:\nit differs\nstack\n\
                    artifact_prefix='x/'; Test unit written to x/crash-1\n";
        assert_eq!(
            end_of(told),
            "thread '<unnamed>' panicked at src/a.rs:1:2:\nit differs\n\
             artifact_prefix='x/'; Test unit written to x/crash-1"
        );
    }
}
