//! x87, SSE and AVX state in signal frames.
//!
//! Layout: the FXSAVE area (512 bytes), whose last 48 bytes tell how far the state reaches
//! (`struct _fpx_sw_bytes`), then the XSAVE header and components in the standard format, then a
//! second magic word. Programs (and the C library's unwinder) read it, so it is ABI.

use crate::guest;
use crate::seat::Seat;
use abi::errno::Result;
use core::arch::asm;
use core::arch::x86_64::{__cpuid, __cpuid_count};
use core::sync::atomic::{AtomicU64, Ordering};

/// Bytes of the FXSAVE area (Intel SDM volume 1, 10.5.1).
const LEGACY_LEN: usize = 512;
/// Bytes of FXSAVE area and XSAVE header.
const HEADER_END: usize = 576;
/// Offset of `struct _fpx_sw_bytes` in the FXSAVE area.
const SOFTWARE: usize = 464;
/// Linux's `FP_XSTATE_MAGIC1` and `FP_XSTATE_MAGIC2`.
const MAGIC1: u32 = 0x4650_5853;
const MAGIC2: u32 = 0x4650_5845;

/// Components that fit [`VectorArea`]: x87, SSE, AVX, AVX-512.
const COMPONENTS: u64 = 0xe7;
/// Bytes of those, at most (Intel SDM volume 1, 13.5).
const AREA_LEN: usize = 2752;

/// Control word after FNINIT; MXCSR at reset; bits of MXCSR that every CPU with FXSAVE has.
const CONTROL_WORD: u16 = 0x37f;
const MXCSR: u32 = 0x1f80;
const MXCSR_DEFAULT_MASK: u32 = 0xffbf;
const MXCSR_OFFSET: usize = 24;

/// Vector state on its way.
#[repr(C, align(64))]
pub struct VectorArea([u8; AREA_LEN]);

impl VectorArea {
    pub const fn new() -> Self {
        Self([0; AREA_LEN])
    }
}

impl Default for VectorArea {
    fn default() -> Self {
        Self::new()
    }
}

/// Components that are saved; 0 where the kernel has not enabled XSAVE.
static FEATURES: AtomicU64 = AtomicU64::new(0);
/// Bytes of those, or of the FXSAVE area.
static SIZE: AtomicU64 = AtomicU64::new(LEGACY_LEN as u64);

/// Asks the CPU, once.
pub fn initialise() {
    const OSXSAVE: u32 = 1 << 27;
    if __cpuid(1).ecx & OSXSAVE == 0 {
        return;
    }
    let (low, high): (u32, u32);
    // SAFETY: XGETBV is there where OSXSAVE is set.
    unsafe {
        asm!("xgetbv", in("ecx") 0, out("eax") low, out("edx") high, options(nomem, nostack))
    };
    let features = (u64::from(low) | u64::from(high) << 32) & COMPONENTS;
    let mut size = HEADER_END;
    for component in 2..8 {
        if features >> component & 1 != 0 {
            // Leaf 13, subleaf n: EAX size, EBX offset in the standard format.
            let leaf = __cpuid_count(13, component);
            size = size.max((leaf.eax + leaf.ebx) as usize);
        }
    }
    if size <= AREA_LEN {
        FEATURES.store(features, Ordering::Relaxed);
        SIZE.store(size as u64, Ordering::Relaxed);
    }
}

fn features() -> u64 {
    FEATURES.load(Ordering::Relaxed)
}

fn size() -> usize {
    SIZE.load(Ordering::Relaxed) as usize
}

/// Whether frames have more than the FXSAVE area (`UC_FP_XSTATE`).
pub fn is_extended() -> bool {
    features() != 0
}

/// Bytes that the state takes up in a frame.
pub fn frame_size() -> usize {
    match is_extended() {
        true => size() + size_of_val(&MAGIC2),
        false => LEGACY_LEN,
    }
}

fn put(area: &mut [u8], offset: usize, bytes: &[u8]) {
    area[offset..offset + bytes.len()].copy_from_slice(bytes);
}

