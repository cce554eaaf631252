//! Self-relocation: of static position-independent programs (`rcrt1.o`), which have relative relocations alone, and of
//! the C library with the loader in it, which is bound to its own symbols, too, until the loader binds it as others.

const DT_SYMTAB: usize = 6;
const DT_RELA: usize = 7;
const DT_RELASZ: usize = 8;
const DT_RELRSZ: usize = 35;
const DT_RELR: usize = 36;
const R_X86_64_64: u32 = 1;
const R_X86_64_GLOB_DAT: u32 = 6;
const R_X86_64_RELATIVE: u32 = 8;

/// One `Elf64_Rela`.
#[repr(C)]
struct Rela {
    offset: usize,
    info: u64,
    addend: usize,
}

/// One `Elf64_Sym`.
#[repr(C)]
struct Symbol {
    name: u32,
    info: u8,
    other: u8,
    section: u16,
    value: usize,
    size: usize,
}

/// What the dynamic section says of relocations: addresses from the load address, sizes in bytes.
#[derive(Default)]
struct Tables {
    rela: usize,
    rela_size: usize,
    relr: usize,
    relr_size: usize,
    symbols: usize,
}

impl Tables {
    /// # Safety
    /// `entry` is the beginning of a dynamic section.
    unsafe fn read(mut entry: *const usize) -> Self {
        let mut tables = Self::default();
        // SAFETY: pairs of words up to one whose first is 0.
        unsafe {
            while *entry != 0 {
                let value = *entry.add(1);
                match *entry {
                    DT_RELA => tables.rela = value,
                    DT_RELASZ => tables.rela_size = value,
                    DT_RELR => tables.relr = value,
                    DT_RELRSZ => tables.relr_size = value,
                    DT_SYMTAB => tables.symbols = value,
                    _ => {}
                }
                entry = entry.add(2);
            }
        }
        tables
    }

    /// Gives each relocation to `apply`.
    ///
    /// # Safety
    /// The tables are those of the object at `base`.
    unsafe fn each(&self, base: *mut u8, mut apply: impl FnMut(&Rela)) {
        // SAFETY: the linker made the table.
        unsafe {
            let mut item = base.add(self.rela).cast::<Rela>();
            let end = item.byte_add(self.rela_size);
            while item < end {
                apply(&*item);
                item = item.add(1);
            }
        }
    }
}

/// Applies the relative relocations of the dynamic section at `dynamic`, for load address `base`.
/// Runs before any relocated datum can be used, so it uses none.
///
/// # Safety
/// Called once, by `rcrt1.o` or the loader's entry point, with its own dynamic section.
#[no_mangle]
pub unsafe extern "C" fn __relibc_relocate(base: *mut u8, dynamic: *const usize) {
    // SAFETY: the linker made the section and the tables it names.
    unsafe {
        let tables = Tables::read(dynamic);
        tables.each(base, |item| {
            if item.info as u32 == R_X86_64_RELATIVE {
                *base.add(item.offset).cast::<usize>() = base as usize + item.addend;
            }
        });
        apply_relr(base, base.add(tables.relr).cast(), tables.relr_size / 8);
    }
}

/// Binds the object at `base` to the definitions of its own that its relocations name, as it is bound when nothing comes
/// before it.
///
/// # Safety
/// Called once after [`__relibc_relocate`], with the same, for an object whose symbolic relocations are of whole words.
pub unsafe fn bind_to_itself(base: *mut u8, dynamic: *const usize) {
    // SAFETY: the linker made the section and the tables it names.
    unsafe {
        let tables = Tables::read(dynamic);
        let symbols = base.add(tables.symbols).cast::<Symbol>();
        tables.each(base, |item| {
            if matches!(item.info as u32, R_X86_64_64 | R_X86_64_GLOB_DAT) {
                let symbol = symbols.add((item.info >> 32) as usize);
                let address = match (*symbol).section {
                    // Defined by programs alone.
                    0 => 0,
                    _ => base as usize + (*symbol).value,
                };
                *base.add(item.offset).cast::<usize>() = address + item.addend;
            }
        });
    }
}

/// The packed form: an even word is an address, an odd one a bit map of the 63 words after it.
///
/// # Safety
/// As for [`__relibc_relocate`].
unsafe fn apply_relr(base: *mut u8, table: *const usize, entries: usize) {
    let mut next: *mut usize = core::ptr::null_mut();
    let mut i = 0;
    while i < entries {
        // SAFETY: the linker made the table.
        unsafe {
            let word = *table.add(i);
            if word & 1 == 0 {
                next = base.add(word).cast();
                *next = (*next).wrapping_add(base as usize);
                next = next.add(1);
            } else {
                let mut bits = word >> 1;
                while bits != 0 {
                    let at = next.add(bits.trailing_zeros() as usize);
                    *at = (*at).wrapping_add(base as usize);
                    bits &= bits - 1;
                }
                next = next.add(63);
            }
        }
        i += 1;
    }
}
