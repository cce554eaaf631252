//! A machine for tests on the host: frames are boxes, page tables are maps, TLBs are remembered
//! until flushed, so that a missing flush shows as a stale access.
//!
//! Each test thread is a CPU. [`start`] makes the machine (once in the process) and lets one test
//! at a time have it, so that counts of frames are exact.

use super::*;
use crate::memory::frame::{self, FrameRecord};
use crate::memory::{Access, AddressSpace};
use abi::upcall::Registers;
use abi::PAGE_SIZE;
use core::sync::atomic::{AtomicU64, Ordering};
use std::boxed::Box;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::vec::Vec;

/// Frames of the simulated memory (32 MiB), from [`FIRST_FRAME`] on.
pub const FRAMES: u64 = 8192;
/// Frames below this are not usable, as on a PC.
pub const FIRST_FRAME: u64 = 256;

type Page = [u8; PAGE_SIZE];

#[derive(Default)]
struct Tree {
    entries: BTreeMap<usize, (PageEntry, PageAttributes)>,
    /// What CPUs may still believe.
    tlb: BTreeMap<usize, PageEntry>,
}

/// The simulated machine.
pub struct Simulated {
    frames: Vec<Mutex<Option<Box<Page>>>>,
    trees: Mutex<HashMap<Frame, Tree>>,
    clock: AtomicU64,
    /// Page tables that can be made before memory is "short"; for failure tests.
    pub map_budget: AtomicU64,
}

static CPUS: AtomicUsize = AtomicUsize::new(0);
std::thread_local! {
    static CPU: usize = CPUS.fetch_add(1, Ordering::Relaxed) % crate::lock::MAX_CPUS;
    static LOADED: Cell<Option<Frame>> = const { Cell::new(None) };
    /// Whose faults the user copies of this test thread are.
    static SPACE: RefCell<Option<Arc<AddressSpace>>> = const { RefCell::new(None) };
}

/// The simulated machine, for one test at a time.
pub fn start() -> (&'static Simulated, MutexGuard<'static, ()>) {
    static SIMULATED: OnceLock<&'static Simulated> = OnceLock::new();
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(|broken| broken.into_inner());
    let simulated = SIMULATED.get_or_init(|| {
        let simulated: &Simulated = Box::leak(Box::new(Simulated {
            frames: (0..FRAMES).map(|_| Mutex::new(None)).collect(),
            trees: Mutex::default(),
            clock: AtomicU64::new(1),
            map_budget: AtomicU64::new(u64::MAX),
        }));
        install(simulated);
        let records: Vec<FrameRecord> = (0..FRAMES).map(|_| FrameRecord::default()).collect();
        frame::initialise(records.leak(), std::slice::from_ref(&(FIRST_FRAME..FRAMES)));
        simulated
    });
    simulated.map_budget.store(u64::MAX, Ordering::Relaxed);
    (simulated, turn)
}

/// Loads an address space on this test thread, or none.
pub fn load(space: Option<&Arc<AddressSpace>>) {
    machine().activate(space.map(|space| space.table()));
    SPACE.set(space.cloned());
}

impl Simulated {
    fn with_frame<R>(&self, frame: Frame, work: impl FnOnce(&mut Page) -> R) -> R {
        let mut page = self.frames[frame.0 as usize].lock().unwrap();
        // Fresh memory holds rubbish.
        work(page.get_or_insert_with(|| Box::new([0xa5; PAGE_SIZE])))
    }

    /// The frame behind a user address of the loaded space, as the CPU finds it.
    fn translate(&self, address: usize, access: Access) -> Result<Frame, UserFault> {
        let root = LOADED.get().ok_or(UserFault)?;
        for _ in 0..8 {
            if let Some(frame) = self.walk(root, address, access) {
                return Ok(frame);
            }
            let space = SPACE.with_borrow(Clone::clone).ok_or(UserFault)?;
            space.page_fault(address, access).map_err(|_| UserFault)?;
        }
        panic!("fault at {address:#x} is never mended");
    }

    fn walk(&self, root: Frame, address: usize, access: Access) -> Option<Frame> {
        let allows =
            |entry: &PageEntry| entry.readable && (entry.writable || access != Access::Write);
        let page = address & !(PAGE_SIZE - 1);
        let mut trees = self.trees.lock().unwrap();
        let tree = trees.get_mut(&root).expect("no such page table");
        if let Some(entry) = tree.tlb.get(&page).filter(|entry| allows(entry)) {
            return Some(entry.frame);
        }
        // A miss or a refused access looks at the table again.
        let (entry, _) = tree
            .entries
            .get_mut(&page)
            .filter(|(entry, _)| allows(entry))?;
        entry.accessed = true;
        entry.dirty |= access == Access::Write;
        tree.tlb.insert(page, *entry);
        Some(entry.frame)
    }

