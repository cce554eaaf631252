//! The disk image boots on every kind of machine it is for.

use anyhow::Result;

use super::program::TIMEOUT;
use super::Tally;
use crate::cli::{Context, Firmware};
use crate::image;
use crate::qemu::{Input, Outcome};
use crate::session::{Session, Setup};

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    image::disk(context, "default")?;
    for firmware in [Firmware::Bios, Firmware::Uefi] {
        for (cpus, memory) in [(1, 256), (4, 1024)] {
            let name =
                format!("{firmware:?}, {cpus} CPUs, {memory} MiB: bash answers, poweroff ends it");
            let log = format!("boot-{firmware:?}-{cpus}").to_lowercase();
            let setup = Setup {
                firmware: Some(firmware),
                cpus,
                memory,
                log: &log,
                ..Setup::default()
            };
            tally.record(
                &name,
                answers(context, &setup).map_err(|e| format!("{e:#}")),
            );
        }
    }
    Ok(())
}

/// Boots, sends a file over the serial line, has bash use it, and switches the machine off.
fn answers(context: &Context, setup: &Setup<'_>) -> Result<()> {
    let mut session = Session::start(context, setup)?;
    let script = "echo $((6 * 7))\n".to_owned() + &"# filling\n".repeat(10_000);
    session.put("/tmp/script", 0o755, script.into_bytes())?;
    let argv = ["/usr/bin/bash", "/tmp/script"].map(str::to_owned);
    let mut out = Vec::new();
    let outcome = session.run(
        &argv,
        Input::Bytes(Vec::new()),
        &mut out,
        &mut std::io::sink(),
        TIMEOUT,
    )?;
    anyhow::ensure!(
        outcome == Outcome::Exited(0) && out == b"42\n",
        "bash ended with {outcome:?} and printed {:?}",
        String::from_utf8_lossy(&out)
    );
    session.power_off()
}
