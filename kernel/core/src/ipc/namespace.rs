//! Namespaces: which schemes a process can reach, by name.

use super::Scheme;
use crate::lock::{Rank, SpinLock};
use abi::Errno;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// Longest name in bytes.
pub const NAME_MAX: usize = 64;

/// A name in words, so that two are told apart in a step or two. Zeros fill it up.
#[derive(Clone, Copy)]
struct Name {
    first: u64,
    len: usize,
    others: [u64; NAME_MAX / 8 - 1],
}

impl Name {
    fn new(name: &[u8]) -> Self {
        let word = |index: usize| {
            let mut word = [0; 8];
            let part = name.get(index * 8..).unwrap_or_default();
            for (to, from) in word.iter_mut().zip(part) {
                *to = *from;
            }
            u64::from_le_bytes(word)
        };
        let mut others = [0; NAME_MAX / 8 - 1];
        if name.len() > 8 {
            others = core::array::from_fn(|index| word(index + 1));
        }
        Self {
            first: word(0),
            len: name.len(),
            others,
        }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        let begin_alike = self.first == other.first && self.len == other.len;
        begin_alike && (self.len <= 8 || self.others == other.others)
    }
}

/// A namespace. Its names are few.
pub struct Namespace {
    schemes: SpinLock<Vec<(Name, Arc<Scheme>)>>,
}

impl Namespace {
    /// An empty one.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            schemes: SpinLock::new(Rank::NAMESPACE, Vec::new()),
        })
    }

    /// One with the same names.
    pub fn copy(&self) -> Arc<Self> {
        let schemes = self.schemes.lock().clone();
        Arc::new(Self {
            schemes: SpinLock::new(Rank::NAMESPACE, schemes),
        })
    }

    /// The scheme of that name. ENOENT.
    pub fn get(&self, name: &[u8]) -> Result<Arc<Scheme>, Errno> {
        let name = Name::new(name);
        let schemes = self.schemes.lock();
        let mut found = schemes.iter().filter(|(own, _)| *own == name);
        found
            .next()
            .map(|(_, scheme)| scheme.clone())
            .ok_or(Errno::ENOENT)
    }

    /// Binds a name, in place of what it named.
    pub fn bind(&self, name: &[u8], scheme: Arc<Scheme>) {
        let name = Name::new(name);
        let mut schemes = self.schemes.lock();
        let own = schemes.iter_mut().find(|(own, _)| *own == name);
        let old = match own {
            Some((_, own)) => Some(core::mem::replace(own, scheme)),
            None => {
                schemes.push((name, scheme));
                None
            }
        };
        drop(schemes);
        drop(old);
    }

    /// Unbinds a name. ENOENT.
    pub fn unbind(&self, name: &[u8]) -> Result<(), Errno> {
        let name = Name::new(name);
        let mut schemes = self.schemes.lock();
        let index = schemes.iter().position(|(own, _)| *own == name);
        let old = index.map(|index| schemes.swap_remove(index));
        drop(schemes);
        old.map(drop).ok_or(Errno::ENOENT)
    }
}
