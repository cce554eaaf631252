//! `cook bench --library`: libcbench and a hello, built statically, and what only dynamic programs have, natively on this machine, against glibc
//! and musl in one run. The figures are CPU time, and depend on the machine: compare within one run only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{ensure, Context as _, Result};
use serde::Serialize;

use super::{folder, names, parse, Figures};
use crate::build;
use crate::cli::{BenchArgs, Context};
use crate::recipe::Book;
use crate::report::run_logged;
use crate::sandbox::TRIPLE;

/// Each library's program is run so often, one after the other; the best figure counts.
const ROUNDS: usize = 3;

/// How often a hello is started in a round.
const STARTS: usize = 200;

const HELLO: &str = "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n";

/// One test's figures, in nanoseconds an operation.
#[derive(Debug, Serialize, PartialEq)]
struct Row {
    test: String,
    relibc: f64,
    glibc: f64,
    musl: f64,
    /// relibc's time over the better of the others: below 1, relibc is faster.
    ratio: f64,
}

/// A library with its programs.
struct Library {
    name: &'static str,
    compiler: PathBuf,
    /// Options for a dynamic program that is to find loader and library outside their places.
    dynamic: Vec<String>,
    figures: Figures,
}

pub fn run(context: &Context, args: &BenchArgs) -> Result<ExitCode> {
    let dir = folder(context)?;
    let book = Book::open(&context.tree)?;
    let sysroot = build::sysroot(context, &book, &["relibc"])?;
    let ours = sysroot.join("usr/bin").join(format!("{TRIPLE}-gcc"));
    let library = |name, compiler: PathBuf, dynamic| Library {
        name,
        compiler,
        dynamic,
        figures: Figures::new(),
    };
    let here = sysroot.display();
    let places = vec![
        format!("-Wl,--dynamic-linker={here}/lib/ld-relibc-x86_64.so.1"),
        format!("-Wl,-rpath,{here}/usr/lib"),
    ];
    let mut libraries = [
        library("relibc", ours, places),
        library("glibc", "gcc".into(), Vec::new()),
        library("musl", "musl-gcc".into(), Vec::new()),
    ];
    let hello = dir.join("hello.c");
    fs::write(&hello, HELLO)?;
    for library in &libraries {
        compile(context, library, &dir, &hello)?;
    }
    let mut order = Vec::new();
    for round in 1..=ROUNDS {
        for library in &mut libraries {
            let step = context
                .report
                .step(format!("{}, {round} of {ROUNDS}", library.name));
            let text = measure(library, &dir, &args.tests)?;
            keep_best(&mut library.figures, parse(&text));
            order = names(&text);
            step.done("");
        }
    }
    let rows = rows(&order, &libraries);
    ensure!(!rows.is_empty(), "libcbench has no such test");
    print(&rows);
    for library in &libraries {
        println!(
            "a static hello of {}: {} bytes",
            library.name,
            fs::metadata(program(&dir, library, "hello"))?.len()
        );
    }
    let path = dir.join("libcbench.json");
    fs::write(&path, serde_json::to_string_pretty(&rows)?)?;
    println!("\nalso in {}", context.tree.show(&path));
    Ok(ExitCode::SUCCESS)
}

fn program(dir: &Path, library: &Library, name: &str) -> PathBuf {
    dir.join(format!("{name}-{}", library.name))
}

fn compile(context: &Context, library: &Library, dir: &Path, hello: &Path) -> Result<()> {
    let source = context.tree.source("tests/bench/libcbench.c");
    let step = context
        .report
        .step(format!("compile with {}", library.compiler.display()));
    let options =
        |all: &[&str]| -> Vec<String> { all.iter().map(|&option| option.to_owned()).collect() };
    let dynamic = [options(&["-s"]), library.dynamic.clone()].concat();
    let also_dynamic = [options(&["-DDYNAMIC"]), library.dynamic.clone()].concat();
    let programs: [(&str, &Path, Vec<String>); 4] = [
        ("libcbench", &source, options(&["-fno-builtin", "-static"])),
        ("libcbench-dynamic", &source, also_dynamic),
        ("hello", hello, options(&["-static", "-s"])),
        ("hello-dynamic", hello, dynamic),
    ];
    for (name, source, options) in programs {
        let mut command = Command::new(&library.compiler);
        command
            .arg("-O2")
            .args(options)
            .arg(source)
            .arg("-o")
            .arg(program(dir, library, name))
            .args(["-lm", "-pthread"]);
        run_logged(&step, &mut command, &context.tree.log("bench-library"))?;
    }
    step.done("");
    Ok(())
}

