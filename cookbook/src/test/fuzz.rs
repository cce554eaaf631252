//! Random messages to every server, from inside: `tests/fuzz/servers.c` in a boot of its own. (Random
//! kernel calls are among `tests/kernel`.)
//!
//! The seed is fixed, so that a failure is the same each time. For a longer run by hand:
//! `OCHRE_FUZZ_SEED=N OCHRE_FUZZ_CHILDREN=N ./cook test fuzz`.

use std::time::Duration;

use anyhow::Result;

use super::c::compile;
use super::soak::number;
use super::Tally;
use crate::build;
use crate::cli::Context;
use crate::image::Extra;
use crate::qemu::{Input, Outcome};
use crate::recipe::Book;
use crate::sandbox::TRIPLE;
use crate::session::{Session, Setup};

/// The first child's seed: 143, which once emptied bash, is among them.
const SEED: u32 = 100;

/// Children of the short run, each with the next seed.
const CHILDREN: u32 = 60;

/// Calls that each makes.
const CALLS: u32 = 1000;

/// How long one child may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    let seed = number("OCHRE_FUZZ_SEED", SEED)?;
    let children = number("OCHRE_FUZZ_CHILDREN", CHILDREN)?;
    let book = Book::open(&context.tree)?;
    let sysroot = build::sysroot(context, &book, &["relibc"])?;
    let gcc = sysroot.join("usr/bin").join(format!("{TRIPLE}-gcc"));
    std::fs::create_dir_all(context.tree.build("tests"))?;
    let program = context.tree.build("tests/fuzz-servers");
    let source = context.tree.source("tests/fuzz/servers.c");
    compile(&gcc, &source, &program, &[], &["-static"])
        .map_err(|told| anyhow::anyhow!("servers.c does not build:\n{told}"))?;
    let extras = [Extra {
        file: program,
        path: "/tests/servers".to_owned(),
        mode: 0o755,
    }];
    let setup = Setup {
        extras: &extras,
        cpus: 4,
        log: "test-fuzz",
        ..Setup::default()
    };
    let mut session = Session::start(context, &setup)?;
    let argv = [
        "/tests/servers",
        &seed.to_string(),
        &children.to_string(),
        &CALLS.to_string(),
    ]
    .map(str::to_owned);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let input = Input::Bytes(Vec::new());
    let end = session.run(&argv, input, &mut out, &mut err, PATIENCE * (children + 4));
    out.extend(err);
    let told = String::from_utf8_lossy(&out).into_owned();
    let result = match end {
        Ok(Outcome::Exited(0)) => Ok(()),
        Ok(outcome) => Err(format!("the fuzzer ended with {outcome:?}\n{told}")),
        Err(error) => Err(format!("{told}\n{error:#}")),
    };
    let last = u64::from(seed) + u64::from(children) - 1;
    tally.record(
        &format!("servers survive random messages, seeds {seed} to {last}"),
        result,
    );
    Ok(())
}
