//! What goes wrong by a program's doing, or happens to a server: the error is the one a user would expect,
//! and the system goes on.
//!
//! Each program in `tests/faults` exhausts or damages one thing and looks at what comes of it; it passes
//! when it ends with status 0 and bash still runs programs afterwards. `tests/faults/servers.sh` kills the
//! servers that may be killed; the others' end must be that of the machine, with a word of why.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::c::compile;
use super::program::files;
use super::Tally;
use crate::build;
use crate::cli::Context;
use crate::image::Extra;
use crate::qemu::{Input, Outcome, STARTED_AGAIN};
use crate::recipe::Book;
use crate::sandbox::TRIPLE;
use crate::session::{Session, Setup};

/// How long one may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(240);

/// Programs damaged and executed; the seed is fixed so that a failure is the same each time.
const DAMAGED: [(&str, &str, &str); 2] = [
    ("/tests/faults/static", "1", "150"),
    ("/tests/faults/dynamic", "1", "150"),
];

/// Servers without which nothing works.
const ESSENTIAL: [(&str, &str); 2] = [("procd", "2"), ("ramfs", "3")];

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    let book = Book::open(&context.tree)?;
    let sysroot = build::sysroot(context, &book, &["relibc"])?;
    let top = context.tree.source("tests/faults");
    let gcc = sysroot.join("usr/bin").join(format!("{TRIPLE}-gcc"));
    let programs = compile_all(context, &gcc, &top)?;
    let mut extras: Vec<Extra> = programs
        .iter()
        .map(|(name, file)| extra(file, name))
        .collect();
    extras.push(extra(&top.join("servers.sh"), "servers.sh"));
    let setup = Setup {
        extras: &extras,
        cpus: 4,
        memory: 256,
        log: "test-faults",
        ..Setup::default()
    };
    let mut session = None;
    for argv in commands(&programs) {
        let name = argv.join(" ").replace("/tests/faults/", "");
        if !tally.wants(&name) {
            continue;
        }
        if session.is_none() {
            session = Some(Session::start(context, &setup)?);
        }
        let Some(running) = &mut session else {
            continue;
        };
        let result = succeeds(running, &argv).and_then(|()| goes_on(running));
        if let Err(error) = &result {
            tally.record(&name, Err(format!("{error:#}")));
            session = None;
        } else {
            tally.record(&name, Ok(()));
        }
    }
    let name = "terminal is killed: it comes back, and the agent with it";
    if tally.wants(name) {
        let back = terminal_comes_back(context, &setup);
        tally.record(name, back.map_err(|e| format!("{e:#}")));
    }
    for (name, pid) in ESSENTIAL {
        if !tally.wants(name) {
            continue;
        }
        let ended = ends_with(context, &setup, name, pid);
        tally.record(
            &format!("{name} is killed: the machine stops and says why"),
            ended.map_err(|e| format!("{e:#}")),
        );
    }
    Ok(())
}

fn extra(file: &Path, name: &str) -> Extra {
    Extra {
        file: file.to_owned(),
        path: format!("/tests/faults/{name}"),
        mode: 0o755,
    }
}

/// Every program of the folder, and two to damage: name and file.
fn compile_all(context: &Context, gcc: &Path, top: &Path) -> Result<Vec<(String, PathBuf)>> {
    let out = context.tree.build("tests/faults");
    std::fs::create_dir_all(&out)?;
    let mut programs = Vec::new();
    let mut build = |name: &str, source: &Path, flags: &[&str]| {
        let program = out.join(name);
        compile(gcc, source, &program, &[], flags)
            .map_err(|told| anyhow::anyhow!("{name} does not build:\n{told}"))?;
        programs.push((name.to_owned(), program));
        anyhow::Ok(())
    };
    for source in files(top, "c")? {
        let name = source.file_stem().context("a source has a name")?;
        build(&name.to_string_lossy(), &source, &["-static"])?;
    }
    let victim = top.join("victim/hello.c");
    build("static", &victim, &["-static"])?;
    build("dynamic", &victim, &[])?;
    Ok(programs)
}

/// What is run, in this order.
fn commands(programs: &[(String, PathBuf)]) -> Vec<Vec<String>> {
    let takes_words = ["elf", "static", "dynamic", "hello"];
    let plain = programs
        .iter()
        .filter(|(name, _)| !takes_words.contains(&name.as_str()))
        .map(|(name, _)| vec![format!("/tests/faults/{name}")]);
    let damaged = DAMAGED.map(|(base, seed, count)| {
        ["/tests/faults/elf", base, seed, count]
            .map(str::to_owned)
            .to_vec()
    });
    let servers = ["/usr/bin/bash", "/tests/faults/servers.sh"]
        .map(str::to_owned)
        .to_vec();
    plain.chain(damaged).chain([servers]).collect()
}

/// Runs a command, which must end with status 0.
fn succeeds(session: &mut Session, argv: &[String]) -> Result<()> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let input = Input::Bytes(Vec::new());
    let outcome = session.run(argv, input, &mut out, &mut err, PATIENCE)?;
    out.extend(err);
    anyhow::ensure!(
        outcome == Outcome::Exited(0),
        "it ended with {outcome:?} and printed\n{}",
        String::from_utf8_lossy(&out)
    );
    Ok(())
}

/// The shell still runs programs.
fn goes_on(session: &mut Session) -> Result<()> {
    let script = "set -e; echo a | cat >/tmp/on; [ \"$(cat /tmp/on)\" = a ]; rm /tmp/on";
    let argv = ["/usr/bin/bash", "-c", script].map(str::to_owned);
    succeeds(session, &argv).context("afterwards")
}

/// Kills the server behind the agent's own line, three times.
fn terminal_comes_back(context: &Context, setup: &Setup<'_>) -> Result<()> {
    const KILL: &str = r#"for p in /proc/[0-9]*; do
        read -r name <$p/comm && [ "$name" = terminal ] && kill -KILL ${p#/proc/}
    done; sleep 60"#;
    let mut session = Session::start(context, setup)?;
    for _ in 0..3 {
        let argv = ["bash", "-c", KILL].map(str::to_owned);
        let input = Input::Bytes(Vec::new());
        let (mut out, mut err) = (Vec::new(), Vec::new());
        match session.run(&argv, input, &mut out, &mut err, PATIENCE) {
            Err(error) if error.to_string().starts_with(STARTED_AGAIN) => {}
            Err(error) => return Err(error),
            Ok(outcome) => anyhow::bail!(
                "the killing ended with {outcome:?}: {}",
                String::from_utf8_lossy(&err)
            ),
        }
        goes_on(&mut session)?;
    }
    Ok(())
}

/// Kills an essential server: the machine must end with a failing status, having named the server.
fn ends_with(context: &Context, setup: &Setup<'_>, name: &str, pid: &str) -> Result<()> {
    let mut session = Session::start(context, setup)?;
    let argv = ["bash", "-c", &format!("kill -KILL {pid}; sleep 60")].map(str::to_owned);
    // The program may hear of the server's end, and tell, before the machine stops.
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let input = Input::Bytes(Vec::new());
    let outcome = session.run(&argv, input, &mut out, &mut err, PATIENCE);
    let (status, told) = session
        .wait_end()
        .with_context(|| format!("after the killing, which ended with {outcome:?}"))?;
    let expected = format!("{name} has ended, and nothing works without it");
    anyhow::ensure!(
        status != 0 && told.contains(&expected),
        "the machine should stop and say {expected:?}; instead: status {status}{told}"
    );
    Ok(())
}
