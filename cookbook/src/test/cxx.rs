//! C++ programs, built by this machine's g++ and by the toolchain's: they must print the same and exit the same on Linux
//! with either, and on Ochre. Each `tests/cxx/NAME.cpp` is linked dynamically and statically; the folders are programs with
//! shared libraries (see [`super::folder`]). The first lines of a program may give directions as those of C programs do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::c::{compile_as, directions, Directions};
use super::folder::{Compiler, Folders};
use super::program::{files, here, on_ochre, with_default_signals, Case, Expected, Shown};
use super::Tally;
use crate::build;
use crate::cli::Context;
use crate::image::Extra;
use crate::recipe::Book;
use crate::sandbox::TRIPLE;
use crate::session::Setup;

const TOP: &str = "tests/cxx";
const STANDARD: &str = "-std=gnu++20";

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    let book = Book::open(&context.tree)?;
    let sysroot = build::toolchain(context, &book)?;
    let mut suite = Suite {
        gxx: sysroot.join("usr/bin").join(format!("{TRIPLE}-g++")),
        sysroot,
        out: context.tree.build(TOP).join("programs"),
        cases: Vec::new(),
        extras: Vec::new(),
    };
    fs::create_dir_all(&suite.out)?;
    let top = context.tree.source(TOP);
    let mut sources = files(&top, "cpp")?;
    sources.retain(|source| source.parent() == Some(&top));
    anyhow::ensure!(!sources.is_empty(), "there are no programs in {TOP}");
    for source in &sources {
        let name = source.file_stem().unwrap_or_default().to_string_lossy();
        if tally.wants(&name) {
            let step = context.report.step(format!("compile {name}.cpp"));
            suite.program(tally, &name, source)?;
            step.done("");
        }
    }
    let compiler = |program: PathBuf| Compiler {
        program,
        ending: "cpp",
        standard: STANDARD,
    };
    let Suite {
        sysroot,
        gxx,
        cases,
        extras,
        ..
    } = &mut suite;
    let folders = Folders {
        top: TOP,
        theirs: compiler("g++".into()),
        ours: compiler(gxx.clone()),
        sysroot,
    };
    folders.run(context, tally, cases, extras)?;
    if suite.cases.is_empty() {
        return Ok(());
    }
    let setup = Setup {
        image: "cxx",
        extras: &suite.extras,
        log: "test-cxx",
        ..Setup::default()
    };
    on_ochre(context, tally, &setup, suite.cases)
}

struct Suite {
    sysroot: PathBuf,
    gxx: PathBuf,
    out: PathBuf,
    /// What is left to run on Ochre, and the files it needs.
    cases: Vec<Case>,
    extras: Vec<Extra>,
}

impl Suite {
    /// Builds a program of one file in every way and runs it on Linux.
    fn program(&mut self, tally: &mut Tally, name: &str, source: &Path) -> Result<()> {
        let directions = directions(&fs::read_to_string(source)?);
        let theirs = self.out.join(format!("{name}-host"));
        compile(Path::new("g++"), source, &theirs, &directions, &[])
            .map_err(|told| anyhow::anyhow!("{name}, with this machine's g++:\n{told}"))?;
        let mut command = with_default_signals(&theirs);
        command.args(&directions.args);
        let expected = Expected::of(command, &directions.stdin)
            .with_context(|| format!("{name}, with this machine's g++"))?;
        for (linked, flags) in [("dynamic", &[][..]), ("static", &["-static"])] {
            let test = format!("{name}: {linked}");
            let ours = self.out.join(format!("{name}-{linked}"));
            if let Err(told) = compile(&self.gxx, source, &ours, &directions, flags) {
                tally.record(&format!("{test}, builds"), Err(told));
                continue;
            }
            let command = match linked {
                "static" => with_default_signals(&ours),
                _ => self.loaded(&ours),
            };
            let result = run_here(command, &directions).map_err(|e| format!("{e:#}"));
            let result = result.and_then(|shown| expected.judge(&shown));
            tally.record(&format!("{test}, on Linux"), result);
            let path = format!("/{TOP}/{name}-{linked}");
            self.extras.push(Extra {
                file: ours,
                path: path.clone(),
                mode: 0o755,
            });
            let args = directions.args.iter().cloned();
            self.cases.push(Case {
                name: format!("{test}, on Ochre"),
                argv: std::iter::once(path).chain(args).collect(),
                input: directions.stdin.clone(),
                expected: expected.clone(),
            });
        }
        Ok(())
    }

    /// A command that runs a dynamic program with the sysroot's loader and libraries.
    fn loaded(&self, program: &Path) -> Command {
        let mut command = with_default_signals(self.sysroot.join("lib/ld-relibc-x86_64.so.1"));
        command
            .arg("--library-path")
            .arg(self.sysroot.join("usr/lib"))
            .arg(program);
        command
    }
}

fn run_here(mut command: Command, directions: &Directions) -> Result<Shown> {
    here(command.args(&directions.args), &directions.stdin)
}

fn compile(
    gxx: &Path,
    source: &Path,
    out: &Path,
    directions: &Directions,
    flags: &[&str],
) -> Result<(), String> {
    compile_as(STANDARD, gxx, source, out, &directions.libs, flags)
}
