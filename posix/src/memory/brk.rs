//! The program break, as Linux has it.

use crate::kernel::memory;
use crate::state::Thread;
use abi::memory::{MapFlags, MapRequest, Protection};
use abi::{Handle, PAGE_SIZE};

/// Where the break began and where it is. All pages between are mapped.
#[derive(Debug)]
pub(crate) struct Break {
    pub start: usize,
    pub end: usize,
}

impl Break {
    pub(crate) const fn new() -> Self {
        Self { start: 0, end: 0 }
    }
}

/// Linux's `brk`: moves the break and returns where it is, unchanged on failure.
pub fn brk(thread: &Thread, wanted: usize) -> usize {
    let mut state = thread.process.program_break.lock(thread);
    if state.start == 0 || wanted < state.start {
        return state.end;
    }
    let (Some(old_top), Some(new_top)) = (
        state.end.checked_next_multiple_of(PAGE_SIZE),
        wanted.checked_next_multiple_of(PAGE_SIZE),
    ) else {
        return state.end;
    };
    let moved = if new_top > old_top {
        let request = MapRequest {
            address: old_top,
            len: new_top - old_top,
            protection: (Protection::READ | Protection::WRITE).bits(),
            flags: MapFlags::FIXED_NO_REPLACE.bits(),
            object: Handle::NONE,
            reserved: 0,
            offset: 0,
        };
        memory::map(Handle::SELF, &request).map(drop)
    } else if new_top < old_top {
        memory::unmap(Handle::SELF, new_top, old_top - new_top)
    } else {
        Ok(())
    };
    if moved.is_ok() {
        state.end = wanted;
    }
    state.end
}
