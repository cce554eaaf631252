//! Programs of several files for the dynamic loader, `tests/loader`: see [`super::folder`].

use std::path::PathBuf;

use anyhow::Result;

use super::folder::{Compiler, Folders};
use super::program::on_ochre;
use super::Tally;
use crate::build;
use crate::cli::Context;
use crate::recipe::Book;
use crate::sandbox::TRIPLE;
use crate::session::Setup;

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    let book = Book::open(&context.tree)?;
    let sysroot = build::sysroot(context, &book, &["relibc"])?;
    let compiler = |program: PathBuf| Compiler {
        program,
        ending: "c",
        standard: "-std=gnu17",
    };
    let folders = Folders {
        top: "tests/loader",
        theirs: compiler("gcc".into()),
        ours: compiler(sysroot.join("usr/bin").join(format!("{TRIPLE}-gcc"))),
        sysroot: &sysroot,
    };
    let (mut cases, mut extras) = (Vec::new(), Vec::new());
    folders.run(context, tally, &mut cases, &mut extras)?;
    let setup = Setup {
        extras: &extras,
        log: "test-loader",
        ..Setup::default()
    };
    on_ochre(context, tally, &setup, cases)
}
