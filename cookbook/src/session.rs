//! Ochre, booted for programs: an image in a machine, and the agent in it.

use std::io::Write;
use std::time::Duration;

use anyhow::{bail, ensure, Context as _, Result};
use cookbook_protocol::{Exec, Status};

use crate::cli::{Context, Firmware};
use crate::image::{self, Extra};
use crate::qemu::{Boot, Guest, Input, Machine, Outcome};

/// How long a machine may take until its agent answers. Emulation without hardware help on a busy
/// machine is slow; a kernel that hangs is noticed all the same.
const BOOT_TIMEOUT: Duration = Duration::from_secs(120);

/// What programs in the guest find in their environment.
const ENVIRONMENT: [&str; 7] = [
    "PATH=/usr/bin:/bin:/usr/sbin:/sbin",
    "HOME=/root",
    "USER=root",
    "LOGNAME=root",
    "SHELL=/bin/bash",
    "LANG=C.UTF-8",
    "TERM=dumb",
];

/// How to boot.
pub struct Setup<'a> {
    /// images/NAME.toml.
    pub image: &'a str,
    /// Firmware for the disk image; none starts the kernel directly.
    pub firmware: Option<Firmware>,
    /// Files to add; only without firmware.
    pub extras: &'a [Extra],
    /// MiB.
    pub memory: u32,
    /// How many.
    pub cpus: u32,
    /// See [`Machine::counted`].
    pub counted: bool,
    /// See [`Machine::plugin`].
    pub plugin: Option<String>,
    /// What the logs are called.
    pub log: &'a str,
}

impl Default for Setup<'_> {
    fn default() -> Self {
        Self {
            image: "default",
            firmware: None,
            extras: &[],
            memory: 1024,
            cpus: 2,
            counted: false,
            plugin: None,
            log: "kernel",
        }
    }
}

/// Builds what `setup` asks for, as a machine that has not been started.
pub fn machine(context: &Context, setup: &Setup<'_>) -> Result<Machine> {
    let boot = match setup.firmware {
        Some(firmware) => Boot::Disk {
            image: image::disk(context, setup.image)?,
            firmware,
        },
        None => {
            let parts = image::parts(context, setup.image)?;
            let initfs = if setup.extras.is_empty() {
                parts.initfs
            } else {
                let archive = context
                    .tree
                    .build("image")
                    .join(format!("{}-initfs.tar", setup.log));
                image::overlay(&parts.initfs, setup.extras, &archive)?;
                archive
            };
            Boot::Direct {
                kernel: parts.kernel,
                initfs,
                arguments: parts.arguments,
            }
        }
    };
    Ok(Machine {
        boot,
        memory: setup.memory,
        cpus: setup.cpus,
        counted: setup.counted,
        plugin: setup.plugin.clone(),
    })
}

/// A running Ochre that takes commands.
pub struct Session {
    guest: Guest,
}

impl Session {
    /// Boots, and waits until the agent answers.
    pub fn start(context: &Context, setup: &Setup<'_>) -> Result<Self> {
        let mut guest = machine(context, setup)?.start(&context.tree, setup.log)?;
        guest
            .wait_ready(BOOT_TIMEOUT)
            .context("Ochre did not come up")?;
        Ok(Self { guest })
    }

    /// Runs a program to its end.
    pub fn run(
        &mut self,
        argv: &[String],
        input: Input,
        out: &mut dyn Write,
        err: &mut dyn Write,
        timeout: Duration,
    ) -> Result<Outcome> {
        let exec = Exec {
            argv: argv.iter().map(|word| word.clone().into_bytes()).collect(),
            env: ENVIRONMENT
                .iter()
                .map(|entry| entry.as_bytes().to_vec())
                .collect(),
            cwd: b"/root".to_vec(),
        };
        let outcome = self.guest.control().exec(exec, input, out, err, timeout);
        outcome.map_err(|error| self.guest.explain(error))
    }

    /// Switches the machine off from inside, and waits until it is.
    pub fn power_off(mut self) -> Result<()> {
        let argv = ["/usr/sbin/poweroff".to_owned()];
        let (mut out, mut err) = (Vec::new(), Vec::new());
        // The agent ends with everything else, perhaps before it can tell how the program ended.
        let told = self.run(
            &argv,
            Input::Bytes(Vec::new()),
            &mut out,
            &mut err,
            BOOT_TIMEOUT,
        );
        if let Ok(Status::Exited(1..) | Status::Failed(_)) = told {
            bail!("poweroff failed: {}", String::from_utf8_lossy(&err));
        }
        let status = self.guest.wait_end(BOOT_TIMEOUT)?;
        ensure!(status == 0, "the machine ended with status {status}");
        Ok(())
    }

    /// Waits until the machine has ended by itself: with which status, and what it last said.
    pub fn wait_end(mut self) -> Result<(u8, String)> {
        let status = self.guest.wait_end(BOOT_TIMEOUT)?;
        Ok((status, self.guest.last_words()))
    }

    /// Writes a file.
    pub fn put(&mut self, path: &str, mode: u32, bytes: Vec<u8>) -> Result<()> {
        let put = self.guest.control().put(path, mode, bytes, BOOT_TIMEOUT);
        put.map_err(|error| self.guest.explain(error))
    }
}

/// The exit status that a shell gives for an outcome; what kept a program from starting is printed.
pub fn exit_status(outcome: &Outcome) -> u8 {
    match outcome {
        Status::Exited(code) => (*code & 0xff) as u8,
        Status::Signalled(signal) => (128 + (*signal & 0x7f)) as u8,
        Status::Failed(why) => {
            eprintln!("cook: {why}");
            127
        }
    }
}
