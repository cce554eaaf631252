//! The soak: bash scripts on four CPUs for a while, and the kernel's counters before and after.
//!
//! `tests/soak/soak.c` runs `tests/soak/work.sh` again and again in the guest and compares the counters;
//! its table is printed. `OCHRE_SOAK_SECONDS` says how long the long form takes, `OCHRE_SOAK_SEED` with
//! which number its scripts begin.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::c::compile;
use super::Tally;
use crate::build;
use crate::cli::Context;
use crate::image::Extra;
use crate::qemu::{Input, Outcome};
use crate::recipe::Book;
use crate::sandbox::TRIPLE;
use crate::session::{Session, Setup};

/// Scripts that run at once.
const WORKERS: u32 = 6;

/// How much longer than asked a soak may take: warming up, settling, and a machine that is slow.
const PATIENCE: Duration = Duration::from_secs(600);

/// `soak`: ten minutes.
pub fn long(context: &Context, tally: &mut Tally) -> Result<()> {
    let seconds = number("OCHRE_SOAK_SECONDS", 600)?;
    let seed = number("OCHRE_SOAK_SEED", 1)?;
    soak(context, tally, seconds, seed)
}

/// The number that an environment variable holds.
pub(super) fn number(name: &str, default: u32) -> Result<u32> {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .with_context(|| format!("{name} is {text:?}, not a number")),
        Err(_) => Ok(default),
    }
}

/// `leaks`: long enough to notice what is left behind each time.
pub fn short(context: &Context, tally: &mut Tally) -> Result<()> {
    soak(context, tally, 20, 1)
}

fn soak(context: &Context, tally: &mut Tally, seconds: u32, seed: u32) -> Result<()> {
    let book = Book::open(&context.tree)?;
    let sysroot = build::sysroot(context, &book, &["relibc"])?;
    let source = context.tree.source("tests/soak/soak.c");
    std::fs::create_dir_all(context.tree.build("tests"))?;
    let program = context.tree.build("tests/soak");
    let gcc = sysroot.join("usr/bin").join(format!("{TRIPLE}-gcc"));
    compile(&gcc, &source, &program, &[], &["-static"])
        .map_err(|told| anyhow::anyhow!("soak.c does not build:\n{told}"))?;
    let extra = |file: &Path, path: &str| Extra {
        file: file.to_owned(),
        path: path.to_owned(),
        mode: 0o755,
    };
    let extras = [
        extra(&program, "/tests/soak"),
        extra(
            &context.tree.source("tests/soak/stretch.sh"),
            "/tests/stretch.sh",
        ),
        extra(&context.tree.source("tests/soak/work.sh"), "/tests/work.sh"),
    ];
    let setup = Setup {
        extras: &extras,
        cpus: 4,
        log: "test-soak",
        ..Setup::default()
    };
    let mut session = Session::start(context, &setup)?;
    let argv = [
        "/tests/soak",
        &seconds.to_string(),
        &WORKERS.to_string(),
        "/tests/stretch.sh",
        "/tests/work.sh",
        &seed.to_string(),
    ]
    .map(str::to_owned);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let timeout = Duration::from_secs(seconds.into()) + PATIENCE;
    let input = Input::Bytes(Vec::new());
    let end = session.run(&argv, input, &mut out, &mut err, timeout);
    out.extend(err);
    for line in String::from_utf8_lossy(&out).lines() {
        context.report.line(&format!("       {line}"));
    }
    let result = match end {
        Ok(Outcome::Exited(0)) => Ok(()),
        Ok(outcome) => Err(format!("the soak ended with {outcome:?}; see above")),
        Err(error) => Err(format!("{error:#}")),
    };
    tally.record(
        &format!("{seconds} s of scripts on 4 CPUs leave nothing behind"),
        result,
    );
    Ok(())
}
