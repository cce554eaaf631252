//! Linux programs: the same file with the same input runs on this machine's kernel, which is the oracle,
//! and on Ochre's, in the Linux personality.
//!
//! Programs are `tests/linux/*.c`, linked statically with glibc and with musl, and dynamically with glibc,
//! and those of `tests/c`, statically with glibc. Scripts are `tests/linux/*.sh`, for Debian's own busybox,
//! and `tests/linux/*.bash`, for bash, which is ours on Ochre; these start Linux programs by name, Debian's
//! coreutils among them. Debian's loader and libraries lie below `/compat/linux` in the guest. How a program
//! is run may stand in its first lines, as for `tests/c`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::c::{compile, directions, Directions};
use super::parallel::each;
use super::program::{files, on_ochre, with_default_signals, Case, Expected};
use super::Tally;
use crate::cli::Context;
use crate::image::Extra;
use crate::session::Setup;

/// Where the programs are in the guest.
const FOLDER: &str = "/tests/linux";

/// Debian's package busybox-static has it there.
const BUSYBOX: &str = "/usr/bin/busybox";

/// Where Linux's own files are in the guest.
const LINUX_ROOT: &str = "/compat/linux";

/// Debian's programs that scripts start; all of them are dynamic.
const PROGRAMS: [&str; 24] = [
    "cat", "cp", "cut", "date", "env", "expr", "head", "ln", "ls", "md5sum", "mkdir", "mv", "od",
    "rm", "seq", "sort", "stat", "tail", "tee", "touch", "tr", "uniq", "wc", "readlink",
];

/// Where they are on this machine.
const PROGRAM_FOLDER: &str = "/usr/bin";

/// Programs of `tests/c` that need what the personality has not got yet: threads (also those of aio), ptrace, message
/// queues, sockets, scheduling policies, a `vfork` that shares memory (by which glibc's `posix_spawn` tells why
/// it failed), and glibc's locales, which no image has. And wordexp and accounts: glibc's own, linked statically,
/// crash on Linux.
const NOT_YET: [&str; 28] = [
    "thread/",
    "aio/",
    "mqueue/",
    "net/",
    "file/event_counter",
    "pipe/socketpair_send",
    "ipc/",
    "process/linux_calls",
    "process/scheduling",
    "process/posix_spawn_actions",
    "process/spawn_attributes",
    "process/spawn_file_actions",
    "text/wordexp",
    "process/accounts",
    "process/spawn_details",
    "memory/malloc_peak_return",
    "signal/signal_descriptor",
    "stdio/characters",
    "stdlib/atomics",
    "time/clocks_of_others",
    "time/processor_clocks",
    "time/thread_timers",
    "locale/",
    "wide/classes",
    "wide/conversion",
    "wide/many_",
    "wide/page_ends",
    "wide/streams",
];

/// One program to build.
struct Wanted {
    /// Its name in results and its path below the folder.
    name: String,
    source: PathBuf,
    compiler: &'static str,
    flags: &'static [&'static str],
    directions: Directions,
}

const STATIC: &[&str] = &["-static", "-s"];
const DYNAMIC: &[&str] = &["-s"];

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    let out = context.tree.build("tests/linux");
    let mut wanted = wanted(context)?;
    wanted.retain(|program| tally.wants(&program.name));
    let step = context
        .report
        .step(format!("compile {} Linux programs", wanted.len()));
    let built = build_all(context, &wanted, &out)?;
    step.done("");
    let (mut cases, mut extras) = (Vec::new(), Vec::new());
    let mut add = |name: &str, file: &Path, path: String| {
        let mode = 0o755;
        let file = file.to_owned();
        extras.push(Extra { file, path, mode });
        name.to_owned()
    };
    for (wanted, result) in wanted.iter().zip(built) {
        let name = &wanted.name;
        if let Err(told) = result {
            tally.record(&format!("{name}: builds"), Err(told));
            continue;
        }
        let file = out.join(name);
        let path = format!("{FOLDER}/{name}");
        let Directions { args, stdin, .. } = &wanted.directions;
        let mut command = with_default_signals(&file);
        command.args(args);
        match Expected::of(command, stdin) {
            Err(error) => tally.record(
                &format!("{name}: on this machine"),
                Err(format!("{error:#}")),
            ),
            Ok(expected) => cases.push(Case {
                name: add(name, &file, path.clone()),
                argv: std::iter::once(path).chain(args.iter().cloned()).collect(),
                input: stdin.clone(),
                expected,
            }),
        }
    }
    add("busybox", Path::new(BUSYBOX), format!("{FOLDER}/busybox"));
    for file in distribution()? {
        let path = format!("{LINUX_ROOT}{}", file.display());
        add("", &file, path);
    }
    scripts(context, tally, &out, &mut cases)?;
    let setup = Setup {
        extras: &extras,
        log: "test-linux",
        ..Setup::default()
    };
    on_ochre(context, tally, &setup, cases)
}

