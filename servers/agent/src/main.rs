//! The guest's end of `cook`'s control channel: `agent DEVICE [COMMAND [ARG...]]`.
//!
//! DEVICE is a serial line, set to raw mode here. COMMAND is what turns the machine off when the host
//! asks for it; without one, such a request is ignored.

#![forbid(unsafe_code)]

use std::fs::{File, OpenOptions};
use std::process::{Command, ExitCode};

use nix::sys::termios::{cfmakeraw, tcgetattr, tcsetattr, SetArg};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let Some((device, power_off)) = arguments.get(1..).and_then(|rest| rest.split_first()) else {
        eprintln!("usage: agent DEVICE [COMMAND [ARG...]]");
        return ExitCode::from(2);
    };
    match serve(device, power_off) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("agent: {device}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(device: &str, power_off: &[String]) -> std::io::Result<()> {
    let line = OpenOptions::new().read(true).write(true).open(device)?;
    make_raw(&line)?;
    let writer = line.try_clone()?;
    agent::serve(line, writer, || {
        if let Some((program, arguments)) = power_off.split_first() {
            if let Err(error) = Command::new(program).args(arguments).status() {
                eprintln!("agent: {program}: {error}");
            }
        }
    })
}

/// Every byte as it is, both ways.
fn make_raw(line: &File) -> std::io::Result<()> {
    let mut settings = tcgetattr(line)?;
    cfmakeraw(&mut settings);
    tcsetattr(line, SetArg::TCSANOW, &settings)?;
    Ok(())
}
