//! The `Machine` trait for x86-64: each method in one line, from the rooms beside.

use super::boot;
use super::console;
use super::cpu::local;
use super::interrupt::{io_apic, local_apic, vector};
use super::memory::{direct_map, heap, page_table, tlb, user_copy};
use super::thread::{self, registers, switch};
use super::time::{clock, real_time, timer};
use super::{power, smp};
use abi::upcall::Registers;
use abi::PAGE_SIZE;
use core::arch::asm;
use kernel_core::machine::{
    Frame, Machine, MachineThread, PageAttributes, PageChange, PageEntry, PageTable, UserFault,
};

/// This machine.
pub struct X86;

/// What `kernel_interface::linked` gives.
#[no_mangle]
static KERNEL_MACHINE: &dyn Machine = &X86;

/// Fails loudly if a range leaves its frame: core's bug, not userspace's.
#[inline]
fn check_frame_range(offset: usize, len: usize) {
    assert!(offset <= PAGE_SIZE && len <= PAGE_SIZE - offset);
}

impl Machine for X86 {
    #[inline]
    fn cpu(&self) -> usize {
        local::number()
    }

    fn cpu_count(&self) -> usize {
        local::count()
    }

    fn start_cpus(&self) {
        smp::release();
    }

    fn kick(&self, cpu: usize) {
        if let Some(cpu) = local::of(cpu) {
            local_apic::send(cpu.apic_id(), vector::KICK);
        }
    }

    fn wait_for_interrupt(&self) {
        // SAFETY: core calls this in its idle loop, holding nothing. STI takes effect after HLT has
        // begun, so no interrupt is missed in between.
        unsafe { asm!("sti", "hlt", "cli") };
    }

    #[inline]
    fn relax(&self) {
        core::hint::spin_loop();
        tlb::serve();
    }

    fn power_off(&self, status: u8) -> ! {
        power::off(status)
    }

    fn reboot(&self) -> ! {
        power::reboot()
    }

    fn thread_create(
        &self,
        thread: &MachineThread,
        registers: &Registers,
        like: Option<&MachineThread>,
    ) -> bool {
        thread::create(thread, registers, like)
    }

    fn kernel_thread_create(
        &self,
        thread: &MachineThread,
        entry: fn(usize) -> !,
        argument: usize,
    ) -> bool {
        thread::create_kernel(thread, entry, argument)
    }

    fn thread_free(&self, thread: &MachineThread) {
        thread::free(thread);
    }

    fn switch(&self, from: &MachineThread, to: &MachineThread) {
        switch::switch(from, to);
    }

    fn registers(&self, thread: &MachineThread) -> Registers {
        registers::get(thread)
    }

    fn set_registers(&self, thread: &MachineThread, registers: &Registers) -> bool {
        registers::set(thread, registers)
    }

    fn set_thread_pointer(&self, thread: &MachineThread, base: u64) -> bool {
        switch::set_thread_pointer(thread, base)
    }

    fn set_gs_base(&self, thread: &MachineThread, base: u64) -> bool {
        switch::set_gs_base(thread, base)
    }

    fn segment_bases(&self, thread: &MachineThread) -> (u64, u64) {
        switch::bases(thread)
    }

    fn enable_ports(&self, thread: &MachineThread) {
        switch::enable_ports(thread);
    }

    fn page_table_create(&self) -> Option<PageTable> {
        page_table::create()
    }

    fn page_table_free(&self, table: &PageTable) {
        page_table::free(table);
    }

    fn activate(&self, table: Option<&PageTable>) {
        tlb::activate(table);
    }

    fn map_page(
        &self,
        table: &PageTable,
        address: usize,
        frame: Frame,
        attributes: PageAttributes,
    ) -> bool {
        page_table::map(table, address, frame, attributes)
    }

    fn unmap_page(&self, table: &PageTable, address: usize) -> Option<PageEntry> {
        page_table::unmap(table, address)
    }

    fn protect_page(&self, table: &PageTable, address: usize, attributes: PageAttributes) {
        page_table::protect(table, address, attributes);
    }

    fn query_page(&self, table: &PageTable, address: usize) -> Option<PageEntry> {
        page_table::query(table, address)
    }

    fn update_pages(
        &self,
        table: &PageTable,
        start: usize,
        end: usize,
        visit: &mut dyn FnMut(usize, PageEntry) -> PageChange,
    ) {
        page_table::update(table, start, end, visit);
    }

    fn flush(&self, table: &PageTable, start: usize, end: usize) {
        tlb::flush(table, start, end);
    }