    fn each_page(
        &self,
        address: usize,
        len: usize,
        access: Access,
        mut work: impl FnMut(Frame, usize, core::ops::Range<usize>),
    ) -> Result<(), UserFault> {
        if address
            .checked_add(len)
            .is_none_or(|end| end > abi::USER_TOP)
        {
            return Err(UserFault);
        }
        crate::lock::assert_none_held();
        let mut done = 0;
        while done < len {
            let offset = (address + done) % PAGE_SIZE;
            let part = (len - done).min(PAGE_SIZE - offset);
            let frame = self.translate(address + done, access)?;
            work(frame, offset, done..done + part);
            done += part;
        }
        Ok(())
    }

    fn with_tree<R>(&self, table: &PageTable, work: impl FnOnce(&mut Tree) -> R) -> R {
        work(
            self.trees
                .lock()
                .unwrap()
                .get_mut(&table.root)
                .expect("no such page table"),
        )
    }
}

fn entry_of(frame: Frame, attributes: PageAttributes) -> PageEntry {
    PageEntry {
        frame,
        readable: attributes.readable,
        writable: attributes.writable && attributes.readable,
        dirty: false,
        accessed: false,
    }
}

impl Machine for Simulated {
    fn cpu(&self) -> usize {
        CPU.with(|cpu| *cpu)
    }
    fn cpu_count(&self) -> usize {
        crate::lock::MAX_CPUS
    }
    fn start_cpus(&self) {}
    fn kick(&self, _cpu: usize) {}
    fn wait_for_interrupt(&self) {
        std::thread::yield_now();
    }
    fn relax(&self) {
        std::thread::yield_now();
    }
    fn power_off(&self, status: u8) -> ! {
        panic!("power off with status {status}")
    }
    fn reboot(&self) -> ! {
        panic!("reboot")
    }

    fn thread_create(
        &self,
        _thread: &MachineThread,
        _registers: &Registers,
        _like: Option<&MachineThread>,
    ) -> bool {
        true
    }
    fn kernel_thread_create(
        &self,
        _thread: &MachineThread,
        _entry: fn(usize) -> !,
        _argument: usize,
    ) -> bool {
        true
    }
    fn thread_free(&self, _thread: &MachineThread) {}
    fn switch(&self, _from: &MachineThread, _to: &MachineThread) {
        unimplemented!("the simulated machine does not switch threads")
    }
    fn registers(&self, _thread: &MachineThread) -> Registers {
        Registers::default()
    }
    fn set_registers(&self, _thread: &MachineThread, _registers: &Registers) -> bool {
        true
    }
    fn set_thread_pointer(&self, _thread: &MachineThread, _base: u64) -> bool {
        true
    }
    fn set_gs_base(&self, _thread: &MachineThread, _base: u64) -> bool {
        true
    }
    fn segment_bases(&self, _thread: &MachineThread) -> (u64, u64) {
        (0, 0)
    }
    fn enable_ports(&self, _thread: &MachineThread) {}

    fn page_table_create(&self) -> Option<PageTable> {
        let root = frame::allocate()?;
        self.trees.lock().unwrap().insert(root, Tree::default());
        Some(PageTable::new(root))
    }
    fn page_table_free(&self, table: &PageTable) {
        let tree = self
            .trees
            .lock()
            .unwrap()
            .remove(&table.root)
            .expect("no such page table");
        assert!(
            tree.entries.is_empty(),
            "pages left in a page table: {:?}",
            tree.entries
        );
        frame::release(table.root);
    }
    fn activate(&self, table: Option<&PageTable>) {
        LOADED.set(table.map(|table| table.root));
    }
    fn map_page(
        &self,
        table: &PageTable,
        address: usize,
        frame: Frame,
        attributes: PageAttributes,
    ) -> bool {
        assert_eq!(address % PAGE_SIZE, 0);
        let budget = self.map_budget.load(Ordering::Relaxed);
        if budget == 0 {
            return false;
        }
        self.map_budget.store(budget - 1, Ordering::Relaxed);
        self.with_tree(table, |tree| {
            tree.entries
                .insert(address, (entry_of(frame, attributes), attributes));
        });
        true
    }
    fn unmap_page(&self, table: &PageTable, address: usize) -> Option<PageEntry> {
        self.with_tree(table, |tree| {
            tree.entries.remove(&address).map(|(entry, _)| entry)
        })
    }
    fn protect_page(&self, table: &PageTable, address: usize, attributes: PageAttributes) {
        self.with_tree(table, |tree| {
            if let Some(slot) = tree.entries.get_mut(&address) {
                *slot = (entry_of(slot.0.frame, attributes), attributes);
            }
        });
    }
    fn query_page(&self, table: &PageTable, address: usize) -> Option<PageEntry> {
        let page = address & !(PAGE_SIZE - 1);
        self.with_tree(table, |tree| {
            tree.entries.get(&page).map(|(entry, _)| *entry)
        })
    }
    fn update_pages(
        &self,
        table: &PageTable,
        start: usize,
        end: usize,
        visit: &mut dyn FnMut(usize, PageEntry) -> PageChange,
    ) {
        let pages: Vec<_> = self.with_tree(table, |tree| {
            tree.entries
                .range(start..end)
                .map(|(&at, (entry, _))| (at, *entry))
                .collect()
        });
        for (address, entry) in pages {
            match visit(address, entry) {
                PageChange::Keep => {}
                PageChange::Remove => drop(self.unmap_page(table, address)),
                PageChange::Protect(attributes) => self.protect_page(table, address, attributes),
            }
        }
    }
    fn flush(&self, table: &PageTable, start: usize, end: usize) {
        self.with_tree(table, |tree| {
            tree.tlb.retain(|&at, _| at < start || at >= end)
        });
    }

