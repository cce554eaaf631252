//! Names and numbers of `/proc`.

use crate::process::Pid;
use abi::errno::Result;
use abi::Errno;

/// Where `/proc` lies.
pub const HOME: &[u8] = b"/proc";

/// A file of one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ProcessFile {
    Stat = 1,
    Status,
    Statm,
    CommandLine,
    Command,
    Maps,
    Mounts,
    /// A symbolic link to the program.
    Program,
}

/// A file of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SystemFile {
    MemoryInfo = 1,
    Uptime,
    LoadAverage,
    Stat,
    CpuInfo,
    Version,
    FileSystems,
    HostName,
    OsType,
    OsRelease,
    PidMax,
}

/// Directories below `/proc` that are not of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Directory {
    Root = 1,
    Sys,
    SysKernel,
}

/// Anything in `/proc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    Directory(Directory),
    /// `self`: a symbolic link to the caller.
    Caller,
    /// `mounts`: a symbolic link to the caller's.
    CallerMounts,
    Process(Pid),
    ProcessFile(Pid, ProcessFile),
    SystemFile(SystemFile),
}

/// Names in a process's directory.
pub const PROCESS_FILES: &[(&[u8], ProcessFile)] = &[
    (b"stat", ProcessFile::Stat),
    (b"status", ProcessFile::Status),
    (b"statm", ProcessFile::Statm),
    (b"cmdline", ProcessFile::CommandLine),
    (b"comm", ProcessFile::Command),
    (b"maps", ProcessFile::Maps),
    (b"mounts", ProcessFile::Mounts),
    (b"exe", ProcessFile::Program),
];

/// Names in the other directories.
pub const NAMES: &[(Directory, &[u8], Node)] = &[
    (Directory::Root, b"self", Node::Caller),
    (Directory::Root, b"mounts", Node::CallerMounts),
    (
        Directory::Root,
        b"meminfo",
        Node::SystemFile(SystemFile::MemoryInfo),
    ),
    (
        Directory::Root,
        b"uptime",
        Node::SystemFile(SystemFile::Uptime),
    ),
    (
        Directory::Root,
        b"loadavg",
        Node::SystemFile(SystemFile::LoadAverage),
    ),
    (Directory::Root, b"stat", Node::SystemFile(SystemFile::Stat)),
    (
        Directory::Root,
        b"cpuinfo",
        Node::SystemFile(SystemFile::CpuInfo),
    ),
    (
        Directory::Root,
        b"version",
        Node::SystemFile(SystemFile::Version),
    ),
    (
        Directory::Root,
        b"filesystems",
        Node::SystemFile(SystemFile::FileSystems),
    ),
    (Directory::Root, b"sys", Node::Directory(Directory::Sys)),
    (
        Directory::Sys,
        b"kernel",
        Node::Directory(Directory::SysKernel),
    ),
    (
        Directory::SysKernel,
        b"hostname",
        Node::SystemFile(SystemFile::HostName),
    ),
    (
        Directory::SysKernel,
        b"ostype",
        Node::SystemFile(SystemFile::OsType),
    ),
    (
        Directory::SysKernel,
        b"osrelease",
        Node::SystemFile(SystemFile::OsRelease),
    ),
    (
        Directory::SysKernel,
        b"pid_max",
        Node::SystemFile(SystemFile::PidMax),
    ),
];

const KIND_PROCESS: u64 = 0x100;

impl Node {
    /// The root of `/proc`.
    pub const ROOT: Self = Self::Directory(Directory::Root);

    /// The file number of the protocol: kind << 32 | process.
    pub fn number(self) -> u64 {
        let (kind, pid) = match self {
            Self::Directory(directory) => (directory as u64, 0),
            Self::SystemFile(file) => (0x40 | file as u64, 0),
            Self::Caller => (0x80, 0),
            Self::CallerMounts => (0x81, 0),
            Self::Process(pid) => (KIND_PROCESS, pid),
            Self::ProcessFile(pid, file) => (KIND_PROCESS | file as u64, pid),
        };
        kind << 32 | u64::from(pid as u32)
    }