    fn zero_frame(&self, frame: Frame) {
        // SAFETY: core gives frames of the allocator that it holds.
        unsafe { direct_map::frame::<u8>(frame).write_bytes(0, PAGE_SIZE) };
    }

    fn copy_frame(&self, from: Frame, to: Frame) {
        let (from, to) = (direct_map::frame::<u8>(from), direct_map::frame::<u8>(to));
        // SAFETY: as above; they are two different frames.
        unsafe { to.copy_from_nonoverlapping(from, PAGE_SIZE) };
    }

    fn read_frame(&self, frame: Frame, offset: usize, into: &mut [u8]) {
        check_frame_range(offset, into.len());
        let from = direct_map::frame::<u8>(frame);
        // SAFETY: as above, within the frame.
        unsafe { into.as_mut_ptr().copy_from(from.add(offset), into.len()) };
    }

    fn write_frame(&self, frame: Frame, offset: usize, from: &[u8]) {
        check_frame_range(offset, from.len());
        let to = direct_map::frame::<u8>(frame);
        // SAFETY: as above, within the frame.
        unsafe { to.add(offset).copy_from(from.as_ptr(), from.len()) };
    }

    fn zero_frame_range(&self, frame: Frame, offset: usize, len: usize) {
        check_frame_range(offset, len);
        // SAFETY: as above, within the frame.
        unsafe {
            direct_map::frame::<u8>(frame)
                .add(offset)
                .write_bytes(0, len)
        };
    }

    #[inline]
    fn copy_from_user(&self, into: &mut [u8], from: usize) -> Result<(), UserFault> {
        user_copy::from_user(into.as_mut_ptr(), from, into.len())
    }

    #[inline]
    fn copy_to_user(&self, to: usize, from: &[u8]) -> Result<(), UserFault> {
        user_copy::to_user(to, from.as_ptr(), from.len())
    }

    fn zero_user(&self, to: usize, len: usize) -> Result<(), UserFault> {
        user_copy::zero(to, len)
    }

    fn copy_frame_to_user(
        &self,
        frame: Frame,
        offset: usize,
        to: usize,
        len: usize,
    ) -> Result<(), UserFault> {
        check_frame_range(offset, len);
        let from = direct_map::address(frame.0 << 12) + offset;
        user_copy::to_user(to, from as *const u8, len)
    }

    fn copy_user_to_frame(
        &self,
        frame: Frame,
        offset: usize,
        from: usize,
        len: usize,
    ) -> Result<(), UserFault> {
        check_frame_range(offset, len);
        let into = direct_map::address(frame.0 << 12) + offset;
        user_copy::from_user(into as *mut u8, from, len)
    }

    #[inline]
    fn load_user_u32(&self, address: usize) -> Result<u32, UserFault> {
        user_copy::load_u32(address)
    }

    #[inline]
    fn load_user_u64(&self, address: usize) -> Result<u64, UserFault> {
        user_copy::load_u64(address)
    }

    #[inline]
    fn store_user_u32(&self, address: usize, value: u32) -> Result<(), UserFault> {
        user_copy::store_u32(address, value)
    }

    #[inline]
    fn store_user_u64(&self, address: usize, value: u64) -> Result<(), UserFault> {
        user_copy::store_u64(address, value)
    }

    #[inline]
    fn now_ns(&self) -> u64 {
        clock::now_ns()
    }

    fn set_timer(&self, deadline_ns: u64) {
        timer::set(deadline_ns);
    }

    fn realtime_offset_ns(&self) -> u64 {
        let now = real_time::seconds().saturating_mul(1_000_000_000);
        now.saturating_sub(clock::now_ns())
    }

    fn write_clock_page(&self, frame: Frame, realtime_offset_ns: u64) {
        clock::write_page(frame, realtime_offset_ns);
    }

    fn interrupt_enable(&self, line: u32) -> bool {
        io_apic::enable(line)
    }

    fn interrupt_mask(&self, line: u32) {
        io_apic::mask(line);
    }

    fn interrupt_unmask(&self, line: u32) {
        io_apic::unmask(line);
    }

    fn is_ram(&self, first: Frame, frames: u64) -> bool {
        boot::is_ram(first, frames)
    }

    fn entropy(&self, into: &mut [u8; 32]) -> u32 {
        super::cpu::entropy::collect(into)
    }

    fn heap_bytes(&self) -> u64 {
        heap::bytes_in_use()
    }

    fn debug_write(&self, text: &[u8]) {
        console::write_debug(text);
    }
}
