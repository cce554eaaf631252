//! What is in `/dev`.

use abi::file::StreamKind;

/// What a name is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A device that the kernel serves as a stream.
    Stream(StreamKind),
    /// A symbolic link.
    Link(&'static str),
    /// Another server is mounted there.
    Elsewhere { directory: bool },
}

/// A name in `/dev`.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub name: &'static str,
    /// Permission bits.
    pub mode: u32,
    /// Minor number; the major one is 1, as on Linux (null(4), full(4), random(4)).
    pub minor: u32,
    pub kind: Kind,
}

const fn stream(name: &'static str, minor: u32, kind: StreamKind) -> Entry {
    Entry {
        name,
        mode: 0o666,
        minor,
        kind: Kind::Stream(kind),
    }
}

const fn link(name: &'static str, target: &'static str) -> Entry {
    Entry {
        name,
        mode: 0o777,
        minor: 0,
        kind: Kind::Link(target),
    }
}

const fn elsewhere(name: &'static str, directory: bool) -> Entry {
    Entry {
        name,
        mode: 0o666,
        minor: 0,
        kind: Kind::Elsewhere { directory },
    }
}

/// Every name, in the order in which a directory read gives them.
pub const TABLE: &[Entry] = &[
    stream("null", 3, StreamKind::Null),
    stream("zero", 5, StreamKind::Zero),
    stream("full", 7, StreamKind::Full),
    stream("random", 8, StreamKind::Random),
    stream("urandom", 9, StreamKind::Random),
    link("fd", "/proc/self/fd"),
    link("stdin", "/proc/self/fd/0"),
    link("stdout", "/proc/self/fd/1"),
    link("stderr", "/proc/self/fd/2"),
    elsewhere("tty", false),
    elsewhere("console", false),
    elsewhere("ptmx", false),
    elsewhere("pts", true),
    elsewhere("ttyS0", false),
    elsewhere("ttyS1", false),
    elsewhere("log", true),
];
