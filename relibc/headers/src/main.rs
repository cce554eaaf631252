//! `relibc-headers OUTDIR` makes every public C header of relibc.
//!
//! A folder `relibc/src/header/NAME/` is one header. Its Rust sources say what the header declares;
//! its `cbindgen.toml` says the rest (see `relibc/README.md`). Types that several headers share are
//! in `relibc/include/alltypes.toml`; finished C text is in `relibc/include/` and is copied.

mod alltypes;
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
    copy_headers(&relibc.join("include"), out)?;
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
            write_if_changed(&out.join(&header.path), &text)?;
        }
    }
    std::fs::remove_dir_all(&scratch)?;
    Ok(())
}

/// Copies the `.h` files of a tree.
fn copy_headers(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_headers(&entry.path(), &target)?;
        } else if entry.path().extension().is_some_and(|e| e == "h") {
            write_if_changed(&target, &std::fs::read_to_string(entry.path())?)?;
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
