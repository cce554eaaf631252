//! What every program pays for the C library: the sizes of small static programs; and what the library says when it is
//! itself at fault, which must be little to stay small, and enough to find the place.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::Result;

use super::Tally;

/// Small programs: what `main` does, and the most bytes of the stripped file. The limits are what was reached
/// (decision 0019), rounded up.
const PROGRAMS: [(&str, &str, u64); 3] = [
    ("does nothing", "", 27 << 10),
    ("calls puts", "puts(\"hello\");", 30_000),
    ("calls printf", "printf(\"hello %d\\n\", 1);", 85 << 10),
];

/// A fault inside the library, as its own code would come upon it.
const AT_FAULT: &str = "
extern void __relibc_panic_bounds_check(unsigned long, unsigned long, const void *);
__attribute__((noinline)) void at_fault(void) {
    __relibc_panic_bounds_check(3, 2, 0);
    __asm__ volatile(\"\");
}
int main(void) { at_fault(); }
";

pub fn record(compiler: &Path, folder: &Path, tally: &mut Tally) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (what, body, most) in PROGRAMS {
        let text = format!("#include <stdio.h>\nint main(void) {{ {body} return 0; }}\n");
        let result = build(compiler, folder, &text, &["-s"])
            .and_then(|program| size_is_at_most(&program, most));
        let name = format!("a static program that {what} has at most {most} bytes");
        tally.record(&name, result);
    }
    let result = build(compiler, folder, AT_FAULT, &[]).and_then(|program| {
        let output = run(&mut Command::new(&program))?;
        tells_where(&program, &output)
    });
    let name = "a fault of the C library ends the program with a message that leads to its place";
    tally.record(name, result);
    Ok(())
}

fn run(command: &mut Command) -> Result<Output, String> {
    let run = command.env("LC_ALL", "C").output();
    run.map_err(|error| format!("{}: {error}", command.get_program().display()))
}

/// Compiles and links a program; gives its file.
fn build(compiler: &Path, folder: &Path, text: &str, options: &[&str]) -> Result<PathBuf, String> {
    let (source, program) = (folder.join("small.c"), folder.join("small"));
    fs::write(&source, text).map_err(|error| error.to_string())?;
    let mut command = Command::new(compiler);
    command.args(["-O2", "-static"]).args(options);
    command.arg(&source).arg("-o").arg(&program);
    let output = run(&mut command)?;
    match output.status.success() {
        true => Ok(program),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn size_is_at_most(program: &Path, most: u64) -> Result<(), String> {
    let size = fs::metadata(program)
        .map_err(|error| error.to_string())?
        .len();
    match size <= most {
        true => Ok(()),
        false => Err(format!("it has {size} bytes")),
    }
}

/// The message's address must lead addr2line to the function that was at fault.
fn tells_where(program: &Path, output: &Output) -> Result<(), String> {
    const SIGILL: i32 = 4;
    const START: &str = "relibc: a fault of the C library itself: an index out of bounds, at ";
    if output.status.signal() != Some(SIGILL) {
        return Err(format!("it ended with {}", output.status));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let address = said
        .strip_prefix(START)
        .and_then(|rest| rest.split(',').next());
    let address = address.ok_or_else(|| format!("it said {said:?}"))?;
    let mut command = Command::new("addr2line");
    let found = run(command.args(["-f", "-e"]).arg(program).arg(address))?;
    let found = String::from_utf8_lossy(&found.stdout);
    match found.lines().next() {
        Some("at_fault") => Ok(()),
        _ => Err(format!("{said}addr2line says {found:?}")),
    }
}
