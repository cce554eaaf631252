//! `cook bench --library`: libcbench and a hello, built statically, and what only dynamic programs have, natively on this machine, against glibc
//! and musl in one run. The figures are CPU time, and depend on the machine: compare within one run only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{ensure, Context as _, Result};
use serde::Serialize;

use super::folder;
use crate::build;
use crate::cli::{BenchArgs, Context};
use crate::recipe::Book;
use crate::report::run_logged;
use crate::sandbox::TRIPLE;

/// Each test is run so often with each library in turn. What else the machine does only ever adds time, to whichever library it
/// meets: what counts is the ratio of the best rounds. The middle one of the rounds' ratios is shown beside it, for tests whose time
/// varies by itself.
const ROUNDS: usize = 9;

/// How often a hello is started in a round.
const STARTS: &str = "400";

/// The hellos' rows, and their programs.
const HELLOS: [(&str, &str); 2] = [
    ("start_static", "hello"),
    ("start_dynamic", "hello-dynamic"),
];

const HELLO: &str = "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n";

/// One test's figures, in nanoseconds an operation: each library's best round.
#[derive(Debug, Serialize, PartialEq)]
struct Row {
    test: String,
    relibc: f64,
    glibc: f64,
    musl: f64,
    /// relibc's time over the better of the others': below 1, relibc is faster.
    ratio: f64,
    /// The middle one of the rounds' ratios.
    middle: f64,
}

/// A library with its programs.
struct Library {
    name: &'static str,
    compiler: PathBuf,
    /// Options for a dynamic program that is to find loader and library outside their places.
    dynamic: Vec<String>,
}

pub fn compare(context: &Context, args: &BenchArgs) -> Result<ExitCode> {
    let dir = folder(context)?;
    let book = Book::open(&context.tree)?;
    let sysroot = build::sysroot(context, &book, &["relibc"])?;
    let ours = sysroot.join("usr/bin").join(format!("{TRIPLE}-gcc"));
    let library = |name, compiler: PathBuf, dynamic| Library {
        name,
        compiler,
        dynamic,
    };
    let here = sysroot.display();
    let places = vec![
        format!("-Wl,--dynamic-linker={here}/lib/ld-relibc-x86_64.so.1"),
        format!("-Wl,-rpath,{here}/usr/lib"),
    ];
    let libraries = [
        library("relibc", ours, places),
        library("glibc", "gcc".into(), Vec::new()),
        library("musl", "musl-gcc".into(), Vec::new()),
    ];
    let hello = dir.join("hello.c");
    fs::write(&hello, HELLO)?;
    for library in &libraries {
        compile(context, library, &dir, &hello)?;
    }
    let mut starter = Command::new("gcc");
    starter
        .arg("-O2")
        .arg(context.tree.source("tests/bench/start.c"))
        .arg("-o")
        .arg(dir.join("start"));
    run(&mut starter)?;
    let tests = tests(&libraries[0], &dir, &args.tests)?;
    ensure!(!tests.is_empty(), "libcbench has no such test");
    let step = context.report.step("measure");
    let mut rows = Vec::new();
    for (done, (test, file)) in tests.iter().enumerate() {
        step.note(&format!("{test}, {} of {}", done + 1, tests.len()));
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let mut figures = [0.0; 3];
            for (figure, library) in figures.iter_mut().zip(&libraries) {
                *figure = measure(&dir, &program(&dir, library, file), test)?;
            }
            rounds.push(figures);
        }
        rows.push(row(test, &rounds));
    }
    step.done("");
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

/// How each program is compiled. Loops begin at lines of the cache and no jump crosses 32 bytes of code, which some CPUs decode
/// anew each time, so that no library gains by where its test happens to lie; canaries are not what is compared.
const OPTIONS: &[&str] = &[
    "-O2",
    "-falign-functions=64",
    "-falign-loops=64",
    "-Wa,-mbranches-within-32B-boundaries",
    "-fno-stack-protector",
];

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
            .args(OPTIONS)
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

/// The tests whose names have one of `parts` in them, or all, with the program that has each.
fn tests(library: &Library, dir: &Path, parts: &[String]) -> Result<Vec<(String, &'static str)>> {
    let mut tests = Vec::new();
    for file in ["libcbench", "libcbench-dynamic"] {
        let text = run(Command::new(program(dir, library, file)).arg("--list"))?;
        tests.extend(text.lines().map(|name| (name.to_owned(), file)));
    }
    tests.extend(HELLOS.map(|(name, file)| (name.to_owned(), file)));
    tests.retain(|(name, _)| parts.is_empty() || parts.iter().any(|part| name.contains(part)));
    Ok(tests)
}

/// Nanoseconds an operation of one test.
fn measure(dir: &Path, program: &Path, test: &str) -> Result<f64> {
    let text = if HELLOS.iter().any(|&(name, _)| name == test) {
        run(Command::new(dir.join("start")).arg(program).arg(STARTS))?
    } else {
        run(Command::new(program).arg(test))?
    };
    let figure = text.split_whitespace().last().unwrap_or_default();
    figure
        .parse()
        .with_context(|| format!("{} has no figure for {test}: {text}", program.display()))
}

/// What a program prints.
fn run(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} ended with {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A row of rounds, each with the figures of relibc, glibc and musl.
fn row(test: &str, rounds: &[[f64; 3]]) -> Row {
    let best = |library: usize| {
        let figures = rounds.iter().map(|round| round[library]);
        figures.fold(f64::INFINITY, f64::min)
    };
    let mut ratios: Vec<f64> = rounds
        .iter()
        .map(|[relibc, glibc, musl]| relibc / glibc.min(*musl))
        .collect();
    ratios.sort_by(f64::total_cmp);
    let [relibc, glibc, musl] = [0, 1, 2].map(best);
    Row {
        test: test.to_owned(),
        relibc,
        glibc,
        musl,
        ratio: relibc / glibc.min(musl),
        middle: ratios[ratios.len() / 2],
    }
}

fn print(rows: &[Row]) {
    println!(
        "{:24} {:>12} {:>12} {:>12} {:>8} {:>8}",
        "ns an operation", "relibc", "glibc", "musl", "ratio", "middle"
    );
    for row in rows {
        println!(
            "{:24} {:>12.2} {:>12.2} {:>12.2} {:>8.2} {:>8.2}{}",
            row.test,
            row.relibc,
            row.glibc,
            row.musl,
            row.ratio,
            row.middle,
            if row.ratio > 1.1 { "  slower" } else { "" }
        );
    }
    let slower = rows.iter().filter(|row| row.ratio > 1.1).count();
    let slower_by_middle = rows.iter().filter(|row| row.middle > 1.1).count();
    println!(
        "{} of {} at most 1.1 times the better of glibc and musl, {} by the middle round",
        rows.len() - slower,
        rows.len(),
        rows.len() - slower_by_middle
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_best_figures_and_their_ratio_and_the_middle_one() {
        // The second round had the machine to itself with relibc, the third not.
        let rounds = [[4.0, 2.0, 9.0], [1.0, 2.0, 9.0], [16.0, 5.0, 4.0]];
        let row = row("strlen", &rounds);
        assert_eq!((row.relibc, row.glibc, row.musl), (1.0, 2.0, 4.0));
        assert!((row.ratio - 0.5).abs() < f64::EPSILON);
        assert!((row.middle - 2.0).abs() < f64::EPSILON);
    }
}
