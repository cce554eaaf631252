//! Filling the tree from the boot archive (ustar, POSIX `pax`).

use crate::content::Content;
use crate::tree::{self, Credentials, Inode, LastLink, Place, Tree, ROOT};
use abi::errno::{Errno, Result};
use std::io::Cursor;
use tar::EntryType;

/// Adds every entry of the archive, replacing what an earlier one of the same name put there. What
/// cannot be added is reported and left out.
pub fn fill(tree: &mut Tree<Content>, archive: &[u8], report: &mut dyn FnMut(String)) {
    let mut reader = tar::Archive::new(Cursor::new(archive));
    let entries = match reader.entries() {
        Ok(entries) => entries,
        Err(error) => return report(format!("the archive cannot be read: {error}")),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return report(format!("the archive is damaged: {error}")),
        };
        let path = entry.path_bytes().into_owned();
        if let Err(errno) = add(tree, archive, &entry, &path) {
            report(format!("{}: {errno:?}", String::from_utf8_lossy(&path)));
        }
    }
}

fn add(
    tree: &mut Tree<Content>,
    archive: &[u8],
    entry: &tar::Entry<'_, Cursor<&[u8]>>,
    path: &[u8],
) -> Result<()> {
    let header = entry.header();
    let bad = |_| Errno::EINVAL;
    let mode = header.mode().map_err(bad)? & 0o7777;
    let seconds = header.mtime().map_err(bad)?;
    let time = i64::try_from(seconds)
        .unwrap_or(0)
        .saturating_mul(1_000_000_000);
    let owner = Credentials {
        uid: header.uid().map_err(bad)? as u32,
        gid: header.gid().map_err(bad)? as u32,
        groups: Vec::new(),
    };
    let root = Credentials::default();
    make_parents(tree, path, time)?;
    let place = place(tree, path)?;
    let inode = match header.entry_type() {
        EntryType::Directory => match place.node {
            Some(inode) => inode,
            None => tree.create_directory(&place, mode, &root, time)?,
        },
        EntryType::Symlink => {
            let target = entry.link_name_bytes().ok_or(Errno::EINVAL)?;
            let place = cleared(tree, path, time)?;
            let content = tree::Content::Symlink(target.as_ref().into());
            tree.create(&place, tree::S_IFLNK | 0o777, content, &root, time)?
        }
        EntryType::Link => {
            let target = entry.link_name_bytes().ok_or(Errno::EINVAL)?;
            let node = self::place(tree, &target)?.node.ok_or(Errno::ENOENT)?;
            let place = cleared(tree, path, time)?;
            return tree.link(node, &place, &root, time);
        }
        EntryType::Regular | EntryType::Continuous => {
            let start = entry.raw_file_position() as usize;
            let end = start + entry.size() as usize;
            let bytes = archive.get(start..end).ok_or(Errno::EINVAL)?;
            let place = cleared(tree, path, time)?;
            let content = tree::Content::File(Content::of(bytes)?);
            tree.create(&place, tree::S_IFREG | mode, content, &root, time)?
        }
        EntryType::XGlobalHeader | EntryType::XHeader => return Ok(()),
        _ => return Err(Errno::EOPNOTSUPP),
    };
    let node = tree.node_mut(inode)?;
    node.uid = owner.uid;
    node.gid = owner.gid;
    if node.is_directory() {
        node.mode = tree::S_IFDIR | mode;
    }
    if let tree::Content::File(content) = &mut node.content {
        // Filling it was no write that anybody should see.
        let state = content.state()?;
        content.take_times(&state);
    }
    Ok(())
}

fn place<'p>(tree: &Tree<Content>, path: &'p [u8]) -> Result<Place<'p>> {
    let found = tree.walk(ROOT, path, LastLink::Never, &Credentials::default());
    found.map_err(|stop| match stop {
        tree::Stop::Error(errno) => errno,
        tree::Stop::Redirect(_) => Errno::EXDEV,
    })
}

/// The place of a path, with what was there removed.
fn cleared<'p>(tree: &mut Tree<Content>, path: &'p [u8], time: i64) -> Result<Place<'p>> {
    let mut place = place(tree, path)?;
    if place.node.is_some() {
        drop(tree.unlink(&place, &Credentials::default(), time)?);
        place.node = None;
    }
    Ok(place)
}

fn make_parents(tree: &mut Tree<Content>, path: &[u8], time: i64) -> Result<()> {
    let path = path.strip_suffix(b"/").unwrap_or(path);
    for (at, _) in path.iter().enumerate().filter(|(_, &byte)| byte == b'/') {
        let parent = &path[..at];
        let place = place(tree, parent)?;
        if place.node.is_none() && !place.name.is_empty() {
            tree.create_directory(&place, 0o755, &Credentials::default(), time)?;
        }
    }
    Ok(())
}

/// Makes the directories on which other servers are mounted, and marks them.
pub fn add_mount_points(tree: &mut Tree<Content>, now: i64) -> Result<()> {
    for (path, scheme, reference) in posix::path::DEFAULT_MOUNTS {
        if *scheme == b"ram" && !reference.is_empty() {
            // A directory of this file system under another name (shared memory): for everybody.
            make_parents(tree, reference, now)?;
            let place = place(tree, reference)?;
            if place.node.is_none() {
                tree.create_directory(&place, 0o1777, &Credentials::default(), now)?;
            }
        }
        if *path == b"/" || !reference.is_empty() {
            continue;
        }
        let inode: Inode = {
            let place = match place(tree, path) {
                // Below another mount: its directory is that server's affair.
                Err(Errno::EXDEV) => continue,
                found => found?,
            };
            match place.node {
                Some(inode) => inode,
                None => tree.create_directory(&place, 0o755, &Credentials::default(), now)?,
            }
        };
        tree.set_mounted(inode, Some(path))?;
    }
    Ok(())
}
