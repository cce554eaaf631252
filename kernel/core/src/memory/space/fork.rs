//! Copying an address space for a forked child.

use super::mapping::Mapping;
use super::{AddressSpace, Inner};
use crate::lock::{Rank, SpinLock};
use crate::machine::{machine, PageChange, PageTable};
use crate::memory::frame;
use crate::memory::object::unique_id;
use abi::memory::MapFlags;
use abi::Errno;
use alloc::sync::Arc;
use core::ops::Range;
use core::sync::atomic::AtomicU64;

impl AddressSpace {
    /// A copy for a forked child: private memory copy-on-write, shared memory shared. Core's own
    /// pages above the mappings are not in it. ENOMEM.
    pub fn fork(&self) -> Result<Arc<Self>, Errno> {
        let table = machine().page_table_create().ok_or(Errno::ENOMEM)?;
        let id = unique_id();
        let mut copied = true;
        let mut parent = self.inner.lock();
        let child = Arc::new_cyclic(|space| {
            let mut child = Inner::with(parent.tree.fork(id, space.clone()), parent.search_top);
            if parent.was_locked {
                child.forget_locks();
            }
            copied = self.copy_into(&mut parent, &mut child, &table);
            Self {
                id,
                table,
                limit: AtomicU64::new(self.limit()),
                inner: SpinLock::new(Rank::SPACE, child),
            }
        });
        drop(parent);
        if copied {
            Ok(child)
        } else {
            Err(Errno::ENOMEM)
        }
    }

    /// Copies private pages. False if memory for page tables is short.
    fn copy_into(&self, parent: &mut Inner, child: &mut Inner, table: &PageTable) -> bool {
        let mut protected: Option<Range<usize>> = None;
        let mut copied = true;
        for (start, mapping) in parent.tree.iter() {
            let empty = MapFlags::SHARED | MapFlags::ZERO_ON_FORK | MapFlags::NOT_INHERITED;
            if mapping.flags.intersects(empty) {
                continue;
            }
            let shared = self.share_pages(start..mapping.end, mapping, table, &mut protected);
            child.add_resident(shared.pages);
            if !shared.all {
                copied = false;
                break;
            }
        }
        if let Some(range) = protected {
            machine().flush(&self.table, range.start, range.end);
        }
        copied
    }

    /// Enters a private mapping's pages in the child's table too, read-only on both sides.
    fn share_pages(
        &self,
        range: Range<usize>,
        mapping: &Mapping,
        table: &PageTable,
        protected: &mut Option<Range<usize>>,
    ) -> Shared {
        let attributes = mapping.attributes(false);
        let mut shared = Shared {
            pages: 0,
            all: true,
        };
        machine().update_pages(&self.table, range.start, range.end, &mut |at, entry| {
            if !shared.all {
                return PageChange::Keep;
            }
            frame::retain(entry.frame);
            if !machine().map_page(table, at, entry.frame, attributes) {
                frame::release(entry.frame);
                shared.all = false;
                return PageChange::Keep;
            }
            shared.pages += 1;
            if !entry.writable {
                return PageChange::Keep;
            }
            protected.get_or_insert(at..at).end = at + abi::PAGE_SIZE;
            PageChange::Protect(attributes)
        });
        shared
    }
}

struct Shared {
    pages: u64,
    /// False if memory was short on the way.
    all: bool,
}
