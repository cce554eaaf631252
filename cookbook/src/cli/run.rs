//! `cook run` and `cook exec`: Ochre on this terminal, and programs in it.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{bail, Context as _, Result};

use super::{Context, ExecArgs, Kernel, RunArgs};
use crate::image::Extra;
use crate::qemu::Input;
use crate::session::{exit_status, machine, Session, Setup};

/// Boots the image; a terminal, or one command.
pub fn run(context: &Context, args: &RunArgs) -> Result<ExitCode> {
    let setup = Setup {
        image: &args.image,
        firmware: (!args.direct).then_some(args.firmware),
        memory: args.memory,
        cpus: args.cpus,
        ..Setup::default()
    };
    let Some(command) = &args.command else {
        let machine = machine(context, &setup)?;
        context
            .report
            .line("cook: booting; leave with poweroff, or Ctrl-A X");
        return Ok(ExitCode::from(machine.interact(&context.tree)?));
    };
    let mut session = Session::start(context, &setup)?;
    let argv = ["/usr/bin/bash", "-c", command].map(str::to_owned);
    forward(&mut session, &argv, args.timeout)
}

/// Runs a file of this machine, in Ochre or here.
pub fn exec(context: &Context, args: &ExecArgs) -> Result<ExitCode> {
    if !args.program.is_file() {
        bail!("{}: no such file", args.program.display());
    }
    match args.on {
        Kernel::Linux => on_linux(context, args),
        Kernel::Ochre => {
            let name = args
                .program
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let path = format!("/run/exec/{name}");
            let extras = [Extra {
                file: args.program.clone(),
                path: path.clone(),
                mode: 0o755,
            }];
            let setup = Setup {
                image: &args.image,
                extras: &extras,
                log: "exec",
                ..Setup::default()
            };
            let mut session = Session::start(context, &setup)?;
            let argv: Vec<String> = std::iter::once(path)
                .chain(args.args.iter().cloned())
                .collect();
            forward(&mut session, &argv, args.timeout)
        }
    }
}

/// Replaces this process with the program; one that wants relibc's loader gets the sysroot's.
fn on_linux(context: &Context, args: &ExecArgs) -> Result<ExitCode> {
    let program = args.program.canonicalize()?;
    let mut command = match interpreter(&program)? {
        Some(interpreter) if interpreter.contains("ld-relibc") => {
            let sysroot = context.tree.build("sysroot");
            let loader = sysroot.join(interpreter.trim_start_matches('/'));
            if !loader.exists() {
                bail!(
                    "{}: no such file; run ./cook sysroot first",
                    loader.display()
                );
            }
            let mut command = Command::new(loader);
            command
                .arg("--library-path")
                .arg(sysroot.join("usr/lib"))
                .arg(&program);
            command
        }
        _ => Command::new(&program),
    };
    let error = command.args(&args.args).exec();
    Err(error).with_context(|| format!("{}: cannot start", program.display()))
}

/// The loader that an ELF program asks for.
fn interpreter(program: &Path) -> Result<Option<String>> {
    let bytes = std::fs::read(program)?;
    let Ok(elf) = goblin::elf::Elf::parse(&bytes) else {
        return Ok(None);
    };
    Ok(elf.interpreter.map(str::to_owned))
}

/// Runs a program with this process's streams, and takes its status.
fn forward(session: &mut Session, argv: &[String], timeout: u64) -> Result<ExitCode> {
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    let timeout = Duration::from_secs(timeout);
    let outcome = session.run(argv, Input::Inherited, &mut out, &mut err, timeout)?;
    Ok(ExitCode::from(exit_status(&outcome)))
}
