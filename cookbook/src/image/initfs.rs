//! The initfs: the whole root file system as a plain POSIX ustar archive, which the boot loader hands to
//! the kernel. Members are in the order of their names, each folder before what is in it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};
use tar::{Builder, EntryType};

use super::file::{permissions, Image};
use crate::build::Shelf;
use crate::package::{append, collect, header, Entry, Kind};

/// What ends a tar archive: two empty blocks (POSIX pax, "ustar Interchange Format").
const END: u64 = 1024;

/// What stands at one path of the root file system.
enum Member {
    /// A package's file, and where it is on this machine.
    Packaged(Entry, PathBuf),
    /// A file made from text.
    Text { text: String, mode: u32 },
}

/// Packs the root file system of `image` out of the packages on the `shelf`. The archive is only
/// written anew when it would differ.
pub fn make(image: &Image, shelf: &Shelf, archive: &Path) -> Result<()> {
    let mut members = BTreeMap::new();
    for name in &image.packages {
        let built = &shelf[name];
        let mut entries = Vec::new();
        collect(&built.files, "", &mut entries)?;
        for entry in entries
            .into_iter()
            .filter(|e| !is_excluded(&image.exclude, &e.path))
        {
            let file = built.files.join(&entry.path);
            add(
                &mut members,
                entry.path.clone(),
                Member::Packaged(entry, file),
            )
            .with_context(|| format!("package {name}"))?;
        }
    }
    extras(image, &mut members)?;
    parents(&mut members);
    let mut bytes = Vec::new();
    let mut tar = Builder::new(&mut bytes);
    for (path, member) in &members {
        match member {
            Member::Packaged(entry, file) => append(&mut tar, entry, file),
            Member::Text { text, mode } => append_bytes(&mut tar, path, text.as_bytes(), *mode),
        }
        .with_context(|| format!("/{path}: does not fit into an initfs"))?;
    }
    tar.into_inner()?;
    if fs::read(archive).ok().as_deref() != Some(&bytes) {
        fs::write(archive, &bytes)
            .with_context(|| format!("{}: cannot write", archive.display()))?;
    }
    Ok(())
}

fn append_bytes<W: std::io::Write>(
    tar: &mut Builder<W>,
    path: &str,
    bytes: &[u8],
    mode: u32,
) -> Result<()> {
    let mut header = header(EntryType::Regular, mode);
    header.set_size(bytes.len() as u64);
    Ok(tar.append_data(&mut header, path, bytes)?)
}

/// Adds one member; only folders may be there already.
fn add(members: &mut BTreeMap<String, Member>, path: String, member: Member) -> Result<()> {
    let is_folder =
        |m: &Member| matches!(m, Member::Packaged(e, _) if matches!(e.kind, Kind::Folder));
    if members
        .get(&path)
        .is_some_and(|old| !(is_folder(old) && is_folder(&member)))
    {
        bail!("/{path}: another package has this file, too");
    }
    members.insert(path, member);
    Ok(())
}

/// What the image itself says: folders, links, files, users.
fn extras(image: &Image, members: &mut BTreeMap<String, Member>) -> Result<()> {
    for (path, mode) in &image.folders {
        let path = path.trim_matches('/').to_owned();
        members.insert(
            path.clone(),
            folder(path, permissions(mode).unwrap_or(0o755)),
        );
    }
    for (path, target) in &image.links {
        let path = path.trim_matches('/').to_owned();
        let kind = Kind::Link {
            target: target.clone(),
        };
        let entry = Entry {
            path: path.clone(),
            mode: 0o777,
            kind,
        };
        add(members, path, Member::Packaged(entry, PathBuf::new()))?;
    }
    for file in &image.files {
        let mode = permissions(&file.mode).unwrap_or(0o644);
        let text = file.text.clone();
        add(
            members,
            file.path.trim_matches('/').to_owned(),
            Member::Text { text, mode },
        )?;
    }
    if !image.users.is_empty() {
        let (mut passwd, mut group) = (String::new(), String::new());
        for user in &image.users {
            let (name, id) = (&user.name, user.id);
            passwd += &format!("{name}:x:{id}:{id}:{name}:{}:{}\n", user.home, user.shell);
            group += &format!("{name}:x:{id}:\n");
            let home = user.home.trim_matches('/').to_owned();
            if !home.is_empty() {
                members
                    .entry(home.clone())
                    .or_insert_with(|| folder(home, 0o700));
            }
        }
        add(
            members,
            "etc/passwd".into(),
            Member::Text {
                text: passwd,
                mode: 0o644,
            },
        )?;
        add(
            members,
            "etc/group".into(),
            Member::Text {
                text: group,
                mode: 0o644,
            },
        )?;
    }
    Ok(())
}

