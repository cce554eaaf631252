//! `cook bench`: posixbench on Ochre and on Linux, in the same emulator, counting instructions, so that
//! the figures repeat exactly and do not depend on how busy this machine is. [`profile`] says where one
//! test's instructions go; [`library`] measures the C library on this machine.

mod library;
mod profile;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{bail, ensure, Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::build;
use crate::cli::{BenchArgs, Context, Kernel};
use crate::image::Extra;
use crate::qemu::Input;
use crate::recipe::Book;
use crate::report::run_logged;
use crate::sandbox::TRIPLE;
use crate::session::{Session, Setup};

/// How long one system may take for all of it.
const TIMEOUT: Duration = Duration::from_secs(1200);

/// One test's figures, in nanoseconds (which are instructions) an operation.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    test: String,
    ochre: Result<f64, String>,
    linux: Result<f64, String>,
    /// Ochre's time over Linux's: below 1, Ochre is faster.
    ratio: Option<f64>,
}

/// Stands for a figure that there is none of.
const NOT_MEASURED: &str = "not measured";

/// Figures by test.
type Figures = BTreeMap<String, Result<f64, String>>;

/// Measures, prints the table, writes `build/bench/posixbench.json`.
pub fn run(context: &Context, args: &BenchArgs) -> Result<ExitCode> {
    if args.profile {
        return profile::run(context, args);
    }
    if args.library {
        return library::compare(context, args);
    }
    let dir = folder(context)?;
    let path = dir.join("posixbench.json");
    let arguments = arguments(args);
    let mut linux = match args.on {
        Some(_) => last(&path, |row| row.linux),
        None => Figures::new(),
    };
    let mut ochre = match args.on {
        Some(_) => last(&path, |row| row.ochre),
        None => Figures::new(),
    };
    let mut order = Vec::new();
    if args.on != Some(Kernel::Ochre) {
        let theirs = dir.join("posixbench-linux");
        compile(context, Path::new("gcc"), &theirs)?;
        let text = on_linux(context, &theirs, &arguments)?;
        order = names(&text);
        linux.extend(parse(&text));
    }
    if args.on != Some(Kernel::Linux) {
        let ours = compile_ours(context, &dir)?;
        let text = on_ochre(context, &ours, &arguments)?;
        if order.is_empty() {
            order = names(&text);
        }
        ochre.extend(parse(&text));
    }
    let rows = rows(&order, &ochre, &linux);
    ensure!(!rows.is_empty(), "posixbench has no such test");
    print(&rows);
    fs::write(&path, serde_json::to_string_pretty(&rows)?)?;
    println!("\nalso in {}", context.tree.show(&path));
    let failed = args.on != Some(Kernel::Linux) && rows.iter().any(|row| row.ochre.is_err());
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// `build/bench`.
fn folder(context: &Context) -> Result<PathBuf> {
    let dir = context.tree.build("bench");
    fs::create_dir_all(&dir)?;
    Ok(dir)
}

/// posixbench's own arguments.
fn arguments(args: &BenchArgs) -> Vec<String> {
    let budget = ["-t".to_owned(), args.budget.to_string()];
    budget
        .into_iter()
        .chain(args.tests.iter().cloned())
        .collect()
}

/// One kernel's figures of the last run; none if there was none.
fn last(path: &Path, side: impl Fn(Row) -> Result<f64, String>) -> Figures {
    let text = fs::read_to_string(path).unwrap_or_default();
    let rows: Vec<Row> = serde_json::from_str(&text).unwrap_or_default();
    let figures = rows.into_iter().map(|row| (row.test.clone(), side(row)));
    figures.filter(|(_, figure)| figure.is_ok()).collect()
}

fn compile_ours(context: &Context, dir: &Path) -> Result<PathBuf> {
    let book = Book::open(&context.tree)?;
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
    let mut session = boot(context, program, None)?;
    posixbench(context, &mut session, arguments)
}

/// Where the program is in the guest.
const PROGRAM: &str = "/run/bench/posixbench";

/// Boots Ochre with the program in it.
fn boot(context: &Context, program: &Path, plugin: Option<String>) -> Result<Session> {
    let extras = [Extra {
        file: program.to_owned(),
        path: PROGRAM.to_owned(),
        mode: 0o755,
    }];
    let setup = Setup {
        image: "bench",
        extras: &extras,
        cpus: 1,
        counted: true,
        plugin,
        log: "bench-ochre",
        ..Setup::default()
    };
    Session::start(context, &setup)
}

/// Runs the program there; returns what it printed.
fn posixbench(context: &Context, session: &mut Session, arguments: &[String]) -> Result<String> {
    let step = context.report.step("posixbench on Ochre");
    let argv: Vec<String> = std::iter::once(PROGRAM.to_owned())
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
fn parse(text: &str) -> Figures {
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

/// The tests in the order in which they were printed.
fn names(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.split_once('\t').map(|(name, _)| name.to_owned()))
        .collect()
}

/// Both systems' figures side by side.
fn rows(order: &[String], ours: &Figures, theirs: &Figures) -> Vec<Row> {
    let missing = || Err(NOT_MEASURED.to_owned());
    order
        .iter()
        .map(|test| {
            let (ochre, linux) = (
                ours.get(test).cloned().unwrap_or_else(missing),
                theirs.get(test).cloned().unwrap_or_else(missing),
            );
            let ratio = match (&ochre, &linux) {
                (Ok(ours), Ok(theirs)) if *theirs > 0.0 => Some(ours / theirs),
                _ => None,
            };
            Row {
                test: test.clone(),
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
    let figure = |value: &Result<f64, String>| match value {
        Ok(n) => format!("{n:.1}"),
        Err(why) if why == NOT_MEASURED => "-".into(),
        Err(_) => "failed".into(),
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
        if let Err(why) = row.ochre.as_ref().map_err(|why| why.as_str()) {
            println!("{} failed on Ochre: {why}", row.test);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_put_side_by_side_and_a_failure_has_no_ratio() {
        let linux = "a\t100.0\r\nb\t10.0\r\n";
        let ochre = "a\t50.0\nb\tFAIL open: no\nposixbench done\n";
        let rows = rows(&names(linux), &parse(ochre), &parse(linux));
        assert_eq!(rows[0].ratio, Some(0.5));
        assert_eq!(
            (rows[1].ratio, &rows[1].ochre),
            (None, &Err("open: no".to_owned()))
        );
    }
}
