//! Running Ochre in QEMU. [`Machine`] says what the machine is like; [`Guest`] is one that runs;
//! [`control`] talks to the agent in it.
//!
//! The first serial line is the console. The second is the control channel, a socket. What the kernel
//! logs goes to `build/log/kernel.log` through QEMU's debug console at port 0xe9; the guest ends QEMU
//! with a status through the port 0xf4. The processor is emulated, also where the machine could run
//! guests itself: that is the same everywhere.

mod control;

use std::ffi::OsString;
use std::fs;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{bail, Context as _, Result};

use crate::cli::Firmware;
use crate::tree::Tree;

pub use control::{Control, Input, Outcome, STARTED_AGAIN};

/// Debian's UEFI firmware.
const OVMF: (&str, &str) = (
    "/usr/share/OVMF/OVMF_CODE.fd",
    "/usr/share/OVMF/OVMF_VARS.fd",
);

/// What a machine boots.
#[derive(Debug, Clone)]
pub enum Boot {
    /// The kernel itself, with the initfs, as QEMU loads them.
    Direct {
        /// The kernel.
        kernel: PathBuf,
        /// The root file system.
        initfs: PathBuf,
        /// The kernel's command line.
        arguments: String,
    },
    /// A disk image, through firmware and boot loader.
    Disk {
        /// The image; it is not written to.
        image: PathBuf,
        /// Which firmware.
        firmware: Firmware,
    },
}

/// What a machine is like.
#[derive(Debug, Clone)]
pub struct Machine {
    /// What it boots.
    pub boot: Boot,
    /// MiB.
    pub memory: u32,
    /// How many.
    pub cpus: u32,
    /// Count one nanosecond an instruction, so that measurements repeat exactly.
    pub counted: bool,
    /// QEMU's plugin to load, with its arguments.
    pub plugin: Option<String>,
}

impl Machine {
    /// QEMU's command line, without serial lines.
    fn command(&self, tree: &Tree, scratch: &Path, log: &str) -> Result<Command> {
        let mut command = Command::new("qemu-system-x86_64");
        command.args([
            "-nodefaults",
            "-display",
            "none",
            "-no-reboot",
            "-nic",
            "none",
            "-cpu",
            "max",
        ]);
        command.args(["-machine", "q35", "-m", &self.memory.to_string()]);
        if self.counted {
            command.args(["-accel", "tcg", "-icount", "shift=0,sleep=off", "-smp", "1"]);
        } else {
            command.args(["-accel", "tcg,thread=multi", "-smp", &self.cpus.to_string()]);
        }
        if let Some(plugin) = &self.plugin {
            command.args(["-plugin", plugin]);
        }
        fs::create_dir_all(tree.build("log"))?;
        let file = |name: &str| {
            let mut word = OsString::from("file,path=");
            word.push(tree.log(name));
            word
        };
        let mut debug = file(log);
        debug.push(",id=debug");
        command
            .arg("-chardev")
            .arg(debug)
            .args(["-device", "isa-debugcon,iobase=0xe9,chardev=debug"]);
        command.args(["-device", "isa-debug-exit,iobase=0xf4,iosize=4"]);
        match &self.boot {
            Boot::Direct {
                kernel,
                initfs,
                arguments,
            } => {
                command
                    .arg("-kernel")
                    .arg(kernel)
                    .arg("-initrd")
                    .arg(initfs)
                    .args(["-append", arguments]);
            }
            Boot::Disk { image, firmware } => {
                if *firmware == Firmware::Uefi {
                    let variables = scratch.join("ovmf-vars.fd");
                    fs::copy(OVMF.1, &variables)
                        .with_context(|| format!("{}: cannot copy", OVMF.1))?;
                    command.args([
                        "-drive",
                        &format!("if=pflash,format=raw,readonly=on,file={}", OVMF.0),
                    ]);
                    command
                        .arg("-drive")
                        .arg(drive("if=pflash,format=raw,file=", &variables));
                }
                command
                    .arg("-drive")
                    .arg(drive("if=none,id=disk,format=raw,snapshot=on,file=", image));
                command.args(["-device", "virtio-blk-pci,drive=disk,bootindex=0"]);
            }
        }
        Ok(command)
    }

    /// Runs the machine with its console on this terminal until it ends or the user ends it: the status
    /// that it was switched off with, or QEMU's own.
    pub fn interact(&self, tree: &Tree) -> Result<u8> {
        let scratch = tempfile::tempdir()?;
        let mut command = self.command(tree, scratch.path(), "kernel")?;
        command.args(["-serial", "mon:stdio"]);
        let status = command.status();
        Ok(machine_status(
            status.context("cannot start qemu-system-x86_64")?,
        ))
    }