/// Makes the folders that members are in and that nobody named.
fn parents(members: &mut BTreeMap<String, Member>) {
    let paths: Vec<String> = members.keys().cloned().collect();
    for path in paths {
        let mut rest = path.as_str();
        while let Some((parent, _)) = rest.rsplit_once('/') {
            members
                .entry(parent.to_owned())
                .or_insert_with(|| folder(parent.to_owned(), 0o755));
            rest = parent;
        }
    }
}

fn folder(path: String, mode: u32) -> Member {
    Member::Packaged(
        Entry {
            path,
            mode,
            kind: Kind::Folder,
        },
        PathBuf::new(),
    )
}

fn is_excluded(patterns: &[String], path: &str) -> bool {
    patterns.iter().any(|pattern| {
        if let Some(suffix) = pattern.strip_prefix('*') {
            return path.ends_with(suffix);
        }
        let pattern = pattern.trim_matches('/');
        if let Some(start) = pattern.strip_suffix('*') {
            return path.starts_with(start);
        }
        let below = path.strip_prefix(pattern);
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// A file of this machine that shall be in the root file system for one run.
pub struct Extra {
    /// Where it is on this machine.
    pub file: PathBuf,
    /// Its absolute path in the running system.
    pub path: String,
    /// Permission bits.
    pub mode: u32,
}

/// Writes to `archive` the root file system `initfs` with `extras` added.
pub fn overlay(initfs: &Path, extras: &[Extra], archive: &Path) -> Result<()> {
    let mut base =
        File::open(initfs).with_context(|| format!("{}: cannot read", initfs.display()))?;
    let length = base.metadata()?.len();
    let out =
        File::create(archive).with_context(|| format!("{}: cannot write", archive.display()))?;
    let mut out = BufWriter::new(out);
    std::io::copy(&mut (&mut base).take(length.saturating_sub(END)), &mut out)?;
    let mut tar = Builder::new(out);
    let mut made = Vec::new();
    for extra in extras {
        let path = extra.path.trim_start_matches('/');
        for (at, _) in path.match_indices('/') {
            if !made.iter().any(|m| m == &path[..at]) {
                made.push(path[..at].to_owned());
                let mut header = header(EntryType::Directory, 0o755);
                header.set_size(0);
                tar.append_data(&mut header, &path[..at], std::io::empty())?;
            }
        }
        let bytes = fs::read(&extra.file)
            .with_context(|| format!("{}: cannot read", extra.file.display()))?;
        append_bytes(&mut tar, path, &bytes, extra.mode)?;
    }
    tar.into_inner()?.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn image() -> Image {
        toml::from_str(
            "summary = \"x\"\npackages = []\nexclude = []\n[folders]\n\"/tmp\" = \"1777\"\n\
             [links]\n\"/bin\" = \"usr/bin\"\n[[file]]\npath = \"/etc/deep/motd\"\ntext = \"hello\\n\"\n\
             [[user]]\nname = \"root\"\nid = 0\nhome = \"/root\"\nshell = \"/bin/bash\"\n",
        )
        .unwrap()
    }

    #[test]
    fn gnu_tar_reads_the_archive_and_finds_folders_before_their_files() {
        let dir = tempfile::tempdir().unwrap();
        let (base, all, extra) = (
            dir.path().join("base.tar"),
            dir.path().join("all.tar"),
            dir.path().join("program"),
        );
        make(&image(), &Shelf::new(), &base).unwrap();
        fs::write(&extra, "bytes").unwrap();
        let extras = [Extra {
            file: extra,
            path: "/run/program".into(),
            mode: 0o755,
        }];
        overlay(&base, &extras, &all).unwrap();
        let output = Command::new("tar").arg("tvf").arg(&all).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<(&str, &str)> = text
            .lines()
            .map(|line| {
                (
                    &line[..10],
                    line.split_whitespace().nth(5).unwrap_or_default(),
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("lrwxrwxrwx", "bin"),
                ("drwxr-xr-x", "etc"),
                ("drwxr-xr-x", "etc/deep"),
                ("-rw-r--r--", "etc/deep/motd"),
                ("-rw-r--r--", "etc/group"),
                ("-rw-r--r--", "etc/passwd"),
                ("drwx------", "root"),
                ("drwxrwxrwt", "tmp"),
                ("drwxr-xr-x", "run"),
                ("-rwxr-xr-x", "run/program"),
            ]
        );
    }

    #[test]
    fn an_excluded_folder_takes_all_in_it_but_not_its_namesakes() {
        let patterns = ["/usr/share/man".to_owned(), "*.a".to_owned()];
        assert!(is_excluded(&patterns, "usr/share/man"));
        assert!(is_excluded(&patterns, "usr/share/man/man1/ls.1"));
        assert!(!is_excluded(&patterns, "usr/share/manual"));
        assert!(is_excluded(&patterns, "usr/lib/libc.a"));
    }
}
