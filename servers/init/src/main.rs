//! The first process of the system.
//!
//! Starts the services that the units in `/etc/init` declare, restarts what dies, and reaps
//! orphans. `SIGUSR2` switches off, `SIGTERM` reboots; `poweroff` and `reboot` are this program
//! under other names, and send those. Where it is not the first process (in tests, on Linux) it
//! ends instead.
//!
//! `unit` is the format, `supervisor` the policy, `run` starts processes; this file is the loop.
#![forbid(unsafe_code)]

mod run;
mod supervisor;
mod system;
mod unit;

use anyhow::{Context, Result};
use nix::poll::{poll, PollFd, PollFlags, PollTimeout};
use nix::sys::signal::{kill, Signal};
use nix::sys::wait::{waitpid, WaitPidFlag, WaitStatus};
use nix::unistd::Pid;
use std::collections::BTreeMap;
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use supervisor::Supervisor;
use system::Ending;

/// How long services may take to end after SIGTERM before they are killed.
const STOP_GRACE: Duration = Duration::from_secs(2);

const HELP: &str = "usage: init [--units DIR]\n\
    Starts the services declared by DIR/*.toml (default /etc/init) and restarts what dies.\n\
    poweroff, reboot: tell the running init to end.";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let name = arguments.first().map_or("init", String::as_str);
    let name = Path::new(name)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let words: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    let result = match (name.as_str(), &words[..]) {
        ("poweroff" | "halt", []) => tell_init(Signal::SIGUSR2),
        ("reboot", []) => tell_init(Signal::SIGTERM),
        (_, ["--exec", ..]) => Err(run::exec_in_terminal(&arguments[2..])),
        // The first process gets the kernel's command line, which is not for it.
        _ if system::is_first_process() => supervise(Path::new("/etc/init")),
        (_, []) => supervise(Path::new("/etc/init")),
        (_, ["--units", folder]) => supervise(&PathBuf::from(folder)),
        _ => {
            eprintln!("{HELP}");
            std::process::exit(2);
        }
    };
    if let Err(error) = result {
        eprintln!("{name}: {error:#}");
        std::process::exit(1);
    }
}

fn tell_init(signal: Signal) -> Result<()> {
    kill(Pid::from_raw(1), signal).context("cannot tell the first process")
}

fn supervise(folder: &Path) -> Result<()> {
    let (units, errors) = unit::read_folder(folder)?;
    for error in errors {
        eprintln!("init: {error:#}");
    }
    let mut wake = Wake::register()?;
    let mut init = Init {
        supervisor: Supervisor::new(units),
        ready: BTreeMap::new(),
        epoch: Instant::now(),
    };
    loop {
        init.reap();
        init.start_due();
        if let Some(ending) = wake.ending() {
            init.stop_all(&mut wake);
            return system::end(ending);
        }
        init.wait(&mut wake)?;
    }
}

struct Init {
    supervisor: Supervisor,
    /// Readiness pipes of services that have not yet said that they are ready.
    ready: BTreeMap<String, OwnedFd>,
    epoch: Instant,
}

impl Init {
    fn now(&self) -> Duration {
        self.epoch.elapsed()
    }

