//! Compiles a locale's source into the file that the C library maps (crate
//! `locale-format`). All are in UTF-8; classes and case of characters are Unicode's unless LC_CTYPE says otherwise.
//!
//! [`source`] reads the text, [`texts`] makes the categories that are tables of texts, [`order`] LC_COLLATE, [`characters`]
//! LC_CTYPE, [`file`] puts them together. The program is `main.rs`.

mod characters;
mod file;
mod order;
mod source;
mod texts;

use std::path::Path;

use anyhow::{Context as _, Result};

/// The file of the locale whose source this is; what it copies is beside it.
pub fn compile(input: &Path) -> Result<Vec<u8>> {
    let name = input
        .file_name()
        .and_then(|name| name.to_str())
        .context("a source has a name")?;
    let library = source::Library::new(input.parent().unwrap_or(Path::new(".")));
    let mut file = file::Writer::default();
    texts::write(&library, name, &mut file)?;
    let characters = characters::Characters::read(&library.category_if_any(name, "LC_CTYPE")?)
        .with_context(|| format!("{name}: LC_CTYPE"))?;
    file.characters(characters.bytes());
    let order = order::Order::read(&library.category(name, "LC_COLLATE")?)
        .with_context(|| format!("{name}: LC_COLLATE"))?;
    file.collation(
        order
            .bytes()
            .with_context(|| format!("{name}: LC_COLLATE"))?,
    );
    Ok(file.finish())
}
