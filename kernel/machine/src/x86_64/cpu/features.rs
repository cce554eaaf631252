//! What the CPU can do (Intel SDM volume 2, CPUID). All CPUs are taken to be alike.

use core::arch::x86_64::{__cpuid_count, CpuidResult};
use core::cell::UnsafeCell;
use core::fmt;

/// Features we use when they are there.
#[derive(Clone, Copy)]
pub struct Features {
    pub huge_pages: bool,
    pub pcid: bool,
    pub x2apic: bool,
    pub tsc_deadline: bool,
    pub xsave: bool,
    pub xsaveopt: bool,
    /// Bytes of the XSAVE area with everything on that we enable.
    pub xsave_size: usize,
    /// State components that we enable in XCR0.
    pub xsave_components: u64,
    pub fsgsbase: bool,
    pub smep: bool,
    pub smap: bool,
    pub umip: bool,
    pub rdrand: bool,
    pub rdseed: bool,
}

/// XCR0 bits: x87, SSE, AVX, and the three of AVX-512.
const XSAVE_WANTED: u64 = 0b1110_0111;

impl fmt::Display for Features {
    /// The names of those that are there.
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let all = [
            ("1 GiB pages", self.huge_pages),
            ("PCID", self.pcid),
            ("x2APIC", self.x2apic),
            ("TSC deadline", self.tsc_deadline),
            ("XSAVE", self.xsave),
            ("FSGSBASE", self.fsgsbase),
            ("SMEP", self.smep),
            ("SMAP", self.smap),
            ("UMIP", self.umip),
            ("RDRAND", self.rdrand),
            ("RDSEED", self.rdseed),
        ];
        for (index, (name, _)) in all.iter().filter(|(_, there)| *there).enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(out, "{separator}{name}")?;
        }
        Ok(())
    }
}

struct Cell(UnsafeCell<Features>);

// SAFETY: written once by `detect`, on the boot CPU before anything else runs.
unsafe impl Sync for Cell {}

static FEATURES: Cell = Cell(UnsafeCell::new(Features {
    huge_pages: false,
    pcid: false,
    x2apic: false,
    tsc_deadline: false,
    xsave: false,
    xsaveopt: false,
    xsave_size: 0,
    xsave_components: 0,
    fsgsbase: false,
    smep: false,
    smap: false,
    umip: false,
    rdrand: false,
    rdseed: false,
}));

/// The features.
#[inline]
pub fn get() -> &'static Features {
    // SAFETY: not written after `detect`.
    unsafe { &*FEATURES.0.get() }
}

/// A CPUID leaf; all zero if the CPU does not have it.
pub fn leaf(leaf: u32, subleaf: u32) -> CpuidResult {
    let base = leaf & 0xffff_0000;
    let highest = __cpuid_count(base, 0).eax;
    match leaf <= highest {
        true => __cpuid_count(leaf, subleaf),
        false => CpuidResult {
            eax: 0,
            ebx: 0,
            ecx: 0,
            edx: 0,
        },
    }
}

const fn bit(word: u32, bit: u32) -> bool {
    word & 1 << bit != 0
}

/// Asks the CPU, once, on the boot CPU.
pub fn detect() {
    let basic = leaf(1, 0);
    let structured = leaf(7, 0);
    let extended = leaf(0x8000_0001, 0);
    let xsave = bit(basic.ecx, 26);
    let xsave_leaf = leaf(0xd, 0);
    let supported = u64::from(xsave_leaf.eax) | u64::from(xsave_leaf.edx) << 32;
    let components = supported & XSAVE_WANTED;
    let features = Features {
        huge_pages: bit(extended.edx, 26),
        pcid: bit(basic.ecx, 17),
        x2apic: bit(basic.ecx, 21),
        tsc_deadline: bit(basic.ecx, 24),
        xsave,
        xsaveopt: xsave && bit(leaf(0xd, 1).eax, 0),
        xsave_size: xsave_size(components),
        xsave_components: components,
        fsgsbase: bit(structured.ebx, 0),
        smep: bit(structured.ebx, 7),
        smap: bit(structured.ebx, 20),
        umip: bit(structured.ecx, 2),
        rdrand: bit(basic.ecx, 30),
        rdseed: bit(structured.ebx, 18),
    };
    // SAFETY: no other CPU runs yet and nobody holds a reference.
    unsafe { *FEATURES.0.get() = features };
}

/// Size of the standard-format area: legacy region and header, then the furthest component.
fn xsave_size(components: u64) -> usize {
    (2..63)
        .filter(|component| components & 1 << component != 0)
        .map(|component| {
            let place = leaf(0xd, component);
            (place.eax + place.ebx) as usize
        })
        .fold(512 + 64, usize::max)
}