    /// The node of a file number that [`Node::number`] made; 0, the scheme itself, is the root.
    pub fn of_number(number: u64) -> Option<Self> {
        if number == 0 {
            return Some(Self::ROOT);
        }
        let pid = number as u32 as Pid;
        if number >> 32 == KIND_PROCESS {
            return Some(Self::Process(pid));
        }
        let files = PROCESS_FILES
            .iter()
            .map(|&(_, file)| Self::ProcessFile(pid, file));
        let named = NAMES.iter().map(|&(_, _, node)| node);
        core::iter::once(Self::ROOT)
            .chain(named)
            .chain(files)
            .find(|node| node.number() == number)
    }

    /// Whether it holds names.
    pub fn is_directory(self) -> bool {
        matches!(self, Self::Directory(_) | Self::Process(_))
    }

    /// Whether it is a symbolic link.
    pub fn is_link(self) -> bool {
        matches!(
            self,
            Self::Caller | Self::CallerMounts | Self::ProcessFile(_, ProcessFile::Program)
        )
    }

    fn parent(self) -> Option<Self> {
        Some(match self {
            Self::Directory(Directory::Root) => return None,
            Self::Directory(Directory::SysKernel) => Self::Directory(Directory::Sys),
            Self::ProcessFile(pid, _) => Self::Process(pid),
            Self::SystemFile(file) => {
                let home = NAMES
                    .iter()
                    .find(|&&(_, _, node)| node == Self::SystemFile(file));
                Self::Directory(home.map_or(Directory::Root, |&(directory, ..)| directory))
            }
            _ => Self::ROOT,
        })
    }

    /// Its path below `/proc`, without a leading slash.
    pub fn write_path(self, out: &mut impl core::fmt::Write) -> core::fmt::Result {
        let name = |name: &[u8], out: &mut dyn core::fmt::Write| match core::str::from_utf8(name) {
            Ok(name) => out.write_str(name),
            Err(_) => Err(core::fmt::Error),
        };
        match self {
            Self::Directory(Directory::Root) => Ok(()),
            Self::Process(pid) => write!(out, "{pid}"),
            Self::ProcessFile(pid, file) => {
                write!(out, "{pid}/")?;
                let found = PROCESS_FILES.iter().find(|&&(_, other)| other == file);
                found.map_or(Ok(()), |&(text, _)| name(text, out))
            }
            node => {
                let Some(&(directory, text, _)) =
                    NAMES.iter().find(|&&(_, _, other)| other == node)
                else {
                    return Err(core::fmt::Error);
                };
                if directory != Directory::Root {
                    Self::Directory(directory).write_path(out)?;
                    out.write_char('/')?;
                }
                name(text, out)
            }
        }
    }
}

/// Where a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walked<'a> {
    At(Node),
    /// Above `/proc`: go on with that, from the root directory.
    Above(&'a [u8]),
    /// At a link that leads out, with that left to walk behind it.
    Link(Node, &'a [u8]),
}

/// Walks a path. `exists` tells which processes there are; `caller` is what `self` means. Errors:
/// ENOENT, ENOTDIR.
pub fn walk<'a>(
    start: Node,
    path: &'a [u8],
    follow_last: bool,
    caller: Pid,
    exists: impl Fn(Pid) -> bool,
) -> Result<Walked<'a>> {
    let mut node = start;
    let mut rest = path;
    loop {
        let slashes = rest.iter().take_while(|&&byte| byte == b'/').count();
        let wants_directory = slashes > 0;
        rest = &rest[slashes..];
        let follows = follow_last || !rest.is_empty() || wants_directory;
        match node {
            Node::Caller if follows => node = Node::Process(caller),
            Node::CallerMounts if follows => node = Node::ProcessFile(caller, ProcessFile::Mounts),
            link if link.is_link() && follows && rest.is_empty() && !wants_directory => {
                return Ok(Walked::Link(link, rest));
            }
            _ => {}
        }
        if rest.is_empty() {
            let misses = wants_directory && !path.is_empty() && !node.is_directory();
            return if misses {
                Err(Errno::ENOTDIR)
            } else {
                Ok(Walked::At(node))
            };
        }
        if !node.is_directory() {
            return Err(Errno::ENOTDIR);
        }
        let end = rest
            .iter()
            .position(|&byte| byte == b'/')
            .unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        rest = behind;
        node = match name {
            b"." => node,
            b".." => match node.parent() {
                Some(parent) => parent,
                None => return Ok(Walked::Above(rest)),
            },
            name => child(node, name, &exists)?,
        };
    }
}

