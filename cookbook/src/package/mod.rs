//! Packages: a zstd-compressed tar whose first member is a manifest. The same files give the same
//! bytes: members are in the order of their names, times and owners are fixed.

mod manifest;

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read as _, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::{bail, Context as _, Result};
use tar::{Archive, Builder, EntryType, Header};

use crate::recipe::Port;
use crate::sandbox::SOURCE_DATE_EPOCH;

pub use manifest::{collect, Entry, Kind, Manifest};

/// The member that holds the manifest.
const MANIFEST: &str = ".manifest.json";

/// Fast, and within a tenth of what the slow levels reach on programs.
const LEVEL: i32 = 3;

/// Writes the package of `port` made of the files below `out`.
pub fn create(port: &Port, out: &Path, archive: &Path) -> Result<()> {
    let manifest = Manifest::of(port, out)?;
    let dir = archive.parent().context("a package has a folder")?;
    fs::create_dir_all(dir)?;
    let unfinished = tempfile::NamedTempFile::new_in(dir)?;
    let writer = zstd::Encoder::new(BufWriter::new(unfinished.as_file()), LEVEL)?;
    let mut tar = Builder::new(writer);
    let text = serde_json::to_vec_pretty(&manifest)?;
    let mut header = header(EntryType::Regular, 0o644);
    header.set_size(text.len() as u64);
    tar.append_data(&mut header, MANIFEST, text.as_slice())?;
    for entry in &manifest.files {
        append(&mut tar, entry, &out.join(&entry.path))?;
    }
    tar.into_inner()?
        .finish()?
        .into_inner()
        .map_err(|e| e.into_error())?
        .flush()?;
    unfinished
        .persist(archive)
        .with_context(|| format!("{}: cannot write", archive.display()))?;
    Ok(())
}

/// Appends one file of the package to a tar.
pub fn append<W: Write>(tar: &mut Builder<W>, entry: &Entry, file: &Path) -> Result<()> {
    let mut header = header(EntryType::Regular, entry.mode);
    match &entry.kind {
        Kind::Folder => {
            header.set_entry_type(EntryType::Directory);
            header.set_size(0);
            tar.append_data(&mut header, &entry.path, std::io::empty())?;
        }
        Kind::Link { target } => {
            header.set_entry_type(EntryType::Symlink);
            header.set_size(0);
            tar.append_link(&mut header, &entry.path, target)?;
        }
        Kind::File { size, .. } => {
            header.set_size(*size);
            let reader =
                File::open(file).with_context(|| format!("{}: cannot read", file.display()))?;
            tar.append_data(&mut header, &entry.path, BufReader::new(reader))?;
        }
    }
    Ok(())
}

/// A header with everything fixed that could differ between two builds.
pub fn header(kind: EntryType, mode: u32) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(SOURCE_DATE_EPOCH as u64);
    header
}

/// Unpacks a package into `dir`, which is replaced, and returns its manifest. Every file is checked
/// against its hash.
pub fn unpack(archive: &Path, dir: &Path) -> Result<Manifest> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("{}: cannot remove", dir.display()))?;
    }
    fs::create_dir_all(dir)?;
    let file =
        File::open(archive).with_context(|| format!("{}: cannot read", archive.display()))?;
    let mut tar = Archive::new(zstd::Decoder::new(BufReader::new(file))?);
    tar.set_preserve_permissions(true);
    tar.set_preserve_mtime(true);
    let mut manifest = None;
    for member in tar.entries()? {
        let mut member = member?;
        if manifest.is_none() {
            if member.path()?.as_os_str() != MANIFEST {
                bail!("the first member is not a manifest");
            }
            let mut text = String::new();
            member.read_to_string(&mut text)?;
            manifest = Some(serde_json::from_str::<Manifest>(&text)?);
        } else if !member.unpack_in(dir)? {
            bail!(
                "the member {} leads out of the package",
                member.path()?.display()
            );
        }
    }
    let manifest = manifest.context("the package is empty")?;
    manifest.verify(dir)?;
    Ok(manifest)
}

/// The permission bits of a file.
fn mode(path: &Path) -> Result<u32> {
    Ok(fs::symlink_metadata(path)?.permissions().mode() & 0o7777)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::tests::{book, recipe};

    #[test]
    fn a_package_is_the_same_twice_and_comes_back_as_it_was() {
        let book = book(&[("a", &recipe("a", &[]))]).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        fs::create_dir_all(out.join("usr/bin")).unwrap();
        fs::write(out.join("usr/bin/tool"), "#!/bin/sh\n").unwrap();
        fs::set_permissions(out.join("usr/bin/tool"), fs::Permissions::from_mode(0o755)).unwrap();
        std::os::unix::fs::symlink("tool", out.join("usr/bin/alias")).unwrap();
        let (one, two) = (dir.path().join("1.tar.zst"), dir.path().join("2.tar.zst"));
        create(book.get("a").unwrap(), &out, &one).unwrap();
        create(book.get("a").unwrap(), &out, &two).unwrap();
        assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
        let back = dir.path().join("back");
        let manifest = unpack(&one, &back).unwrap();
        assert_eq!(
            fs::read(back.join("usr/bin/alias")).unwrap(),
            b"#!/bin/sh\n"
        );
        assert_eq!(mode(&back.join("usr/bin/tool")).unwrap(), 0o755);
        assert_eq!(manifest.name, "a");
        assert_eq!(
            manifest.content,
            Manifest::of(book.get("a").unwrap(), &back).unwrap().content
        );
    }

    #[test]
    fn a_damaged_package_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let archive = dir.path().join("x.tar.zst");
        fs::write(&archive, "this is not a package").unwrap();
        assert!(unpack(&archive, &dir.path().join("out")).is_err());
    }
}
