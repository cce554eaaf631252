//! `localedef -i SOURCES/NAME OUT`: compiles a locale's source into the file that the C library maps (crate
//! `locale-format`). All are in UTF-8; classes of characters are Unicode's in every locale, so LC_CTYPE is not read.
//!
//! [`source`] reads the text, [`texts`] makes the categories that are tables of texts, [`order`] LC_COLLATE, [`file`] puts
//! them together.

mod file;
mod order;
mod source;
mod texts;

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
    let bytes = compile(Path::new(input))?;
    std::fs::write(output, bytes).with_context(|| format!("{output}: cannot write"))
}

/// The file of the locale whose source this is; what it copies is beside it.
fn compile(input: &Path) -> Result<Vec<u8>> {
    let name = input
        .file_name()
        .and_then(|name| name.to_str())
        .context("a source has a name")?;
    let library = source::Library::new(input.parent().unwrap_or(Path::new(".")));
    let mut file = file::Writer::default();
    texts::write(&library, name, &mut file)?;
    let order = order::Order::read(&library.category(name, "LC_COLLATE")?)
        .with_context(|| format!("{name}: LC_COLLATE"))?;
    file.collation(
        order
            .bytes()
            .with_context(|| format!("{name}: LC_COLLATE"))?,
    );
    Ok(file.finish())
}
