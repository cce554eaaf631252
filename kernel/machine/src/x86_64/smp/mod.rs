//! Starting the other CPUs (Intel SDM volume 3, 9.4.4: INIT, then STARTUP).
//!
//! They come up one after another, set themselves up, and wait until core calls
//! `Machine::start_cpus`.

use crate::x86_64::acpi::Topology;
use crate::x86_64::cpu::control;
use crate::x86_64::cpu::local::{self, CpuLocal, CPUS_MAX};
use crate::x86_64::interrupt::local_apic;
use crate::x86_64::memory::{direct_map, kernel_space, tlb};
use crate::x86_64::thread;
use crate::x86_64::time::clock;
use crate::x86_64::trap;
use core::arch::global_asm;
use core::sync::atomic::{AtomicBool, Ordering};
use kernel_core::memory::frame;

global_asm!(include_str!("trampoline.s"), options(att_syntax));

/// Where the first instructions of a CPU are copied: any page below 1 MiB that is RAM. The memory
/// map leaves the first MiB alone, and firmware keeps nothing it needs at this one.
const TRAMPOLINE: u64 = 0x8000;

/// How long a CPU may take to come up; an emulator on a busy host is slow.
const START_TIMEOUT_MS: u64 = 2000;

/// What the trampoline hands over, at the end of its page (known to `trampoline.s`).
#[repr(C)]
struct Handover {
    root: u64,
    stack: u64,
    cpu: *const CpuLocal,
}

const HANDOVER_OFFSET: u64 = 0xf00;

static RELEASED: AtomicBool = AtomicBool::new(false);

extern "C" {
    static trampoline_start: u8;
    static trampoline_end: u8;
}

/// Brings the other CPUs up, as far as memory and [`CPUS_MAX`] allow.
pub fn start_others(topology: &Topology) {
    let own = local_apic::id();
    copy_trampoline();
    for apic_id in topology.cpus().filter(|id| *id != own) {
        if local::count() == CPUS_MAX {
            break;
        }
        if !start(apic_id) {
            // It may still come up late and would use what the next one was given: stop here.
            kernel_core::info!("CPU with local APIC {apic_id} does not start");
            break;
        }
    }
}

fn copy_trampoline() {
    let start = &raw const trampoline_start;
    let len = &raw const trampoline_end as usize - start as usize;
    assert!(
        len as u64 <= HANDOVER_OFFSET,
        "the trampoline outgrew its page"
    );
    // SAFETY: the page is RAM that nobody uses.
    unsafe {
        direct_map::pointer::<u8>(TRAMPOLINE).copy_from_nonoverlapping(start, len);
    }
}

/// A CPU's data and stack.
fn prepare(apic_id: u32) -> Option<Handover> {
    let pages = size_of::<CpuLocal>().div_ceil(0x1000).next_power_of_two();
    let memory = frame::allocate_order(pages.trailing_zeros() as usize)?;
    let Some(stack) = thread::allocate_stack() else {
        frame::free(memory);
        return None;
    };
    let cpu = direct_map::frame::<CpuLocal>(memory);
    // SAFETY: new memory, large enough and aligned to a page, never freed.
    unsafe { CpuLocal::write_to(cpu, local::count(), apic_id) };
    Some(Handover {
        root: kernel_space::root().0 << 12,
        stack,
        cpu,
    })
}

fn start(apic_id: u32) -> bool {
    let Some(handover) = prepare(apic_id) else {
        return false;
    };
    // SAFETY: the trampoline's page; no other CPU is starting.
    unsafe {
        direct_map::pointer::<Handover>(TRAMPOLINE + HANDOVER_OFFSET).write_volatile(handover);
    }
    let before = local::count();
    local_apic::send_init(apic_id);
    clock::delay_us(10_000);
    for _ in 0..2 {
        local_apic::send_startup(apic_id, (TRAMPOLINE >> 12) as u8);
        let end = clock::now_ns() + START_TIMEOUT_MS * 1_000_000 / 2;
        while clock::now_ns() < end {
            if local::count() > before {
                return true;
            }
            core::hint::spin_loop();
        }
    }
    false
}

/// First Rust code of another CPU, on its own stack and the kernel's page tables.
#[no_mangle]
extern "C" fn start_cpu(cpu: &'static CpuLocal) -> ! {
    trap::table::load();
    control::initialise();
    cpu.install_before(local_apic::enable);
    while !RELEASED.load(Ordering::Acquire) {
        tlb::serve();
        core::hint::spin_loop();
    }
    kernel_core::start::cpu()
}

/// Lets the other CPUs go.
pub fn release() {
    RELEASED.store(true, Ordering::Release);
}
