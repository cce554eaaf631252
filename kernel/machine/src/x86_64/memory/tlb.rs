//! Which page table a CPU has loaded, and flushing.
//!
//! Every page table has an identity and a *generation*, which grows with each flush. A CPU
//! remembers, per process-context identifier (PCID), which table it stands for and the generation
//! its TLB entries are of. So a flush interrupts only CPUs on which the table is loaded (`active`);
//! others see the newer generation when they load it again, and then flush.
//!
//! Order matters: a flush changes the tables, raises the generation, reads `active`; a load sets
//! its bit in `active`, reads the generation, loads. Whichever comes second sees the first.
//!
//! Requests: each CPU has one, which it fills before it sets its bit in the `inbox` of each target
//! and interrupts them; a target clears its bit in `pending` when done. Waiting CPUs serve their own
//! inbox ([`serve`]).

use super::kernel_space;
use crate::x86_64::cpu::features;
use crate::x86_64::cpu::local::{self, CpuLocal, CPUS_MAX};
use crate::x86_64::interrupt::{local_apic, vector};
use core::arch::asm;
use core::cell::Cell;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use kernel_core::machine::PageTable;

/// PCIDs a CPU uses for user tables: 1 to this. 0 is the kernel's own table.
const CONTEXTS: usize = 6;

/// Pages that are flushed one by one; a longer range is flushed whole.
const SINGLE_PAGES_MAX: usize = 32;

const IDENTITY: usize = 0;
const GENERATION: usize = 1;

/// Start of a request's range that asks to leave the table instead of flushing.
const LEAVE: usize = usize::MAX;

/// CR3 bit 63: keep the TLB entries of the PCID that is loaded.
const KEEP: u64 = 1 << 63;

static NEXT_IDENTITY: AtomicU64 = AtomicU64::new(1);

/// What a CPU knows of its TLB.
pub struct TlbState {
    loaded: Cell<*const PageTable>,
    /// Index in `contexts` of the table that is loaded.
    context: Cell<usize>,
    /// Identity and generation of the table each PCID stands for.
    contexts: [Cell<(u64, u64)>; CONTEXTS],
    /// Next to be replaced.
    victim: Cell<usize>,
}

impl TlbState {
    pub const fn new() -> Self {
        Self {
            loaded: Cell::new(core::ptr::null()),
            context: Cell::new(0),
            contexts: [const { Cell::new((0, 0)) }; CONTEXTS],
            victim: Cell::new(0),
        }
    }
}

/// A flush that a CPU asks of others.
struct Request {
    identity: AtomicU64,
    start: AtomicUsize,
    end: AtomicUsize,
    /// Bit per CPU that has not served it.
    pending: AtomicU64,
}

static REQUESTS: [Request; CPUS_MAX] = [const {
    Request {
        identity: AtomicU64::new(0),
        start: AtomicUsize::new(0),
        end: AtomicUsize::new(0),
        pending: AtomicU64::new(0),
    }
}; CPUS_MAX];

/// Gives a new page table its identity.
pub fn initialise(table: &PageTable) {
    let identity = NEXT_IDENTITY.fetch_add(1, Ordering::Relaxed);
    table.words[IDENTITY].store(identity, Ordering::Relaxed);
    table.words[GENERATION].store(1, Ordering::Relaxed);
}

/// Loads a table on this CPU, or the kernel's own.
pub fn activate(table: Option<&PageTable>) {
    let cpu = local::get();
    let tlb = &cpu.tlb;
    let new = table.map_or(core::ptr::null(), core::ptr::from_ref);
    let old = tlb.loaded.get();
    if new == old {
        return;
    }
    let bit = 1 << cpu.number;
    if let Some(table) = table {
        table.active.fetch_or(bit, Ordering::SeqCst);
    }
    tlb.loaded.set(new);
    match table {
        Some(table) => load(cpu, table),
        None => kernel_space::load(),
    }
    // SAFETY: a table outlives its being loaded: core frees it only when no CPU has it.
    if let Some(old) = unsafe { old.as_ref() } {
        old.active.fetch_and(!bit, Ordering::SeqCst);
    }
}

fn load(cpu: &CpuLocal, table: &PageTable) {
    let tlb = &cpu.tlb;
    let identity = table.words[IDENTITY].load(Ordering::Relaxed);
    let generation = table.words[GENERATION].load(Ordering::SeqCst);
    let known = tlb.contexts.iter().position(|c| c.get().0 == identity);
    let context = known.unwrap_or_else(|| {
        let victim = tlb.victim.get();
        tlb.victim.set((victim + 1) % CONTEXTS);
        victim
    });
    let fresh = tlb.contexts[context].get() == (identity, generation);
    tlb.contexts[context].set((identity, generation));
    tlb.context.set(context);
    let mut cr3 = table.root.0 << 12;
    if features::get().pcid {
        cr3 |= context as u64 + 1;
        if fresh {
            cr3 |= KEEP;
        }
    }
    // SAFETY: the table has the kernel's half; its user half is core's to fill.
    unsafe { asm!("mov cr3, {}", in(reg) cr3, options(nostack, preserves_flags)) };
}

