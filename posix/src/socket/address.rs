//! Addresses of the Unix domain: `struct sockaddr_un`.

use crate::fs;
use crate::kernel::user;
use crate::state::Thread;
use crate::types::constants::fcntl::{AT_EACCESS, AT_FDCWD};
use crate::types::constants::mode::{S_IFMT, S_IFSOCK};
use abi::errno::Result;
use abi::Errno;

pub(super) const AF_UNSPEC: u16 = 0;
pub(super) const AF_UNIX: u16 = 1;
/// Bytes of the family.
const FAMILY: usize = 2;
/// Bytes of the longest `struct sockaddr_un`.
const LEN_MAX: usize = FAMILY + 108;

/// An address as a program gave it.
pub(super) struct Address {
    len: usize,
    bytes: [u8; LEN_MAX + 1],
}

/// What an address means.
pub(super) enum Meaning<'a> {
    /// The family alone.
    Unnamed,
    /// `AF_UNSPEC`.
    Unspecified,
    Abstract,
    Path(&'a [u8]),
}

impl Address {
    /// Copies an address from the program. Errors: EINVAL, EFAULT.
    pub(super) fn load(address: usize, len: usize) -> Result<Self> {
        let mut copy = Self {
            len,
            bytes: [0; LEN_MAX + 1],
        };
        if !(FAMILY..=LEN_MAX).contains(&len) {
            return Err(Errno::EINVAL);
        }
        user::copy_from(address, &mut copy.bytes[..len])?;
        if let Meaning::Path(path) = copy.meaning()? {
            // Its name ends with a NUL, told or not, and there.
            copy.len = FAMILY + path.len() + 1;
        }
        Ok(copy)
    }

    /// Errors: EINVAL for another family.
    pub(super) fn meaning(&self) -> Result<Meaning<'_>> {
        let family = u16::from_ne_bytes([self.bytes[0], self.bytes[1]]);
        let name = &self.bytes[FAMILY..self.len.max(FAMILY)];
        Ok(match (family, name) {
            (AF_UNSPEC, _) => Meaning::Unspecified,
            (AF_UNIX, []) => Meaning::Unnamed,
            (AF_UNIX, [0, ..]) => Meaning::Abstract,
            (AF_UNIX, path) => {
                let end = path.iter().position(|&byte| byte == 0);
                Meaning::Path(&path[..end.unwrap_or(path.len())])
            }
            _ => return Err(Errno::EINVAL),
        })
    }

    /// The address, as `getsockname` tells it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// By what the server knows the socket of a file: its device and inode numbers. Errors: those of `stat`.
pub(super) fn key(thread: &Thread, path: &[u8]) -> Result<[u64; 2]> {
    let status = fs::fstatat(thread, AT_FDCWD, path, 0)?;
    match status.mode & S_IFMT == S_IFSOCK {
        true => Ok([status.dev, status.ino]),
        false => Err(Errno::ECONNREFUSED),
    }
}

/// By what the server knows whom an address means; zeros for what has no file. Errors: EINVAL, EACCES, ENOENT,
/// ECONNREFUSED.
pub(super) fn key_of(thread: &Thread, address: &Address) -> Result<[u64; 2]> {
    const W_OK: i32 = 2;
    match address.meaning()? {
        Meaning::Path(path) => {
            let key = key(thread, path)?;
            fs::access(thread, AT_FDCWD, path, W_OK, AT_EACCESS)?;
            Ok(key)
        }
        Meaning::Abstract => Ok([0; 2]),
        Meaning::Unnamed => Err(Errno::ECONNREFUSED),
        Meaning::Unspecified => Err(Errno::EINVAL),
    }
}
