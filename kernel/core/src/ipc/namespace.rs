//! Namespaces: which schemes a process can reach, by name.

use super::Scheme;
use crate::lock::{Rank, SpinLock};
use abi::Errno;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use smallvec::SmallVec;

/// Longest name in bytes.
pub const NAME_MAX: usize = 64;

type Name = SmallVec<[u8; 16]>;

/// A namespace.
pub struct Namespace {
    schemes: SpinLock<BTreeMap<Name, Arc<Scheme>>>,
}

impl Namespace {
    /// An empty one.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            schemes: SpinLock::new(Rank::NAMESPACE, BTreeMap::new()),
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
        self.schemes.lock().get(name).cloned().ok_or(Errno::ENOENT)
    }

    /// Binds a name, in place of what it named.
    pub fn bind(&self, name: &[u8], scheme: Arc<Scheme>) {
        let old = self.schemes.lock().insert(Name::from_slice(name), scheme);
        drop(old);
    }

    /// Unbinds a name. ENOENT.
    pub fn unbind(&self, name: &[u8]) -> Result<(), Errno> {
        let old = self.schemes.lock().remove(name);
        old.map(drop).ok_or(Errno::ENOENT)
    }
}
