//! `localedef -i SOURCES/NAME OUT`: compiles a locale's source.

use std::path::Path;

use anyhow::{bail, Context as _, Result};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [flag, input, output] = arguments.as_slice() else {
        bail!("usage: localedef -i SOURCES/NAME OUT");
    };
    if flag != "-i" {
        bail!("unknown option {flag:?}; usage: localedef -i SOURCES/NAME OUT");
    }
    let bytes = localedef::compile(Path::new(input))?;
    std::fs::write(output, bytes).with_context(|| format!("{output}: cannot write"))
}
