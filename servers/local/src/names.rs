//! Sockets by name.

use abi::errno::{Errno, Result};
use std::collections::HashMap;

/// Bytes of the family before the name itself.
const FAMILY: usize = 2;
/// Names that the server makes: five hexadecimal digits (Linux, unix(7)).
const AUTOBIND_MAX: u32 = 1 << 20;

/// By what a socket is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A file: device and inode.
    File([u64; 2]),
    /// A type of sockets, and the bytes of the address.
    Abstract(u32, Vec<u8>),
}

impl Key {
    /// What a name and its file's numbers mean to a socket of that type. Errors: EINVAL.
    pub fn new(kind: u32, file: [u64; 2], name: &[u8]) -> Result<Self> {
        match (file, name.get(FAMILY)) {
            ([0, 0], Some(0)) => Ok(Self::Abstract(kind, name.to_vec())),
            ([0, 0], _) | (_, None | Some(0)) => Err(Errno::EINVAL),
            (file, Some(_)) => Ok(Self::File(file)),
        }
    }
}

/// Which socket has which name.
#[derive(Debug, Default)]
pub struct Names {
    sockets: HashMap<Key, u64>,
    next: u32,
}

impl Names {
    /// The socket of a name. Errors: ECONNREFUSED.
    pub fn find(&self, key: &Key) -> Result<u64> {
        self.sockets.get(key).copied().ok_or(Errno::ECONNREFUSED)
    }

    /// Gives a socket a name. That of a file is its latest socket's: the file was made for it. Errors: EADDRINUSE.
    pub fn add(&mut self, key: Key, socket: u64) -> Result<()> {
        if matches!(key, Key::Abstract(..)) && self.sockets.contains_key(&key) {
            return Err(Errno::EADDRINUSE);
        }
        self.sockets.insert(key, socket);
        Ok(())
    }

    /// An address that nobody has. Errors: EADDRINUSE if there is none.
    pub fn invent(&mut self, kind: u32) -> Result<Vec<u8>> {
        for _ in 0..AUTOBIND_MAX {
            self.next = (self.next + 1) % AUTOBIND_MAX;
            let mut name = vec![1, 0, 0];
            name.extend(format!("{:05x}", self.next).bytes());
            if !self
                .sockets
                .contains_key(&Key::Abstract(kind, name.clone()))
            {
                return Ok(name);
            }
        }
        Err(Errno::EADDRINUSE)
    }

    /// The socket is gone.
    pub fn remove(&mut self, key: &Key, socket: u64) {
        if self.sockets.get(key) == Some(&socket) {
            self.sockets.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abstract_name_is_one_socket_s() {
        let mut names = Names::default();
        let key = Key::new(0, [0; 2], &[1, 0, 0, b'x']).expect("a name");
        assert_eq!(names.add(key.clone(), 1), Ok(()));
        assert_eq!(names.add(key.clone(), 2), Err(Errno::EADDRINUSE));
        let of_packets = Key::new(2, [0; 2], &[1, 0, 0, b'x']).expect("a name");
        assert_eq!(names.add(of_packets, 3), Ok(()));
        names.remove(&key, 2);
        assert_eq!(names.find(&key), Ok(1));
        names.remove(&key, 1);
        assert_eq!(names.find(&key), Err(Errno::ECONNREFUSED));
    }

    #[test]
    fn names_that_mean_nothing_are_refused() {
        for (file, name) in [
            ([0; 2], &[1, 0][..]),
            ([0; 2], b"\x01\0x"),
            ([1, 2], b"\x01\0\0x"),
        ] {
            assert_eq!(Key::new(0, file, name), Err(Errno::EINVAL));
        }
    }

    #[test]
    fn invented_names_are_free() {
        let mut names = Names::default();
        let first = names.invent(0).expect("free");
        let key = Key::new(0, [0; 2], &first).expect("a name");
        names.add(key, 1).expect("free");
        names.next = 0;
        assert_ne!(names.invent(0), Ok(first));
    }
}
