//! Starting a service's process.
//!
//! What must happen between fork and exec (a new session, its controlling terminal) is done by
//! `init` itself, executed a second time as `init --exec TERMINAL PROGRAM ARG…`: so no code runs
//! in the forked child of this process.

use crate::system;
use crate::unit::{Ready, Unit};
use anyhow::{Context, Result};
use nix::fcntl::{fcntl, FcntlArg, FdFlag, OFlag};
use std::fs::{File, OpenOptions};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::Command;

/// A process just started.
pub struct Started {
    pub pid: i32,
    /// Reading end of the readiness pipe of a service that notifies.
    pub ready: Option<OwnedFd>,
}

/// Starts a unit's process.
pub fn start(name: &str, unit: &Unit) -> Result<Started> {
    let mut command = match &unit.terminal {
        Some(terminal) => {
            let mut command = Command::new(std::env::current_exe().unwrap_or("/sbin/init".into()));
            command.arg("--exec").arg(terminal).args(&unit.command);
            command
        }
        None => {
            let mut command = Command::new(&unit.command[0]);
            command.args(&unit.command[1..]);
            command
        }
    };
    command.envs(&unit.environment);
    if unit.terminal.is_none() {
        // Standard input is this process's own, which is empty: `/dev/null` is a service's too.
        if let Some(log) = &unit.log {
            let path = format!("/dev/log/{log}");
            let log = OpenOptions::new().write(true).open(&path);
            let log = log.with_context(|| format!("cannot open {path} for {name}"))?;
            command.stderr(log.try_clone()?).stdout(log);
        }
    }
    let mut ready = None;
    let mut writer = None;
    if unit.ready == Ready::Notify {
        let (read, write) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
        fcntl(&write, FcntlArg::F_SETFD(FdFlag::empty()))?;
        fcntl(&read, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        command.env("READY_FD", write.as_raw_fd().to_string());
        ready = Some(read);
        writer = Some(write);
    }
    system::lend_hardware(unit.hardware)?;
    let child = command.spawn();
    system::lend_hardware(false)?;
    let child = child.with_context(|| format!("cannot start {name} ({command:?})"))?;
    drop(writer);
    Ok(Started {
        pid: child.id() as i32,
        ready,
    })
}

/// `init --exec TERMINAL PROGRAM ARG…`: leads a new session on the terminal and becomes the
/// program. Returns only on failure.
pub fn exec_in_terminal(arguments: &[String]) -> anyhow::Error {
    let [terminal, program, rest @ ..] = arguments else {
        return anyhow::anyhow!("usage: init --exec TERMINAL PROGRAM [ARG…]");
    };
    let open = || -> Result<File> {
        nix::unistd::setsid().context("cannot lead a new session")?;
        // Opened by a session leader without a terminal: it becomes the controlling terminal.
        let file = OpenOptions::new().read(true).write(true).open(terminal);
        file.with_context(|| format!("cannot open the terminal {terminal}"))
    };
    let terminal = match open() {
        Ok(file) => file,
        Err(error) => return error,
    };
    let handles = terminal
        .try_clone()
        .and_then(|out| Ok((out, terminal.try_clone()?)));
    match handles {
        Ok((out, err)) => {
            let error = Command::new(program)
                .args(rest)
                .stdin(terminal)
                .stdout(out)
                .stderr(err)
                .exec();
            anyhow::Error::new(error).context(format!("cannot execute {program}"))
        }
        Err(error) => error.into(),
    }
}
