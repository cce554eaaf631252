//! The command line: what `cook` can be asked, one file a command.

mod commands;
mod new;
mod run;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::report::Report;
use crate::tree::Tree;

/// What every command works with.
pub struct Context {
    /// Where things are.
    pub tree: Tree,
    /// Where steps are shown.
    pub report: Report,
    /// How many jobs may run at once.
    pub jobs: usize,
}

const ABOUT: &str = "Builds Ochre, its ports and its disk images; runs and tests them.";

const LONG_ABOUT: &str = "\
Builds Ochre, its ports and its disk images; runs and tests them.

Start with `./cook run`: it builds everything that is missing (the first time takes a while), makes a \
disk image and boots it in QEMU; you get bash on this terminal. Leave with `poweroff`, or Ctrl-A X.

What is built goes to build/, every step's whole log to build/log/, and sources and finished packages \
to ~/.cache/ochre, so that another checkout need not build them again.";

#[derive(Parser)]
#[command(name = "cook", bin_name = "./cook", version, about = ABOUT, long_about = LONG_ABOUT)]
struct Cli {
    /// The source tree (the script ./cook passes it).
    #[arg(long, hide = true, default_value = ".")]
    top: PathBuf,
    /// How many jobs to run at once [default: one a CPU].
    #[arg(long, short, global = true, value_name = "N")]
    jobs: Option<usize>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything, boot it in QEMU, and use it from this terminal.
    Run(RunArgs),
    /// Run the tests; ends with `N passed, N failed`.
    Test(TestArgs),
    /// Make the sysroot for cross-compiling, and say how to use it.
    Sysroot,
    /// Build GCC with C++ for Ochre (the first time takes half an hour or more) and put it into the sysroot.
    Toolchain,
    /// Run a program of this machine inside Ochre (or, with --on linux, right here).
    Exec(ExecArgs),
    /// Measure Ochre against Linux in the same emulator.
    Bench(BenchArgs),
    /// Build one recipe and what it needs.
    Build(BuildArgs),
    /// Make a disk image from images/NAME.toml.
    Image(ImageArgs),
    /// Say what a recipe would be rebuilt for, and which input differs.
    Why(NameArgs),
    /// Check recipes without building anything.
    Lint(LintArgs),
    /// Write a first recipe for a source archive.
    New(NewArgs),
}

/// `cook run`.
#[derive(Args)]
pub struct RunArgs {
    /// Run CMD in Ochre's bash, print its output and nothing else, and exit with its status.
    #[arg(long, short, value_name = "CMD")]
    pub command: Option<String>,
    /// Start the kernel directly instead of booting the disk image (quicker).
    #[arg(long)]
    pub direct: bool,
    /// Firmware that boots the disk image.
    #[arg(long, value_enum, default_value_t = Firmware::Bios)]
    pub firmware: Firmware,
    /// Which image (images/NAME.toml).
    #[arg(long, default_value = "default", value_name = "NAME")]
    pub image: String,
    /// Memory of the machine, in MiB.
    #[arg(long, default_value_t = 1024, value_name = "MIB")]
    pub memory: u32,
    /// CPUs of the machine.
    #[arg(long, default_value_t = 2, value_name = "N")]
    pub cpus: u32,
    /// With --command: give up after this many seconds.
    #[arg(long, default_value_t = 3600, value_name = "SECONDS")]
    pub timeout: u64,
}

/// What starts the boot loader.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Firmware {
    /// SeaBIOS.
    Bios,
    /// OVMF.
    Uefi,
}

/// `cook test`.
#[derive(Args)]
pub struct TestArgs {
    /// The suites to run, all that belong to every change when none is named; other words choose
    /// programs of the suites c and shell, whose names contain one of them.
    #[arg(value_name = "SUITE|PROGRAM")]
    pub names: Vec<String>,
    /// Run the long suites, too.
    #[arg(long)]
    pub all: bool,
    /// Only name the suites.
    #[arg(long)]
    pub list: bool,
}

/// Which kernel a program runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Kernel {
    /// Ochre's, in QEMU.
    Ochre,
    /// This machine's.
    Linux,
}

/// `cook exec`.
#[derive(Args)]
pub struct ExecArgs {
    /// Which kernel runs it.
    #[arg(long, value_enum, default_value_t = Kernel::Ochre)]
    pub on: Kernel,
    /// Give up after this many seconds.
    #[arg(long, default_value_t = 3600, value_name = "SECONDS")]
    pub timeout: u64,
    /// Which image (images/NAME.toml).
    #[arg(long, default_value = "default", value_name = "NAME")]
    pub image: String,
    /// The program, a file of this machine.
    pub program: PathBuf,
    /// Its arguments.
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "ARG"
    )]
    pub args: Vec<String>,
}

/// `cook bench`.
#[derive(Args)]
pub struct BenchArgs {
    /// Only these tests of posixbench (with --library: those with one of these words in their names).
    #[arg(value_name = "TEST")]
    pub tests: Vec<String>,
    /// Milliseconds given to each test.
    #[arg(long, default_value_t = 20, value_name = "MS")]
    pub budget: u32,
    /// Measure one kernel only; the other's figures are those of its last run, as far as there are any.
    #[arg(long, value_enum)]
    pub on: Option<Kernel>,
    /// Instead of measuring: where one test's instructions go on Ochre, function by function.
    #[arg(long, conflicts_with = "on")]
    pub profile: bool,
    /// Instead: the C library against glibc and musl, natively on this machine.
    #[arg(long, conflicts_with_all = ["on", "profile", "budget"])]
    pub library: bool,
}

/// `cook build`.
#[derive(Args)]
pub struct BuildArgs {
    /// The recipes (ports/NAME/recipe.toml).
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,
    /// Build twice, and compare.
    #[arg(long)]
    pub check: bool,
}

/// `cook image`.
#[derive(Args)]
pub struct ImageArgs {
    /// The image (images/NAME.toml).
    #[arg(default_value = "default", value_name = "NAME")]
    pub name: String,
}

/// `cook why`.
#[derive(Args)]
pub struct NameArgs {
    /// The recipe (ports/NAME/recipe.toml).
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// `cook lint`.
#[derive(Args)]
pub struct LintArgs {
    /// The recipes; all when none is named.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
}

/// `cook new`.
#[derive(Args)]
pub struct NewArgs {
    /// Where the source archive is.
    pub url: String,
}

/// Does what the command line asks.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("cook: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli) -> Result<ExitCode> {
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let context = Context {
        tree: Tree::open(&cli.top)?,
        report: Report::new(),
        jobs: cli.jobs.unwrap_or(cpus).max(1),
    };
    commands::dispatch(&context, cli.command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
