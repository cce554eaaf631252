//! `cook bench`: posixbench on Ochre and on Linux, in the same emulator, counting instructions, so that
//! the figures repeat exactly and do not depend on how busy this machine is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{bail, ensure, Context as _, Result};
use serde::Serialize;

use crate::build;
use crate::cli::{BenchArgs, Context};
use crate::image::Extra;
use crate::qemu::Input;
use crate::recipe::Book;
use crate::report::run_logged;
use crate::sandbox::TRIPLE;
use crate::session::{Session, Setup};

/// How long one system may take for all of it.
const TIMEOUT: Duration = Duration::from_secs(1200);

/// One test's figures, in nanoseconds (which are instructions) an operation.
#[derive(Debug, Serialize)]
struct Row {
    test: String,
    ochre: Result<f64, String>,
    linux: Result<f64, String>,
    /// Ochre's time over Linux's: below 1, Ochre is faster.
    ratio: Option<f64>,
}

/// Measures, prints the table, writes `build/bench/posixbench.json`.
pub fn run(context: &Context, args: &BenchArgs) -> Result<ExitCode> {
    let arguments: Vec<String> = ["-t".to_owned(), args.budget.to_string()]
        .into_iter()
        .chain(args.tests.iter().cloned())
        .collect();
    let dir = context.tree.build("bench");
    fs::create_dir_all(&dir)?;
    let ours = compile_ours(context, &dir)?;
    let theirs = dir.join("posixbench-linux");
    compile(context, Path::new("gcc"), &theirs)?;
    let linux = on_linux(context, &theirs, &arguments)?;
    let ochre = on_ochre(context, &ours, &arguments)?;
    let rows = rows(&ochre, &linux);
    ensure!(!rows.is_empty(), "posixbench has no such test");
    print(&rows);
    let path = dir.join("posixbench.json");
    fs::write(&path, serde_json::to_string_pretty(&rows)?)?;
    println!("\nalso in {}", context.tree.show(&path));
    let failed = rows.iter().any(|row| row.ochre.is_err());
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn compile_ours(context: &Context, dir: &Path) -> Result<PathBuf> {
    let book = Book::open(&context.tree.source("ports"))?;
    let sysroot = build::sysroot(context, &book, &["relibc"])?;
    let program = dir.join("posixbench-ochre");
    compile(
        context,
        &sysroot.join("usr/bin").join(format!("{TRIPLE}-gcc")),
        &program,
    )?;
    Ok(program)
}

fn compile(context: &Context, gcc: &Path, program: &Path) -> Result<()> {
    let step = context
        .report
        .step(format!("compile {}", context.tree.show(program)));
    let mut command = Command::new(gcc);
    command
        .args(["-O2", "-static", "-pthread", "-o"])
        .arg(program);
    command.arg(context.tree.source("tests/bench/posixbench.c"));
    run_logged(&step, &mut command, &context.tree.log("bench"))
}

/// Runs posixbench on the peer's kernel; returns what it printed.
fn on_linux(context: &Context, program: &Path, arguments: &[String]) -> Result<String> {
    let step = context.report.step("posixbench on Linux");
    let output = Command::new(context.tree.source("tests/bench/linux-peer.sh"))
        .arg("--icount")
        .arg(program)
        .args(arguments)
        .env("PEER_TIMEOUT", TIMEOUT.as_secs().to_string())
        .output()
        .context("cannot start tests/bench/linux-peer.sh")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !text.contains("posixbench done") {
        bail!(
            "Linux did not finish posixbench:\n{text}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    step.done("");
    Ok(text)
}

/// Runs posixbench on Ochre; returns what it printed.
fn on_ochre(context: &Context, program: &Path, arguments: &[String]) -> Result<String> {
    let path = "/run/bench/posixbench".to_owned();
    let extras = [Extra {
        file: program.to_owned(),
        path: path.clone(),
        mode: 0o755,
    }];
    let setup = Setup {
        extras: &extras,
        cpus: 1,
        counted: true,
        log: "bench-ochre",
        ..Setup::default()
    };
    let mut session = Session::start(context, &setup)?;
    let step = context.report.step("posixbench on Ochre");
    let argv: Vec<String> = std::iter::once(path)
        .chain(arguments.iter().cloned())
        .collect();
    let mut out = Vec::new();
    let outcome = session.run(
        &argv,
        Input::Bytes(Vec::new()),
        &mut out,
        &mut std::io::stderr(),
        TIMEOUT,
    );
    let text = String::from_utf8_lossy(&out).into_owned();
    let outcome = outcome.with_context(|| format!("posixbench had printed:\n{text}"))?;
    if !text.contains("posixbench done") {
        bail!("posixbench ended early ({outcome:?}) and had printed:\n{text}");
    }
    step.done("");
    Ok(text)
}

/// posixbench's lines: `NAME TAB NANOSECONDS` or `NAME TAB FAIL REASON`.
fn parse(text: &str) -> BTreeMap<String, Result<f64, String>> {
    let figures = text
        .lines()
        .filter_map(|line| line.trim_end().split_once('\t'));
    figures
        .map(|(name, value)| {
            let value = match value.parse() {
                Ok(number) => Ok(number),
                Err(_) => Err(value.trim_start_matches("FAIL ").to_owned()),
            };
            (name.to_owned(), value)
        })
        .collect()
}

/// Both systems' figures side by side, in the order in which Linux printed them.
fn rows(ochre: &str, linux: &str) -> Vec<Row> {
    let (ours, theirs) = (parse(ochre), parse(linux));
    let order = linux
        .lines()
        .filter_map(|line| line.split_once('\t').map(|(name, _)| name.to_owned()));
    let missing = || Err("not measured".to_owned());
    order
        .map(|test| {
            let (ochre, linux) = (
                ours.get(&test).cloned().unwrap_or_else(missing),
                theirs.get(&test).cloned().unwrap_or_else(missing),
            );
            let ratio = match (&ochre, &linux) {
                (Ok(ours), Ok(theirs)) if *theirs > 0.0 => Some(ours / theirs),
                _ => None,
            };
            Row {
                test,
                ochre,
                linux,
                ratio,
            }
        })
        .collect()
}

fn print(rows: &[Row]) {
    println!(
        "{:26} {:>12} {:>12} {:>8}",
        "instructions an operation", "Ochre", "Linux", "ratio"
    );
    let figure = |value: &Result<f64, String>| {
        value
            .as_ref()
            .map_or("failed".into(), |n| format!("{n:.1}"))
    };
    for row in rows {
        let ratio = row.ratio.map_or("-".into(), |ratio| format!("{ratio:.2}"));
        println!(
            "{:26} {:>12} {:>12} {ratio:>8}",
            row.test,
            figure(&row.ochre),
            figure(&row.linux)
        );
    }
    for row in rows {
        if let Err(why) = &row.ochre {
            println!("{} failed on Ochre: {why}", row.test);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_put_side_by_side_and_a_failure_has_no_ratio() {
        let rows = rows(
            "a\t50.0\nb\tFAIL open: no\nposixbench done\n",
            "a\t100.0\r\nb\t10.0\r\n",
        );
        assert_eq!(rows[0].ratio, Some(0.5));
        assert_eq!(
            (rows[1].ratio, &rows[1].ochre),
            (None, &Err("open: no".to_owned()))
        );
    }
}
