//! GDT and TSS of one CPU (Intel SDM volume 3, 3.4.5 and 8.7).

use super::local::CpuLocal;
use core::arch::asm;

pub const KERNEL_CODE: u16 = 0x08;
const KERNEL_DATA: u16 = 0x10;
/// What SYSRET counts from: the user's stack segment is 8, its code segment 16 above.
pub const USER_BASE: u16 = 0x18;
pub const USER_DATA: u16 = 0x20 | 3;
pub const USER_CODE: u16 = 0x28 | 3;
const TASK: u16 = 0x30;

/// Interrupt stacks, by their number in the IDT: exceptions that may come at any instruction.
pub const STACK_NMI: u8 = 1;
pub const STACK_DOUBLE_FAULT: u8 = 2;
pub const STACK_MACHINE_CHECK: u8 = 3;

/// Ports, a bit each: all zero, so all are allowed where the bitmap counts.
const PORT_BYTES: usize = 65536 / 8;

/// The task state segment with its port bitmap.
#[repr(C, packed(4))]
pub struct Task {
    reserved_0: u32,
    /// Stack pointers for entering rings 0 to 2.
    ring_stacks: [u64; 3],
    reserved_1: u64,
    interrupt_stacks: [u64; 7],
    reserved_2: u64,
    reserved_3: u16,
    port_map_base: u16,
    port_map: [u8; PORT_BYTES],
    /// The CPU reads one byte beyond the last; it must be all ones.
    port_map_end: u8,
}

/// Where the bitmap counts from, when it counts.
const PORT_MAP_BASE: u16 = core::mem::offset_of!(Task, port_map) as u16;

/// Beyond the segment's limit: no port is allowed.
const PORT_MAP_NONE: u16 = u16::MAX;

/// Limit of the segment: its last byte.
const TASK_LIMIT: u64 = core::mem::offset_of!(Task, port_map_end) as u64;

impl Task {
    pub const fn new() -> Self {
        Self {
            reserved_0: 0,
            ring_stacks: [0; 3],
            reserved_1: 0,
            interrupt_stacks: [0; 7],
            reserved_2: 0,
            reserved_3: 0,
            port_map_base: PORT_MAP_NONE,
            port_map: [0; PORT_BYTES],
            port_map_end: 0xff,
        }
    }

    /// Makes a zeroed segment what [`Self::new`] gives.
    ///
    /// # Safety
    /// `task` is zeroed memory of that size that nobody else uses.
    pub unsafe fn finish_zeroed(task: *mut Self) {
        // SAFETY: the caller's promise; the fields are bytes or words that may be unaligned.
        unsafe {
            (&raw mut (*task).port_map_base).write_unaligned(PORT_MAP_NONE);
            (&raw mut (*task).port_map_end).write(0xff);
        }
    }

    /// Where interrupts from user code push.
    #[inline]
    pub fn set_kernel_stack(&mut self, top: u64) {
        self.ring_stacks[0] = top;
    }

    /// Lets user code use ports, or not.
    #[inline]
    pub fn set_ports(&mut self, ports: Ports) {
        self.port_map_base = match ports {
            Ports::Allowed => PORT_MAP_BASE,
            Ports::Refused => PORT_MAP_NONE,
        };
    }

    fn set_interrupt_stack(&mut self, number: u8, top: u64) {
        self.interrupt_stacks[usize::from(number) - 1] = top;
    }
}

/// Whether user code may use ports.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ports {
    Allowed,
    Refused,
}

/// The global descriptor table.
pub type Table = [u64; 8];

#[repr(C, packed(2))]
struct Pointer {
    limit: u16,
    base: u64,
}

/// Fills and loads this CPU's tables.
pub fn initialise(cpu: &CpuLocal) {
    let task = cpu.task.get();
    // SAFETY: each CPU sets up its own, once, before anything uses it.
    let (table, task_reference) = unsafe { (&mut *cpu.descriptors.get(), &mut *task) };
    task_reference.set_interrupt_stack(STACK_NMI, cpu.nmi_stack.top());
    task_reference.set_interrupt_stack(STACK_DOUBLE_FAULT, cpu.double_fault_stack.top());
    task_reference.set_interrupt_stack(STACK_MACHINE_CHECK, cpu.machine_check_stack.top());
    let base = task as u64;
    *table = [
        0,
        0x00af_9b00_0000_ffff, // kernel code, 64 bits
        0x00cf_9300_0000_ffff, // kernel data
        0, // SYSRET counts from here; a 32-bit code segment would let user code enter by CSTAR
        0x00cf_f300_0000_ffff, // user data
        0x00af_fb00_0000_ffff, // user code, 64 bits
        TASK_LIMIT & 0xffff
            | (base & 0xff_ffff) << 16
            | 0x89 << 40
            | (TASK_LIMIT >> 16 & 0xf) << 48
            | (base >> 24 & 0xff) << 56,
        base >> 32,
    ];
    let pointer = Pointer {
        limit: size_of::<Table>() as u16 - 1,
        base: table.as_ptr() as u64,
    };
    // SAFETY: the table is valid and lives for ever; code runs in the segment it had.
    unsafe {
        asm!(
            "lgdt [{pointer}]",
            "push {code}",
            "lea {scratch}, [rip + 2f]",
            "push {scratch}",
            "retfq",
            "2:",
            "mov ss, {data:e}",
            "mov ds, {data:e}",
            "mov es, {data:e}",
            "mov fs, {null:e}",
            "mov gs, {null:e}",
            "ltr {task:x}",
            pointer = in(reg) &raw const pointer,
            code = in(reg) u64::from(KERNEL_CODE),
            data = in(reg) u32::from(KERNEL_DATA),
            null = in(reg) 0,
            task = in(reg) TASK,
            scratch = out(reg) _,
        );
    }
}