fn word(area: &[u8], offset: usize) -> u32 {
    let bytes = &area[offset..offset + 4];
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

/// Saves the CPU's state, which is the guest's, to the guest's memory at `address`, a multiple of
/// 64. Errors: EFAULT.
pub fn save(seat: &Seat, address: u64) -> Result<()> {
    let features = features();
    let area = seat.vector();
    // SAFETY: the area is the seat's own, aligned and large enough for `features`; nobody else
    // holds a reference to it.
    let bytes = unsafe {
        let bytes = &mut (*area).0;
        if features != 0 {
            bytes[LEGACY_LEN..HEADER_END].fill(0);
            asm!("xsave64 [{}]", in(reg) area, in("eax") features as u32,
                in("edx") (features >> 32) as u32, options(nostack));
        } else {
            asm!("fxsave64 [{}]", in(reg) area, options(nostack));
        }
        bytes
    };
    bytes[SOFTWARE..LEGACY_LEN].fill(0);
    if features != 0 {
        put(bytes, SOFTWARE, &MAGIC1.to_le_bytes());
        put(bytes, SOFTWARE + 4, &(frame_size() as u32).to_le_bytes());
        put(bytes, SOFTWARE + 8, &features.to_le_bytes());
        put(bytes, SOFTWARE + 16, &(size() as u32).to_le_bytes());
        guest::write(address as usize + size(), &MAGIC2.to_le_bytes())?;
    }
    guest::write(address as usize, &bytes[..size()])
}

/// Loads the state at `address` of the guest's memory, or the initial one for 0. What the CPU would
/// refuse is left out. Errors: EFAULT.
pub fn restore(seat: &Seat, address: u64) -> Result<()> {
    // SAFETY: as in `save`.
    let bytes = unsafe { &mut (*seat.vector()).0 };
    let mask = match word(bytes, MXCSR_OFFSET + 4) {
        0 => MXCSR_DEFAULT_MASK,
        mask => mask,
    };
    bytes[LEGACY_LEN..].fill(0);
    let mut present = 3u64;
    if address == 0 {
        bytes[..LEGACY_LEN].fill(0);
        put(bytes, 0, &CONTROL_WORD.to_le_bytes());
        put(bytes, MXCSR_OFFSET, &MXCSR.to_le_bytes());
        present = 0;
    } else {
        guest::read(address as usize, &mut bytes[..LEGACY_LEN])?;
        if features() != 0 && is_whole(bytes, address) {
            guest::read(
                address as usize + LEGACY_LEN,
                &mut bytes[LEGACY_LEN..size()],
            )?;
            let header = &bytes[LEGACY_LEN..LEGACY_LEN + 8];
            present = header
                .iter()
                .rev()
                .fold(0, |sum, &byte| sum << 8 | u64::from(byte));
        }
    }
    let control = word(bytes, MXCSR_OFFSET) & mask;
    put(bytes, MXCSR_OFFSET, &control.to_le_bytes());
    let features = features();
    if features != 0 {
        bytes[LEGACY_LEN..HEADER_END].fill(0);
        put(bytes, LEGACY_LEN, &(present & features).to_le_bytes());
        // SAFETY: the header names components that are enabled, its reserved bytes are zero, MXCSR
        // has only bits that the CPU has; any other bit pattern is a valid state.
        unsafe {
            asm!("xrstor64 [{}]", in(reg) seat.vector(), in("eax") features as u32,
                in("edx") (features >> 32) as u32, options(nostack));
        }
    } else {
        // SAFETY: MXCSR has only bits that the CPU has.
        unsafe { asm!("fxrstor64 [{}]", in(reg) seat.vector(), options(nostack)) };
    }
    Ok(())
}

/// Whether the frame's state says of itself that it has all that was saved.
fn is_whole(legacy: &[u8], address: u64) -> bool {
    let len = size();
    word(legacy, SOFTWARE) == MAGIC1
        && word(legacy, SOFTWARE + 16) as usize == len
        && guest::load::<u32>(address as usize + len) == Ok(MAGIC2)
}
