//! `cook test`: the suites, and the count of what passed. Each suite is a module here; what it runs is
//! data below `tests/`. A suite that cannot run has failed, and what is skipped is named: nothing is skipped in silence.
//!
//! What suites share: `locales` compiles locales, `parallel` does work on many items, `program` runs one and compares, `tally` counts.

mod abi;
mod boots;
mod c;
mod cook;
mod crates;
mod cxx;
mod definitions;
mod faults;
mod folder;
mod fuzz;
mod fuzz_library;
mod host;
mod kernel;
mod linux;
mod loader;
mod locales;
mod miri;
mod namespace;
mod parallel;
mod ports;
mod posix;
mod program;
mod rust;
mod shell;
mod small;
mod soak;
mod tally;

use std::process::ExitCode;

use anyhow::{bail, Result};

use crate::cli::{Context, TestArgs};

pub use tally::Tally;

/// A suite of tests.
struct Suite {
    name: &'static str,
    about: &'static str,
    /// Only run when named, or with `--all`.
    long: bool,
    /// Its tests are files of programs, which can be chosen by name.
    selects: bool,
    run: fn(&Context, &mut Tally) -> Result<()>,
}

const SUITES: [Suite; 21] = [
    Suite {
        name: "host",
        about: "the crates' own tests, on this machine (cargo test)",
        long: false,
        selects: false,
        run: host::run,
    },
    Suite {
        name: "cook",
        about: "cook itself, given bad input",
        long: false,
        selects: false,
        run: cook::run,
    },
    Suite {
        name: "kernel",
        about: "tests/kernel: the kernel from inside, in a boot of its own",
        long: false,
        selects: false,
        run: kernel::run,
    },
    Suite {
        name: "posix",
        about: "tests/posix: the interfaces of POSIX.1-2024, declared and linked, and its headers alone",
        long: false,
        selects: false,
        run: posix::run,
    },
    Suite {
        name: "c",
        about: "tests/c: C programs with this machine's libc, with ours on Linux, with ours on Ochre",
        long: false,
        selects: true,
        run: c::run,
    },
    Suite {
        name: "loader",
        about: "tests/loader: shared libraries with this machine's loader, with ours on Linux, with ours on Ochre",
        long: false,
        selects: true,
        run: loader::run,
    },
    Suite {
        name: "cxx",
        about: "tests/cxx: C++ programs with this machine's g++, with the toolchain's on Linux, and on Ochre",
        long: true,
        selects: true,
        run: cxx::run,
    },
    Suite {
        name: "rust",
        about: "tests/rust: Rust programs using std, with this machine's libc, with ours on Linux, with ours on Ochre",
        long: false,
        selects: true,
        run: rust::run,
    },
    Suite {
        name: "crates",
        about: "tests/crates: programs of crates.io, with this machine's libc, with ours on Linux, with ours on Ochre",
        long: true,
        selects: true,
        run: crates::run,
    },
    Suite {
        name: "shell",
        about: "tests/shell: scripts in this machine's bash, in our bash on Linux, in our bash on Ochre",
        long: false,
        selects: true,
        run: shell::run,
    },
    Suite {
        name: "tools",
        about: "tests/tools: scripts that use further ports (make, tar, gawk, lua, sqlite3 and others), run as those of shell are",
        long: true,
        selects: true,
        run: shell::tools,
    },
    Suite {
        name: "linux",
        about: "tests/linux: Linux programs and busybox scripts on this machine's kernel and on Ochre's",
        long: false,
        selects: true,
        run: linux::run,
    },
    Suite {
        name: "ports",
        about: "ports/*/suites.toml: the quick tests that ports bring, with this machine's libc and with ours on Linux",
        long: false,
        selects: true,
        run: ports::quick,
    },
    Suite {
        name: "boots",
        about: "the disk image under SeaBIOS and OVMF, with one CPU and with four",
        long: false,
        selects: false,
        run: boots::run,
    },
    Suite {
        name: "faults",
        about: "tests/faults: memory, descriptors, processes, disk exhausted, damaged programs, killed servers",
        long: false,
        selects: true,
        run: faults::run,
    },
    Suite {
        name: "fuzz",
        about: "tests/fuzz: random messages to every server",
        long: false,
        selects: false,
        run: fuzz::run,
    },
    Suite {
        name: "leaks",
        about: "the soak for 20 seconds",
        long: false,
        selects: false,
        run: soak::short,
    },
    Suite {
        name: "fuzz-library",
        about: "tests/fuzz/library: cargo-fuzz on the C library's parsers, some seconds each",
        long: true,
        selects: true,
        run: fuzz_library::run,
    },
    Suite {
        name: "miri",
        about: "tests/miri: the crates' own tests in Miri, which finds what Rust does not define",
        long: true,
        selects: true,
        run: miri::run,
    },
    Suite {
        name: "suites",
        about: "ports/*/suites.toml: the long tests that ports bring",
        long: true,
        selects: true,
        run: ports::long,
    },
    Suite {
        name: "soak",
        about: "bash scripts on four CPUs for ten minutes, and the kernel's counters before and after",
        long: true,
        selects: false,
        run: soak::long,
    },
];

/// Runs the suites that `args` names. The last line on standard output is `N passed, N failed`.
pub fn run(context: &Context, args: &TestArgs) -> Result<ExitCode> {
    if args.list {
        for suite in &SUITES {
            println!(
                "{:12} {}{}",
                suite.name,
                suite.about,
                if suite.long { " (long)" } else { "" }
            );
        }
        return Ok(ExitCode::SUCCESS);
    }
    let is_suite = |name: &String| SUITES.iter().any(|s| s.name == name);
    let (suites, programs): (Vec<String>, Vec<String>) =
        args.names.iter().cloned().partition(is_suite);
    check_selection(&suites, &programs)?;
    let mut tally = Tally::new(context.report.clone(), programs);
    for suite in &SUITES {
        let wanted = match suites.is_empty() {
            true => args.all || !suite.long,
            false => suites.iter().any(|name| name == suite.name),
        };
        if wanted {
            tally.begin(suite.name);
            if let Err(error) = (suite.run)(context, &mut tally) {
                tally.record("the suite runs", Err(format!("{error:#}")));
            }
        }
    }
    if let Some(program) = tally.unmet() {
        bail!("no program's name contains {program:?}");
    }
    let (passed, failed) = tally.finish();
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Names of programs come after the suites that have them.
fn check_selection(suites: &[String], programs: &[String]) -> Result<()> {
    let Some(first) = programs.first() else {
        return Ok(());
    };
    let chosen = |suite: &&Suite| suites.iter().any(|name| name == suite.name);
    if suites.is_empty() {
        let names: Vec<&str> = SUITES.iter().map(|s| s.name).collect();
        bail!(
            "there is no suite {first:?}; there are: {}",
            names.join(", ")
        );
    }
    if let Some(whole) = SUITES.iter().filter(chosen).find(|s| !s.selects) {
        bail!(
            "{first:?} is no suite, and suite {} has no programs to choose from",
            whole.name
        );
    }
    Ok(())
}
