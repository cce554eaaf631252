//! The mount table: which scheme answers for which part of the tree.

use abi::errno::Result;
use abi::Errno;

/// Most mounts in a process's table.
pub const MOUNTS_MAX: usize = 32;

const PATH_LEN: usize = 96;
const SCHEME_LEN: usize = 32;
const REFERENCE_LEN: usize = 96;

/// The mounts of a freshly booted system: path, scheme, reference within it.
pub const DEFAULT_MOUNTS: &[(&[u8], &[u8], &[u8])] = &[
    (b"/", b"ram", b""),
    (b"/proc", b"proc", b""),
    (b"/dev", b"dev", b""),
    (b"/dev/log", b"log", b""),
    (b"/dev/shm", b"ram", b"run/shm"),
    (b"/dev/tty", b"tty", b"tty"),
    (b"/dev/console", b"tty", b"console"),
    (b"/dev/ttyS0", b"tty", b"ttyS0"),
    (b"/dev/ttyS1", b"tty", b"ttyS1"),
    (b"/dev/ptmx", b"tty", b"ptmx"),
    (b"/dev/pts", b"tty", b"pts"),
];

/// A short byte string in place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Short<const N: usize> {
    len: u8,
    bytes: [u8; N],
}

impl<const N: usize> Short<N> {
    const EMPTY: Self = Self {
        len: 0,
        bytes: [0; N],
    };

    fn new(text: &[u8]) -> Result<Self> {
        let mut short = Self::EMPTY;
        let place = short
            .bytes
            .get_mut(..text.len())
            .ok_or(Errno::ENAMETOOLONG)?;
        place.copy_from_slice(text);
        short.len = u8::try_from(text.len()).map_err(|_| Errno::ENAMETOOLONG)?;
        Ok(short)
    }