/// Flushes a range of a table everywhere.
pub fn flush(table: &PageTable, start: usize, end: usize) {
    let generation = table.words[GENERATION].fetch_add(1, Ordering::SeqCst) + 1;
    let active = table.active.load(Ordering::SeqCst);
    let cpu = local::get();
    let identity = table.words[IDENTITY].load(Ordering::Relaxed);
    if active & 1 << cpu.number != 0 {
        flush_here(cpu, identity, start, end);
        let context = &cpu.tlb.contexts[cpu.tlb.context.get()];
        // Only if this flush is the one that was missing: another CPU may have raised it too.
        if context.get() == (identity, generation - 1) {
            context.set((identity, generation));
        }
    }
    let others = active & !(1 << cpu.number);
    if others != 0 {
        ask(cpu, others, identity, start, end);
    }
}

/// Makes every CPU leave the table, so that it can be freed: an idle CPU may still have it loaded.
pub fn leave(table: &PageTable) {
    let cpu = local::get();
    if core::ptr::eq(cpu.tlb.loaded.get(), table) {
        activate(None);
    }
    let others = table.active.load(Ordering::SeqCst);
    if others != 0 {
        let identity = table.words[IDENTITY].load(Ordering::Relaxed);
        ask(cpu, others, identity, LEAVE, 0);
    }
}

/// Flushes a range of the kernel's half everywhere.
pub fn flush_kernel(start: usize, end: usize) {
    let cpu = local::get();
    flush_here(cpu, 0, start, end);
    let others = local::up() & !(1 << cpu.number);
    if others != 0 {
        ask(cpu, others, 0, start, end);
    }
}

fn ask(cpu: &CpuLocal, targets: u64, identity: u64, start: usize, end: usize) {
    let request = &REQUESTS[cpu.number];
    request.identity.store(identity, Ordering::Relaxed);
    request.start.store(start, Ordering::Relaxed);
    request.end.store(end, Ordering::Relaxed);
    request.pending.store(targets, Ordering::SeqCst);
    for target in (0..CPUS_MAX).filter(|target| targets & 1 << target != 0) {
        if let Some(target) = local::of(target) {
            target.inbox.fetch_or(1 << cpu.number, Ordering::SeqCst);
            local_apic::send(target.apic_id(), vector::SHOOTDOWN);
        }
    }
    while request.pending.load(Ordering::Acquire) != 0 {
        serve();
        core::hint::spin_loop();
    }
}

/// Serves what other CPUs asked of this one.
pub fn serve() {
    let cpu = local::get();
    if cpu.inbox.load(Ordering::Relaxed) == 0 {
        return;
    }
    let mut asking = cpu.inbox.swap(0, Ordering::SeqCst);
    while asking != 0 {
        let request = &REQUESTS[asking.trailing_zeros() as usize];
        asking &= asking - 1;
        let identity = request.identity.load(Ordering::Relaxed);
        let start = request.start.load(Ordering::Relaxed);
        if start != LEAVE {
            flush_here(cpu, identity, start, request.end.load(Ordering::Relaxed));
        } else if is_loaded(cpu, identity) {
            activate(None);
        }
        request
            .pending
            .fetch_and(!(1 << cpu.number), Ordering::AcqRel);
    }
}

/// Whether the table with that identity is the one loaded on this CPU.
fn is_loaded(cpu: &CpuLocal, identity: u64) -> bool {
    let tlb = &cpu.tlb;
    !tlb.loaded.get().is_null() && tlb.contexts[tlb.context.get()].get().0 == identity
}

/// Flushes on this CPU, if the table is the one loaded (identity 0: the kernel's half). The
/// recorded generation stays behind then, which costs a needless flush at the next load at worst.
fn flush_here(cpu: &CpuLocal, identity: u64, start: usize, end: usize) {
    if identity != 0 && !is_loaded(cpu, identity) {
        return;
    }
    if (end - start) >> 12 <= SINGLE_PAGES_MAX {
        for page in (start & !0xfff..end).step_by(0x1000) {
            // SAFETY: dropping TLB entries is always allowed.
            unsafe { asm!("invlpg [{}]", in(reg) page, options(nostack, preserves_flags)) };
        }
    } else if identity == 0 {
        x86_64::instructions::tlb::flush_all();
        flush_global();
    } else {
        x86_64::instructions::tlb::flush_all();
    }
}

/// Drops global entries too: changing CR4.PGE does (Intel SDM volume 3, 4.10.4.1).
fn flush_global() {
    use x86_64::registers::control::{Cr4, Cr4Flags};
    // SAFETY: global pages are switched off and on again; nothing depends on them being cached.
    unsafe {
        Cr4::update(|flags| flags.remove(Cr4Flags::PAGE_GLOBAL));
        Cr4::update(|flags| flags.insert(Cr4Flags::PAGE_GLOBAL));
    }
}
