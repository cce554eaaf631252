//! The `/dev` directory.
//!
//! `null`, `zero`, `full` and `random` are streams that the kernel serves by itself: this server
//! only gives them names. Other names lead on: to the process's own descriptors, and to the
//! terminal and log servers, which are mounted on them.
#![forbid(unsafe_code)]

mod table;

use abi::errno::{Errno, Result};
use abi::message::{MESSAGE_MAX, SCHEME_ROOT};
use abi::Handle;
use posix::kernel::{file, system};
use posix::protocol::{Lookup, OpenFlags};
use posix::server::{tell_ready, Buffers, FileServer, Incoming, Opened, Outcome, Output, Scheme};
use posix::types::{write_dirent, DirentType, Stat, StatFs, Timespec};
use std::time::{SystemTime, UNIX_EPOCH};
use table::{Entry, Kind, TABLE};

const S_IFDIR: u32 = 0o040_000;
const S_IFCHR: u32 = 0o020_000;
const S_IFLNK: u32 = 0o120_000;
/// Device number of the directory, as `st_dev`.
const DEVICE: u64 = 5;
/// The directory's number; entry n of the table is n + 2.
const DIRECTORY: u64 = 1;

struct Devices {
    /// Streams of the entries that are devices of the kernel's, in the table's order.
    streams: Vec<Option<Handle>>,
    started: Timespec,
}

/// Where a path leads.
enum Place {
    Directory,
    Entry(usize),
}

impl Devices {
    fn new() -> Result<Self> {
        let stream = |entry: &Entry| match entry.kind {
            Kind::Stream(kind) => file::stream_create(kind, Handle::NONE, 0).map(Some),
            _ => Ok(None),
        };
        let streams = TABLE.iter().map(stream).collect::<Result<_>>()?;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let started = Timespec {
            sec: now.as_secs() as i64,
            nsec: now.subsec_nanos().into(),
        };
        Ok(Self { streams, started })
    }

    /// Resolves a path. Links and mounts of others are redirected to, unless the link itself is
    /// wanted.
    fn find(&self, call: &Incoming, keeps_link: bool, output: &mut Output) -> Outcome<Place> {
        let mut place = match call.file() {
            SCHEME_ROOT | DIRECTORY => Place::Directory,
            number => Place::Entry(number as usize - 2),
        };
        let name = call.name();
        let mut parts = name
            .split(|&byte| byte == b'/')
            .filter(|part| !part.is_empty());
        while let Some(part) = parts.next() {
            if !matches!(place, Place::Directory) {
                return Err(Errno::ENOTDIR.into());
            }
            let rest = || {
                parts
                    .clone()
                    .flat_map(|part| [b"/", part].concat())
                    .collect::<Vec<u8>>()
            };
            match part {
                b"." => continue,
                b".." => return Err(output.redirect(&[b"/", &rest()[..]].concat())),
                _ => {}
            }
            let index = TABLE.iter().position(|entry| entry.name.as_bytes() == part);
            let index = index.ok_or(Errno::ENOENT)?;
            let is_last = parts.clone().next().is_none();
            match TABLE[index].kind {
                Kind::Elsewhere { .. } => {
                    return Err(output.redirect(&[b"/dev/", part, &rest()[..]].concat()))
                }
                Kind::Link(target) if !is_last || !keeps_link => {
                    let target = target.as_bytes();
                    return Err(output.redirect(&[target, &rest()[..]].concat()));
                }
                _ => place = Place::Entry(index),
            }
        }
        if name.ends_with(b"/") && !matches!(place, Place::Directory) {
            return Err(Errno::ENOTDIR.into());
        }
        Ok(place)
    }

    fn stat_of(&self, place: &Place) -> Stat {
        let (ino, mode, nlink, rdev, size) = match place {
            Place::Directory => (DIRECTORY, S_IFDIR | 0o755, 2, 0, 0),
            Place::Entry(index) => {
                let entry = &TABLE[*index];
                let ino = *index as u64 + 2;
                match entry.kind {
                    Kind::Link(target) => (ino, S_IFLNK | 0o777, 1, 0, target.len()),
                    _ => (
                        ino,
                        S_IFCHR | entry.mode,
                        1,
                        posix::types::make_device(1, entry.minor),
                        0,
                    ),
                }
            }
        };
        Stat {
            dev: DEVICE,
            ino,
            nlink,
            mode,
            rdev,
            size: size as i64,
            blksize: 4096,
            atime: self.started,
            mtime: self.started,
            ctime: self.started,
            ..Stat::default()
        }
    }
}