    fn zero_frame(&self, frame: Frame) {
        self.with_frame(frame, |page| page.fill(0));
    }
    fn copy_frame(&self, from: Frame, to: Frame) {
        let copy = self.with_frame(from, |page| *page);
        self.with_frame(to, |page| *page = copy);
    }
    fn read_frame(&self, frame: Frame, offset: usize, into: &mut [u8]) {
        self.with_frame(frame, |page| {
            into.copy_from_slice(&page[offset..offset + into.len()])
        });
    }
    fn write_frame(&self, frame: Frame, offset: usize, from: &[u8]) {
        self.with_frame(frame, |page| {
            page[offset..offset + from.len()].copy_from_slice(from)
        });
    }
    fn zero_frame_range(&self, frame: Frame, offset: usize, len: usize) {
        self.with_frame(frame, |page| page[offset..offset + len].fill(0));
    }

    fn copy_from_user(&self, into: &mut [u8], from: usize) -> Result<(), UserFault> {
        self.each_page(from, into.len(), Access::Read, |frame, offset, part| {
            self.read_frame(frame, offset, &mut into[part]);
        })
    }
    fn copy_to_user(&self, to: usize, from: &[u8]) -> Result<(), UserFault> {
        self.each_page(to, from.len(), Access::Write, |frame, offset, part| {
            self.write_frame(frame, offset, &from[part]);
        })
    }
    fn zero_user(&self, to: usize, len: usize) -> Result<(), UserFault> {
        self.each_page(to, len, Access::Write, |frame, offset, part| {
            self.zero_frame_range(frame, offset, part.len());
        })
    }
    fn copy_frame_to_user(
        &self,
        frame: Frame,
        offset: usize,
        to: usize,
        len: usize,
    ) -> Result<(), UserFault> {
        let page = self.with_frame(frame, |page| *page);
        self.copy_to_user(to, &page[offset..offset + len])
    }
    fn copy_user_to_frame(
        &self,
        frame: Frame,
        offset: usize,
        from: usize,
        len: usize,
    ) -> Result<(), UserFault> {
        self.each_page(from, len, Access::Read, |source, at, part| {
            let page = self.with_frame(source, |page| *page);
            self.write_frame(frame, offset + part.start, &page[at..at + part.len()]);
        })
    }
    fn load_user_u32(&self, address: usize) -> Result<u32, UserFault> {
        let mut bytes = [0; 4];
        self.copy_from_user(&mut bytes, address)?;
        Ok(u32::from_le_bytes(bytes))
    }
    fn load_user_u64(&self, address: usize) -> Result<u64, UserFault> {
        let mut bytes = [0; 8];
        self.copy_from_user(&mut bytes, address)?;
        Ok(u64::from_le_bytes(bytes))
    }
    fn store_user_u32(&self, address: usize, value: u32) -> Result<(), UserFault> {
        self.copy_to_user(address, &value.to_le_bytes())
    }
    fn store_user_u64(&self, address: usize, value: u64) -> Result<(), UserFault> {
        self.copy_to_user(address, &value.to_le_bytes())
    }

    fn now_ns(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::Relaxed)
    }
    fn set_timer(&self, _deadline_ns: u64) {}
    fn realtime_offset_ns(&self) -> u64 {
        0
    }
    fn write_clock_page(&self, _frame: Frame, _realtime_offset_ns: u64) {}
    fn interrupt_enable(&self, _line: u32) -> bool {
        true
    }
    fn interrupt_mask(&self, _line: u32) {}
    fn interrupt_unmask(&self, _line: u32) {}

    fn is_ram(&self, first: Frame, frames: u64) -> bool {
        first.0 < FRAMES && first.0.saturating_add(frames) > FIRST_FRAME
    }
    fn entropy(&self, into: &mut [u8; 32]) -> u32 {
        into.fill(7);
        0
    }
    fn heap_bytes(&self) -> u64 {
        0
    }
    fn debug_write(&self, text: &[u8]) {
        std::eprint!("{}", std::string::String::from_utf8_lossy(text));
    }
}
