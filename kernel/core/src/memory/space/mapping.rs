//! One mapping.

use super::Backing;
use crate::machine::{Cache, PageAttributes};
use crate::memory::Access;
use abi::memory::{MapFlags, Protection};
use alloc::sync::Arc;

/// Flags that a mapping keeps; the others only say how to make it.
pub(super) const KEPT_FLAGS: MapFlags = MapFlags::SHARED
    .union(MapFlags::GROWS_DOWN)
    .union(MapFlags::NOT_INHERITED)
    .union(MapFlags::ZERO_ON_FORK)
    .union(MapFlags::LOCKED);

/// What shows in a mapping: an object from `offset` on.
#[derive(Clone)]
pub(super) struct Source {
    pub backing: Backing,
    /// Byte offset in the object of the mapping's first byte.
    pub offset: u64,
}

/// A range with one protection and one source. Its start is its key in the tree.
#[derive(Clone)]
pub(super) struct Mapping {
    pub end: usize,
    pub protection: Protection,
    pub flags: MapFlags,
    /// None: private anonymous memory.
    pub source: Option<Source>,
}

impl Mapping {
    #[inline]
    pub fn is_shared(&self) -> bool {
        self.flags.contains(MapFlags::SHARED)
    }

    /// Whether the protection allows the access.
    #[inline]
    pub fn allows(&self, access: Access) -> bool {
        self.protection.contains(match access {
            Access::Read => {
                // A CPU page that can be written or executed can be read.
                return !self.protection.is_empty();
            }
            Access::Write => Protection::WRITE,
            Access::Execute => Protection::EXECUTE,
        })
    }

    /// Entry for a page of it; `exclusive` if a store may go straight to the frame.
    #[inline]
    pub fn attributes(&self, exclusive: bool) -> PageAttributes {
        PageAttributes {
            readable: !self.protection.is_empty(),
            writable: exclusive && self.protection.contains(Protection::WRITE),
            executable: self.protection.contains(Protection::EXECUTE),
            cache: match &self.source {
                Some(source) => source.backing.object.cache(),
                None => Cache::WriteBack,
            },
        }
    }

    /// The part of a mapping that starts at `start` from `at` on.
    pub fn tail(&self, start: usize, at: usize) -> Self {
        let mut tail = self.clone();
        if let Some(source) = &mut tail.source {
            source.offset += (at - start) as u64;
        }
        tail
    }

    /// Whether `next`, which starts at this one's end, is the same going on.
    pub fn continues_in(&self, start: usize, next: &Self) -> bool {
        if self.protection != next.protection || self.flags != next.flags {
            return false;
        }
        match (&self.source, &next.source) {
            (None, None) => true,
            (Some(a), Some(b)) => {
                a.offset + (self.end - start) as u64 == b.offset && a.backing.is_same(&b.backing)
            }
            _ => false,
        }
    }
}

impl Backing {
    fn is_same(&self, other: &Self) -> bool {
        let same_stream = match (&self.stream, &other.stream) {
            (None, None) => true,
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            _ => false,
        };
        same_stream
            && Arc::ptr_eq(&self.object, &other.object)
            && self.file == other.file
            && self.allowed == other.allowed
    }

    /// Bytes of the object that may be accessed: end of file, or the object's size.
    #[inline]
    pub(super) fn end(&self) -> u64 {
        match &self.stream {
            Some(stream) => stream.size(),
            None => self.object.size(),
        }
    }
}
