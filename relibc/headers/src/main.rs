//! `relibc-headers OUTDIR` makes every public C header of relibc.
//!
//! A folder `relibc/src/header/NAME/` is one header. Its Rust sources say what the header declares;
//! its `cbindgen.toml` says the rest (see `relibc/README.md`). Types that several headers share are
//! in `relibc/include/alltypes.toml`; finished C text is in `relibc/include/`. What programs see of a header by what they
//! ask for is in `relibc/include/levels.toml`.

mod alltypes;
mod gates;
mod header;
mod rust;

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let out = std::env::args_os()
        .nth(1)
        .context("usage: relibc-headers OUTDIR")?;
    make_all(Path::new(&out))
}

/// relibc's own folder.
fn relibc() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn make_all(out: &Path) -> Result<()> {
    let relibc = relibc();
    let gates = gates::Gates::read(&relibc.join("include/levels.toml"))?;
    copy_headers(&relibc.join("include"), Path::new(""), &gates, out)?;
    let types = alltypes::AllTypes::read(&relibc.join("include/alltypes.toml"))?;
    write_if_changed(&out.join("bits/alltypes.h"), &types.c_text())?;
    let rooms = rust::read_rooms(&relibc.join("src/header"))?;
    let scratch = out.join(".scratch");
    std::fs::create_dir_all(&scratch)?;
    for room in &rooms {
        if let Some(header) = header::Header::read(room)? {
            let text = header
                .c_text(&rooms, &types, &scratch)
                .with_context(|| format!("header of {}", room.dir.display()))?;
            let text = gates.apply(&header.path, &text)?;
            write_if_changed(&out.join(&header.path), &text)?;
        }
    }
    std::fs::remove_dir_all(&scratch)?;
    Ok(())
}

/// Copies the `.h` files below the folder `below` of a tree.
fn copy_headers(from: &Path, below: &Path, gates: &gates::Gates, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from.join(below))? {
        let entry = entry?;
        let name = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_headers(from, &name, gates, to)?;
        } else if name.extension().is_some_and(|e| e == "h") {
            let text = std::fs::read_to_string(entry.path())?;
            write_if_changed(&to.join(&name), &gates.apply(&name, &text)?)?;
        }
    }
    Ok(())
}

/// Leaves an equal file alone, so that `make` does not build everything again.
fn write_if_changed(path: &Path, text: &str) -> Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}