    /// Runs the machine, which has its own task, to its end; the kernel's log is at `build/log/LOG.log`.
    pub fn run_to_end(&self, tree: &Tree, log: &str, timeout: Duration) -> Result<ExitStatus> {
        let scratch = tempfile::tempdir()?;
        let mut command = self.command(tree, scratch.path(), log)?;
        command
            .args(["-serial", "null"])
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let mut child = command.spawn().context("cannot start qemu-system-x86_64")?;
        let started = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            if started.elapsed() > timeout {
                child.kill().ok();
                child.wait().ok();
                bail!("the machine ran longer than {} s", timeout.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Starts the machine with its console in `build/log/LOG-console.log` and a control channel.
    pub fn start(&self, tree: &Tree, log: &str) -> Result<Guest> {
        let scratch = tempfile::tempdir()?;
        let path = scratch.path().join("control");
        let listener = UnixListener::bind(&path)?;
        let mut command = self.command(tree, scratch.path(), log)?;
        let console = tree.log(&format!("{log}-console"));
        command
            .arg("-chardev")
            .arg(drive("file,id=console,path=", &console));
        command.args(["-serial", "chardev:console"]);
        command
            .arg("-chardev")
            .arg(drive("socket,id=control,path=", &path));
        command.args(["-serial", "chardev:control"]);
        let errors = fs::File::create(tree.log(&format!("{log}-qemu")))?;
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors)
            .spawn()
            .context("cannot start qemu-system-x86_64")?;
        let logs = [tree.log(log), console, tree.log(&format!("{log}-qemu"))];
        let stream = accept(&listener, &mut child, &logs)?;
        let control = Control::new(stream)?;
        Ok(Guest {
            child,
            control,
            logs,
            _scratch: scratch,
        })
    }
}

/// What `SystemControl` was given when the machine was switched off, or QEMU's own status.
fn machine_status(status: ExitStatus) -> u8 {
    // isa-debug-exit turns a status s into (s << 1) | 1.
    let code = status.code().unwrap_or(1);
    if code & 1 == 1 {
        (code >> 1) as u8
    } else {
        code as u8
    }
}

/// Waits for QEMU to connect.
fn accept(
    listener: &UnixListener,
    child: &mut Child,
    logs: &[PathBuf],
) -> Result<std::os::unix::net::UnixStream> {
    listener.set_nonblocking(true)?;
    let started = Instant::now();
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false)?;
                return Ok(stream);
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
        if let Some(status) = child.try_wait()? {
            bail!("QEMU did not start ({status}){}", tails(logs));
        }
        if started.elapsed() > Duration::from_secs(60) {
            child.kill().ok();
            bail!("QEMU did not start within a minute{}", tails(logs));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A machine that runs. It ends when this is dropped.
pub struct Guest {
    child: Child,
    control: Control,
    logs: [PathBuf; 3],
    _scratch: tempfile::TempDir,
}

impl Guest {
    /// Waits until the agent is there.
    pub fn wait_ready(&mut self, timeout: Duration) -> Result<()> {
        let ready = self.control.wait_hello(timeout);
        ready.map_err(|error| self.explain(error))
    }

    /// The channel to the agent.
    pub fn control(&mut self) -> &mut Control {
        &mut self.control
    }

    /// Waits until the machine has switched itself off: with which status.
    pub fn wait_end(&mut self, timeout: Duration) -> Result<u8> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(machine_status(status));
            }
            if started.elapsed() > timeout {
                let late = anyhow::anyhow!("the machine did not end in {} s", timeout.as_secs());
                return Err(self.explain(late));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The last lines of the machine's logs.
    pub fn last_words(&self) -> String {
        tails(&self.logs)
    }

    /// An error of the channel, with what the machine last said.
    pub fn explain(&mut self, error: anyhow::Error) -> anyhow::Error {
        // A machine that has just panicked is about to be gone.
        std::thread::sleep(Duration::from_millis(200));
        let end = match self.child.try_wait() {
            Ok(Some(status)) => format!("; the machine ended ({status})"),
            _ => String::new(),
        };
        anyhow::anyhow!("{error:#}{end}{}", tails(&self.logs))
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The last lines of each log that has any.
fn tails(logs: &[PathBuf]) -> String {
    let mut text = String::new();
    for log in logs {
        let bytes = fs::read(log).unwrap_or_default();
        let content =
            String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(2000)..]).into_owned();
        let lines: Vec<&str> = content.lines().collect();
        if !lines.is_empty() {
            let last = lines[lines.len().saturating_sub(12)..].join("\n  ");
            text += &format!("\nlast lines of {}:\n  {last}", log.display());
        }
    }
    text
}

/// A word of QEMU's command line that ends in a path; commas in it are doubled, as QEMU wants.
fn drive(options: &str, path: &Path) -> OsString {
    OsString::from(format!(
        "{options}{}",
        path.to_string_lossy().replace(',', ",,")
    ))
}