    /// Takes the status of every process that ended. False if there are no children at all.
    fn reap(&mut self) -> bool {
        loop {
            let (pid, success, how) = match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
                Ok(WaitStatus::Exited(pid, code)) => (pid, code == 0, format!("status {code}")),
                Ok(WaitStatus::Signaled(pid, signal, _)) => (pid, false, format!("{signal}")),
                Err(nix::Error::ECHILD) => return false,
                _ => return true,
            };
            let now = self.now();
            if let Some((name, again)) = self.supervisor.ended(pid.as_raw(), success, now) {
                self.ready.remove(&name);
                let then = if again {
                    "; it will be started again"
                } else {
                    ""
                };
                if again || !(success || self.supervisor.is_stopping()) {
                    eprintln!("init: {name} ended with {how}{then}");
                }
            }
        }
    }

    fn start_due(&mut self) {
        for (name, unit) in self.supervisor.due(self.now()) {
            let now = self.now();
            match run::start(&name, &unit) {
                Ok(started) => {
                    self.supervisor.started(&name, started.pid, now);
                    if let Some(ready) = started.ready {
                        self.ready.insert(name, ready);
                    }
                }
                Err(error) => {
                    eprintln!("init: {error:#}");
                    self.supervisor.failed_to_start(&name, now);
                }
            }
        }
    }

    /// Waits for a signal, for a service's readiness or for the next restart.
    fn wait(&mut self, wake: &mut Wake) -> Result<()> {
        let now = self.now();
        if !self.supervisor.due(now).is_empty() {
            return Ok(());
        }
        let timeout = match self.supervisor.next_due() {
            Some(due) => {
                let pause = due.saturating_sub(now) + Duration::from_millis(1);
                PollTimeout::try_from(pause).unwrap_or(PollTimeout::MAX)
            }
            None => PollTimeout::NONE,
        };
        let names: Vec<String> = self.ready.keys().cloned().collect();
        let mut entries = vec![PollFd::new(wake.reader.as_fd(), PollFlags::POLLIN)];
        entries.extend(
            self.ready
                .values()
                .map(|fd| PollFd::new(fd.as_fd(), PollFlags::POLLIN)),
        );
        match poll(&mut entries, timeout) {
            Ok(_) | Err(nix::Error::EINTR) => {}
            Err(error) => return Err(error).context("cannot wait"),
        }
        let notified: Vec<(String, bool)> = names
            .into_iter()
            .zip(&entries[1..])
            .filter_map(|(name, entry)| {
                let found = entry.revents().unwrap_or(PollFlags::empty());
                (!found.is_empty()).then(|| (name, found.contains(PollFlags::POLLIN)))
            })
            .collect();
        for (name, said_so) in notified {
            // A pipe closed without a byte is a service that will not say: it counts as dead
            // or broken, and those that wait for it go on waiting.
            self.ready.remove(&name);
            if said_so {
                self.supervisor.notified(&name);
            }
        }
        wake.drain();
        Ok(())
    }

    /// Asks every process to end, and kills what has not after a moment.
    fn stop_all(&mut self, wake: &mut Wake) {
        self.supervisor.stop();
        if !system::is_first_process() {
            return;
        }
        let everyone = Pid::from_raw(-1);
        for signal in [Signal::SIGTERM, Signal::SIGCONT] {
            let _ = kill(everyone, signal);
        }
        let deadline = Instant::now() + STOP_GRACE;
        while self.reap() && Instant::now() < deadline {
            let mut entries = [PollFd::new(wake.reader.as_fd(), PollFlags::POLLIN)];
            let _ = poll(&mut entries, PollTimeout::from(50u8));
            wake.drain();
        }
        let _ = kill(everyone, Signal::SIGKILL);
        self.reap();
    }
}

/// Signals, turned into readable bytes.
struct Wake {
    reader: UnixStream,
    power_off: std::sync::Arc<std::sync::atomic::AtomicBool>,
    reboot: std::sync::Arc<std::sync::atomic::AtomicBool>,
}

impl Wake {
    fn register() -> Result<Self> {
        use signal_hook::consts::{SIGCHLD, SIGTERM, SIGUSR2};
        let (reader, writer) = UnixStream::pair().context("cannot make the wake-up pipe")?;
        reader.set_nonblocking(true)?;
        let wake = Self {
            reader,
            power_off: Default::default(),
            reboot: Default::default(),
        };
        signal_hook::flag::register(SIGUSR2, wake.power_off.clone())?;
        signal_hook::flag::register(SIGTERM, wake.reboot.clone())?;
        for signal in [SIGCHLD, SIGUSR2, SIGTERM] {
            signal_hook::low_level::pipe::register(signal, writer.try_clone()?)?;
        }
        Ok(wake)
    }

    fn ending(&self) -> Option<Ending> {
        use std::sync::atomic::Ordering::Relaxed;
        if self.power_off.load(Relaxed) {
            Some(Ending::PowerOff)
        } else if self.reboot.load(Relaxed) {
            Some(Ending::Reboot)
        } else {
            None
        }
    }

    fn drain(&mut self) {
        let mut bytes = [0; 64];
        while matches!(self.reader.read(&mut bytes), Ok(n) if n > 0) {}
    }
}