    #[inline]
    pub(super) fn get(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

/// One mount.
#[derive(Clone, Copy, Debug)]
pub struct Mount {
    path: Short<PATH_LEN>,
    scheme: Short<SCHEME_LEN>,
    reference: Short<REFERENCE_LEN>,
}

impl Mount {
    const EMPTY: Self = Self {
        path: Short::EMPTY,
        scheme: Short::EMPTY,
        reference: Short::EMPTY,
    };

    /// Where it lies: absolute, without a trailing slash (but for the root).
    pub fn path(&self) -> &[u8] {
        self.path.get()
    }

    /// The scheme that answers for it.
    pub fn scheme(&self) -> &[u8] {
        self.scheme.get()
    }

    /// [`Mount::scheme`], to keep.
    pub(super) fn scheme_name(&self) -> Short<SCHEME_LEN> {
        self.scheme
    }

    /// What within the scheme is mounted.
    pub fn reference(&self) -> &[u8] {
        self.reference.get()
    }
}

/// A process's mounts. Inherited by fork and through [`crate::start`] by exec.
#[derive(Clone, Debug)]
pub struct MountTable {
    len: usize,
    /// Index of the root's mount.
    root: Option<usize>,
    /// First letters of the other mounts' paths: see [`letter_bit`].
    letters: u64,
    mounts: [Mount; MOUNTS_MAX],
}

impl MountTable {
    /// No mounts: no path can be resolved.
    pub const EMPTY: Self = Self {
        len: 0,
        root: None,
        letters: 0,
        mounts: [Mount::EMPTY; MOUNTS_MAX],
    };

    /// [`DEFAULT_MOUNTS`].
    pub fn defaults() -> Self {
        let mut table = Self::EMPTY;
        table.add_defaults();
        table
    }

    /// Adds [`DEFAULT_MOUNTS`].
    pub(crate) fn add_defaults(&mut self) {
        for (path, scheme, reference) in DEFAULT_MOUNTS {
            let added = self.add(path, scheme, reference);
            // No `expect`: with it each program would carry the names of all errors.
            assert!(added.is_ok(), "the constant table fits");
        }
    }

    /// Adds a mount; a later one at the same path hides the earlier. Errors: ENAMETOOLONG,
    /// ENOSPC if the table is full, EINVAL if the path is not absolute.
    pub fn add(&mut self, path: &[u8], scheme: &[u8], reference: &[u8]) -> Result<()> {
        if path.first() != Some(&b'/') {
            return Err(Errno::EINVAL);
        }
        let slot = self.mounts.get_mut(self.len).ok_or(Errno::ENOSPC)?;
        *slot = Mount {
            path: Short::new(path)?,
            scheme: Short::new(scheme)?,
            reference: Short::new(reference)?,
        };
        match path.get(1) {
            Some(&letter) => self.letters |= letter_bit(letter),
            None => self.root = Some(self.len),
        }
        self.len += 1;
        Ok(())
    }

    /// All mounts, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Mount> {
        self.mounts[..self.len].iter()
    }

    /// The mount with the longest path that is a prefix of the absolute `path`, and the rest of
    /// the path behind it, without leading slashes.
    pub fn find<'p>(&self, path: &'p [u8]) -> Option<(&Mount, &'p [u8])> {
        let start = skip_empty(path);
        if let (Some(root), Some(&letter)) = (self.root, start.first()) {
            if self.letters & letter_bit(letter) == 0 {
                return Some((&self.mounts[root], start));
            }
        }
        let mut best: Option<(&Mount, &'p [u8])> = None;
        for mount in self.iter() {
            let longer = best.is_none_or(|(found, _)| mount.path().len() >= found.path().len());
            if longer {
                if let Some(rest) = strip_prefix(path, mount.path()) {
                    best = Some((mount, rest));
                }
            }
        }
        best
    }
}

/// The bit of a set that stands for a path's first letter, and for some others.
const fn letter_bit(letter: u8) -> u64 {
    1 << (letter % 64)
}

/// Skips slashes and `.` components at the start.
fn skip_empty(mut path: &[u8]) -> &[u8] {
    loop {
        path = match path {
            [b'/', rest @ ..] => rest,
            [b'.', b'/', rest @ ..] => rest,
            [b'.'] => &[],
            _ => return path,
        };
    }
}

/// The rest of `path` behind the components of `prefix`, or none if it does not start with them.
/// Repeated slashes and `.` in `path` do not matter; `..` never matches.
pub fn strip_prefix<'p>(path: &'p [u8], prefix: &[u8]) -> Option<&'p [u8]> {
    let mut rest = skip_empty(path);
    for component in prefix
        .split(|&byte| byte == b'/')
        .filter(|component| !component.is_empty())
    {
        rest = rest.strip_prefix(component)?;
        if !matches!(rest, [] | [b'/', ..]) {
            return None;
        }
        rest = skip_empty(rest);
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(path: &str) -> (String, String) {
        let table = MountTable::defaults();
        let (mount, rest) = table.find(path.as_bytes()).expect("the root matches");
        (text(mount.path()), text(rest))
    }

    fn text(bytes: &[u8]) -> String {
        String::from_utf8(bytes.to_vec()).expect("ASCII")
    }

    fn pair(a: &str, b: &str) -> (String, String) {
        (a.into(), b.into())
    }

    #[test]
    fn the_longest_mount_wins_and_the_rest_follows_it() {
        assert_eq!(find("/usr/bin/bash"), pair("/", "usr/bin/bash"));
        assert_eq!(find("/dev/null"), pair("/dev", "null"));
        assert_eq!(find("/dev/pts/3"), pair("/dev/pts", "3"));
        assert_eq!(find("/dev/tty"), pair("/dev/tty", ""));
    }

    #[test]
    fn a_mount_matches_whole_components_only() {
        assert_eq!(find("/device"), pair("/", "device"));
        assert_eq!(find("/dev/ttyX"), pair("/dev", "ttyX"));
    }

    #[test]
    fn repeated_slashes_and_dots_do_not_hide_a_mount() {
        assert_eq!(find("//dev/.//null"), pair("/dev", "null"));
        assert_eq!(find("/./dev"), pair("/dev", ""));
    }

    #[test]
    fn a_path_that_begins_as_no_mount_does_is_the_roots() {
        assert_eq!(find("//./usr"), pair("/", "usr"));
        assert_eq!(find("/"), pair("/", ""));
        assert_eq!(find("/proc"), pair("/proc", ""));
        // No root: nothing matches but what is mounted.
        let mut table = MountTable::EMPTY;
        table.add(b"/dev", b"dev", b"").expect("fits");
        assert!(table.find(b"/usr").is_none());
        assert!(table.find(b"/dev/x").is_some());
    }

    #[test]
    fn dot_dot_is_left_to_the_server() {
        assert_eq!(find("/usr/../dev/null"), pair("/", "usr/../dev/null"));
        assert_eq!(find("/dev/../etc"), pair("/dev", "../etc"));
    }

    #[test]
    fn a_trailing_slash_below_the_mount_is_kept() {
        assert_eq!(find("/etc/"), pair("/", "etc/"));
    }
}