impl FileServer for Devices {
    fn open(
        &mut self,
        call: &Incoming<'_>,
        flags: OpenFlags,
        _mode: u32,
        output: &mut Output<'_>,
    ) -> Outcome<Opened> {
        let keeps_link = flags.contains(OpenFlags::NO_FOLLOW);
        let place = self.find(call, keeps_link, output)?;
        if flags.contains(OpenFlags::CREATE) && flags.contains(OpenFlags::EXCLUSIVE) {
            return Err(Errno::EEXIST.into());
        }
        let index = match place {
            Place::Directory if flags.writes() => return Err(Errno::EISDIR.into()),
            Place::Directory => return Ok(Opened::new(DIRECTORY, flags)),
            Place::Entry(_) if flags.contains(OpenFlags::DIRECTORY) => {
                return Err(Errno::ENOTDIR.into())
            }
            // No device is a program.
            Place::Entry(_) if flags.contains(OpenFlags::EXECUTE) => {
                return Err(Errno::EACCES.into())
            }
            Place::Entry(index) => index,
        };
        let opened = Opened::new(index as u64 + 2, flags);
        match self.streams[index] {
            Some(stream) => Ok(opened.with_stream(stream)),
            None if flags.contains(OpenFlags::PATH_ONLY) => Ok(opened),
            None => Err(Errno::ELOOP.into()),
        }
    }

    fn stat(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<Stat> {
        let keeps_link = call.lookup().contains(Lookup::NO_FOLLOW);
        Ok(self.stat_of(&self.find(call, keeps_link, output)?))
    }

    fn access(&mut self, call: &Incoming<'_>, mode: u32, output: &mut Output<'_>) -> Outcome<()> {
        let place = self.find(call, false, output)?;
        let bits = self.stat_of(&place).mode;
        let privileged = call.caller().euid == 0;
        let denied = mode & 1 != 0 && bits & 0o111 == 0
            || !privileged && mode & 2 != 0 && bits & 0o002 == 0
            || !privileged && mode & 4 != 0 && bits & 0o004 == 0;
        if denied {
            Err(Errno::EACCES.into())
        } else {
            Ok(())
        }
    }

    fn path(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        output.push(b"/dev");
        if call.file() > DIRECTORY {
            let entry = TABLE.get(call.file() as usize - 2).ok_or(Errno::ESTALE)?;
            output.push(b"/");
            output.push(entry.name.as_bytes());
        }
        Ok(())
    }

    fn read_link(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        match self.find(call, true, output)? {
            Place::Entry(index) => match TABLE[index].kind {
                Kind::Link(target) => output.push(target.as_bytes()),
                _ => return Err(Errno::EINVAL.into()),
            },
            Place::Directory => return Err(Errno::EINVAL.into()),
        }
        Ok(())
    }

    fn read_directory(
        &mut self,
        call: &Incoming<'_>,
        position: u64,
        output: &mut Output<'_>,
    ) -> Outcome<u64> {
        if !matches!(call.file(), SCHEME_ROOT | DIRECTORY) {
            return Err(Errno::ENOTDIR.into());
        }
        let dots = [(DIRECTORY, S_IFDIR, "."), (DIRECTORY, S_IFDIR, "..")];
        let entries = TABLE.iter().enumerate().map(|(index, entry)| {
            let kind = match entry.kind {
                Kind::Link(_) => S_IFLNK,
                Kind::Elsewhere { directory: true } => S_IFDIR,
                _ => S_IFCHR,
            };
            (index as u64 + 2, kind, entry.name)
        });
        let mut next = position;
        let mut left = call.output_max();
        for (inode, kind, name) in dots.into_iter().chain(entries).skip(position as usize) {
            let room = output.room();
            let len = left.min(room.len());
            let record = (DirentType::of_mode(kind), name.as_bytes());
            let Some(written) = write_dirent(&mut room[..len], inode, next + 1, record.0, record.1)
            else {
                if next == position {
                    return Err(Errno::EINVAL.into());
                }
                break;
            };
            output.advance(written);
            left -= written;
            next += 1;
        }
        Ok(next)
    }

    fn stat_fs(&mut self, _: &Incoming<'_>, _: &mut Output<'_>) -> Outcome<StatFs> {
        const TMPFS_MAGIC: u64 = 0x0102_1994;
        Ok(StatFs {
            kind: TMPFS_MAGIC,
            bsize: 4096,
            frsize: 4096,
            namelen: 255,
            ..StatFs::default()
        })
    }
}

fn main() {
    let serve = || -> Result<Errno> {
        let mut server = Devices::new()?;
        let scheme = Scheme::register(b"dev")?;
        tell_ready(std::env::var("READY_FD").ok().as_deref());
        let mut input = Box::new([0; MESSAGE_MAX]);
        let mut output = Box::new([0; MESSAGE_MAX]);
        Ok(scheme.serve(
            &mut server,
            Buffers {
                input: &mut input,
                output: &mut output,
            },
        ))
    };
    let (Ok(errno) | Err(errno)) = serve();
    system::log(format!("devices: cannot serve: {errno:?}").as_bytes());
    std::process::exit(1);
}
