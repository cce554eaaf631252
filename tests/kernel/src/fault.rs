//! Page faults that cannot be mended reach the thread's upcall handler with their cause.

use crate::call::{call, fault_of, load, set_handler, spawn, store};
use crate::memory::{anonymous_object, close, map, map_object, unmap, SELF};
use crate::thread::{set, wait_while};
use crate::Test;
use abi::errno::Result;
use abi::memory::{MapFlags, Protection};
use abi::upcall::Fault;
use abi::Call;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

pub const TESTS: &[Test] = &[
    ("fault: nothing mapped", unmapped),
    ("fault: no right to write", read_only),
    ("fault: beyond the end of the object", beyond_end),
];

static ADDRESS: AtomicU64 = AtomicU64::new(0);
static CAUSE: AtomicU64 = AtomicU64::new(0);
static FAULTED: AtomicU64 = AtomicU64::new(0);
static STATE: AtomicU32 = AtomicU32::new(0);

extern "C" fn handler(page: u64) {
    let Fault {
        trap,
        address,
        cause,
        ..
    } = fault_of(page);
    CAUSE.store(trap << 32 | cause, Relaxed);
    FAULTED.store(address, Relaxed);
    set(&STATE, 1);
    let _ = call(Call::ThreadExit, [0, 0]);
}

/// Writes to [`ADDRESS`] if its lowest bit is set, else reads.
extern "C" fn probe(page: u64) {
    if set_handler(page, handler).is_ok() {
        let address = ADDRESS.load(Relaxed);
        if address & 1 != 0 {
            store(address, 1);
        } else {
            let _ = load(address);
        }
    }
    set(&STATE, 2);
}

/// Lets a thread access the address and fault: the cause.
fn cause_of_access(address: u64) -> Result<u64> {
    let page = map(4096)?;
    ADDRESS.store(address, Relaxed);
    STATE.store(0, Relaxed);
    spawn(probe, page)?;
    wait_while(&STATE, 0);
    assert_eq!(STATE.load(Relaxed), 1, "no fault at {address:#x}");
    assert_eq!(FAULTED.load(Relaxed), address);
    let cause = CAUSE.load(Relaxed);
    assert_eq!(cause >> 32, 14);
    Ok(cause & 0xffff_ffff)
}

fn unmapped() -> Result<()> {
    // The kernel places mappings from the top down; nothing is anywhere near.
    assert_eq!(cause_of_access(1 << 32)?, 0);
    assert_eq!(cause_of_access(0)?, 0);
    Ok(())
}

fn read_only() -> Result<()> {
    let address = map(4096)?;
    store(address, 1);
    call(
        Call::Protect,
        [SELF, address, 4096, Protection::READ.bits().into()],
    )?;
    assert_eq!(cause_of_access(address + 1)?, 1);
    unmap(address, 4096)
}

fn beyond_end() -> Result<()> {
    let object = anonymous_object(4096)?;
    let address = map_object(3 * 4096, MapFlags::SHARED, object)?;
    assert_eq!(load(address + 4095), 0);
    assert_eq!(cause_of_access(address + 4096)?, 2);
    call(Call::MemorySetSize, [object, 8192])?;
    assert_eq!(load(address + 4096), 0);
    unmap(address, 3 * 4096)?;
    close(object)
}