fn child(node: Node, name: &[u8], exists: &impl Fn(Pid) -> bool) -> Result<Node> {
    let found = match node {
        Node::Process(pid) => PROCESS_FILES
            .iter()
            .find(|&&(text, _)| text == name)
            .map(|&(_, file)| Node::ProcessFile(pid, file)),
        Node::Directory(directory) => NAMES
            .iter()
            .find(|&&(home, text, _)| home == directory && text == name)
            .map(|&(_, _, node)| node)
            .or_else(|| match directory {
                Directory::Root => parse_pid(name)
                    .filter(|&pid| exists(pid))
                    .map(Node::Process),
                _ => None,
            }),
        _ => None,
    };
    found.ok_or(Errno::ENOENT)
}

fn parse_pid(name: &[u8]) -> Option<Pid> {
    let canonical = name
        .first()
        .is_some_and(|first| (b'1'..=b'9').contains(first));
    let text = core::str::from_utf8(name).ok()?;
    text.parse().ok().filter(|_| canonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> Result<Walked<'_>> {
        walk(Node::ROOT, path.as_bytes(), true, 7, |pid| {
            pid == 7 || pid == 12
        })
    }

    #[test]
    fn names_lead_to_nodes() {
        assert_eq!(at(""), Ok(Walked::At(Node::ROOT)));
        assert_eq!(at("self"), Ok(Walked::At(Node::Process(7))));
        assert_eq!(
            at("12/stat"),
            Ok(Walked::At(Node::ProcessFile(12, ProcessFile::Stat)))
        );
        assert_eq!(
            at("sys/kernel/pid_max"),
            Ok(Walked::At(Node::SystemFile(SystemFile::PidMax)))
        );
        assert_eq!(
            at("mounts"),
            Ok(Walked::At(Node::ProcessFile(7, ProcessFile::Mounts)))
        );
        assert_eq!(
            at("self/../12/./comm"),
            Ok(Walked::At(Node::ProcessFile(12, ProcessFile::Command)))
        );
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for path in [
            "13",
            "012",
            "self/nothing",
            "sys/nothing",
            "-1",
            "99999999999",
        ] {
            assert_eq!(at(path), Err(Errno::ENOENT), "{path}");
        }
        assert_eq!(at("uptime/x"), Err(Errno::ENOTDIR));
        assert_eq!(at("uptime/"), Err(Errno::ENOTDIR));
    }

    #[test]
    fn paths_that_leave_say_how_they_go_on() {
        assert_eq!(at("../etc/x"), Ok(Walked::Above(b"/etc/x")));
        assert_eq!(at(".."), Ok(Walked::Above(b"")));
        let program = Node::ProcessFile(7, ProcessFile::Program);
        assert_eq!(at("self/exe"), Ok(Walked::Link(program, b"")));
    }

    #[test]
    fn numbers_name_nodes_both_ways() {
        let mut nodes = vec![Node::ROOT, Node::Process(300)];
        nodes.extend(NAMES.iter().map(|&(_, _, node)| node));
        nodes.extend(
            PROCESS_FILES
                .iter()
                .map(|&(_, file)| Node::ProcessFile(12, file)),
        );
        for node in nodes {
            assert_eq!(Node::of_number(node.number()), Some(node));
        }
        assert_eq!(Node::of_number(0xdead_0000_0000), None);
    }

    #[test]
    fn a_path_is_written_as_it_is_walked() {
        let mut text = String::new();
        Node::SystemFile(SystemFile::HostName)
            .write_path(&mut text)
            .expect("writes");
        assert_eq!(text, "sys/kernel/hostname");
    }
}