/// Scripts for busybox's shell, and those for bash, which starts Linux programs by name.
fn scripts(context: &Context, tally: &mut Tally, out: &Path, cases: &mut Vec<Case>) -> Result<()> {
    let top = context.tree.source("tests/linux");
    let busybox = vec![format!("{FOLDER}/busybox"), "sh".to_owned()];
    let programs = format!("{LINUX_ROOT}{PROGRAM_FOLDER}");
    let bash = ["/usr/bin/bash", "-s", FOLDER, &programs].map(str::to_owned);
    let bash = bash.to_vec();
    for (extension, argv) in [("sh", busybox), ("bash", bash)] {
        let found = files(&top, extension)?;
        anyhow::ensure!(!found.is_empty(), "no script *.{extension} in tests/linux");
        for script in found {
            let text =
                fs::read(&script).with_context(|| format!("{}: cannot read", script.display()))?;
            let name = script.file_name().unwrap_or_default().to_string_lossy();
            if !tally.wants(&name) {
                continue;
            }
            let mut command = match extension {
                "sh" => with_default_signals(BUSYBOX),
                _ => with_default_signals("/bin/bash"),
            };
            match extension {
                "sh" => command.arg("sh"),
                _ => command.arg("-s").arg(out).arg(PROGRAM_FOLDER),
            };
            match Expected::of(command, &text) {
                Err(error) => tally.record(
                    &format!("{name}: on this machine"),
                    Err(format!("{error:#}")),
                ),
                Ok(expected) => cases.push(Case {
                    name: name.into_owned(),
                    argv: argv.clone(),
                    input: text,
                    expected,
                }),
            }
        }
    }
    Ok(())
}

/// What there is to build.
fn wanted(context: &Context) -> Result<Vec<Wanted>> {
    let mut wanted = Vec::new();
    let mut add = |prefix: &str, top: &Path, compiler, flags| -> Result<()> {
        for source in files(top, "c")? {
            let relative = source.strip_prefix(top)?.with_extension("");
            let relative = relative.to_string_lossy();
            if NOT_YET.iter().any(|not_yet| relative.starts_with(not_yet)) {
                continue;
            }
            let text = fs::read_to_string(&source)
                .with_context(|| format!("{}: cannot read", source.display()))?;
            let directions = directions(&text);
            // What this machine's libc has not.
            if directions.is_own_judge {
                continue;
            }
            wanted.push(Wanted {
                name: format!("{prefix}/{relative}"),
                directions,
                source,
                compiler,
                flags,
            });
        }
        Ok(())
    };
    let own = context.tree.source("tests/linux");
    add("glibc", &own, "gcc", STATIC)?;
    add("musl", &own, "musl-gcc", STATIC)?;
    add("dynamic", &own, "gcc", DYNAMIC)?;
    add("glibc/c", &context.tree.source("tests/c"), "gcc", STATIC)?;
    Ok(wanted)
}

/// Builds all, several at once; for each what the compiler said if it failed.
fn build_all(context: &Context, wanted: &[Wanted], out: &Path) -> Result<Vec<Result<(), String>>> {
    for program in wanted {
        let file = out.join(&program.name);
        fs::create_dir_all(file.parent().context("a program has a folder")?)?;
    }
    Ok(each(wanted, context.jobs, |_, program| {
        build(program, &out.join(&program.name))
    }))
}

/// Builds one program unless it is there and newer than its source.
fn build(program: &Wanted, file: &Path) -> Result<(), String> {
    let time = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    if time(file).is_some_and(|built| time(&program.source).is_some_and(|source| built > source)) {
        return Ok(());
    }
    let compiler = Path::new(program.compiler);
    let libs = &program.directions.libs;
    compile(compiler, &program.source, file, libs, program.flags)?;
    let headers = Command::new("readelf").arg("-lW").arg(file).output();
    let headers = headers.map_err(|error| format!("cannot start readelf: {error}"))?;
    let is_dynamic = String::from_utf8_lossy(&headers.stdout).contains("INTERP");
    match is_dynamic == (program.flags == DYNAMIC) {
        true => Ok(()),
        false => Err("the compiler made another kind of program".to_owned()),
    }
}

/// Debian's programs, and the loader and libraries that they and our dynamic ones need.
fn distribution() -> Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    for program in PROGRAMS {
        let file = Path::new(PROGRAM_FOLDER).join(program);
        let output = Command::new("ldd").arg(&file).output();
        let output = output.context("cannot start ldd")?;
        anyhow::ensure!(output.status.success(), "ldd {} failed", file.display());
        let text = String::from_utf8_lossy(&output.stdout);
        // "NAME => PATH (ADDRESS)", or "PATH (ADDRESS)" for the loader.
        let words = text.split_whitespace().filter(|word| word.starts_with('/'));
        files.extend(words.map(PathBuf::from));
        files.insert(file);
    }
    files.insert(PathBuf::from("/lib/x86_64-linux-gnu/libm.so.6"));
    Ok(files)
}