/// Runs a library's programs; lines as libcbench prints them.
fn measure(library: &Library, dir: &Path, tests: &[String]) -> Result<String> {
    let mut text = String::new();
    // libcbench takes one part of a name; without any, all tests run.
    let all = [String::new()];
    for test in if tests.is_empty() { &all[..] } else { tests } {
        for file in ["libcbench", "libcbench-dynamic"] {
            let output = Command::new(program(dir, library, file))
                .arg(test)
                .output()?;
            ensure!(
                output.status.success(),
                "{file} with {} ended with {}",
                library.name,
                output.status
            );
            text += &String::from_utf8_lossy(&output.stdout);
        }
        for (name, file) in [
            ("start_static", "hello"),
            ("start_dynamic", "hello-dynamic"),
        ] {
            if name.contains(test.as_str()) {
                let time = start(&program(dir, library, file))?;
                text += &format!("{name}\t{}\n", time.as_nanos());
            }
        }
    }
    Ok(text)
}

/// The shortest time that a program takes from start to end.
fn start(program: &Path) -> Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..STARTS {
        let begin = Instant::now();
        let status = Command::new(program)
            .stdout(Stdio::null())
            .status()
            .with_context(|| format!("cannot start {}", program.display()))?;
        best = best.min(begin.elapsed());
        ensure!(
            status.success(),
            "{} ended with {status}",
            program.display()
        );
    }
    Ok(best)
}

fn keep_best(kept: &mut Figures, new: Figures) {
    for (test, figure) in new {
        match (kept.get(&test), &figure) {
            (Some(Ok(old)), Ok(new)) if old <= new => {}
            _ => {
                kept.insert(test, figure);
            }
        }
    }
}

/// The figures side by side; a test that a library did not run has none.
fn rows(order: &[String], [ours, glibc, musl]: &[Library; 3]) -> Vec<Row> {
    let figure = |library: &Library, test: &str| library.figures.get(test)?.clone().ok();
    order
        .iter()
        .filter_map(|test| {
            let (relibc, glibc, musl) = (
                figure(ours, test)?,
                figure(glibc, test)?,
                figure(musl, test)?,
            );
            Some(Row {
                test: test.clone(),
                relibc,
                glibc,
                musl,
                ratio: relibc / glibc.min(musl),
            })
        })
        .collect()
}

fn print(rows: &[Row]) {
    println!(
        "{:24} {:>12} {:>12} {:>12} {:>8}",
        "ns an operation", "relibc", "glibc", "musl", "ratio"
    );
    for row in rows {
        println!(
            "{:24} {:>12.2} {:>12.2} {:>12.2} {:>8.2}{}",
            row.test,
            row.relibc,
            row.glibc,
            row.musl,
            row.ratio,
            if row.ratio > 1.1 { "  slower" } else { "" }
        );
    }
    let slower = rows.iter().filter(|row| row.ratio > 1.1).count();
    println!(
        "{} of {} at most 1.1 times the better of glibc and musl",
        rows.len() - slower,
        rows.len()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_round_counts_and_the_ratio_is_to_the_better_library() {
        let library = |name, rounds: [&str; 2]| {
            let mut figures = Figures::new();
            for round in rounds {
                keep_best(&mut figures, parse(round));
            }
            Library {
                name,
                compiler: PathBuf::new(),
                dynamic: Vec::new(),
                figures,
            }
        };
        let libraries = [
            library("relibc", ["strlen\t8\n", "strlen\t4\n"]),
            library("glibc", ["strlen\t2\n", "strlen\t3\n"]),
            library("musl", ["strlen\t9\n", "strlen\t9\n"]),
        ];
        let rows = rows(&["strlen".to_owned(), "only_ours".to_owned()], &libraries);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].relibc, rows[0].ratio), (4.0, 2.0));
    }
}
