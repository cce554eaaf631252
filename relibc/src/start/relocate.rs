//! Self-relocation of static position-independent programs (`rcrt1.o`): the only relocations such a
//! program has are relative ones.

const DT_RELA: usize = 7;
const DT_RELASZ: usize = 8;
const DT_RELRSZ: usize = 35;
const DT_RELR: usize = 36;
const R_X86_64_RELATIVE: u64 = 8;

/// One `Elf64_Rela`.
#[repr(C)]
struct Rela {
    offset: usize,
    info: u64,
    addend: usize,
}

/// Applies the relative relocations of the dynamic section at `dynamic`, for load address `base`.
/// Runs before any relocated datum can be used, so it uses none.
///
/// # Safety
/// Called once, by `rcrt1.o`, with its own dynamic section.
#[no_mangle]
pub unsafe extern "C" fn __relibc_relocate(base: *mut u8, dynamic: *const usize) {
    let (mut rela, mut rela_size, mut relr, mut relr_size) = (0, 0, 0, 0);
    let mut entry = dynamic;
    // SAFETY: the linker made the section and the tables it names.
    unsafe {
        while *entry != 0 {
            let value = *entry.add(1);
            match *entry {
                DT_RELA => rela = value,
                DT_RELASZ => rela_size = value,
                DT_RELR => relr = value,
                DT_RELRSZ => relr_size = value,
                _ => {}
            }
            entry = entry.add(2);
        }
        let mut item = base.add(rela).cast::<Rela>();
        let end = item.byte_add(rela_size);
        while item < end {
            if (*item).info as u32 as u64 == R_X86_64_RELATIVE {
                *base.add((*item).offset).cast::<usize>() = base as usize + (*item).addend;
            }
            item = item.add(1);
        }
        apply_relr(base, base.add(relr).cast(), relr_size / 8);
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
                let mut at = next;
                while bits != 0 {
                    if bits & 1 != 0 {
                        *at = (*at).wrapping_add(base as usize);
                    }
                    bits >>= 1;
                    at = at.add(1);
                }
                next = next.add(63);
            }
        }
        i += 1;
    }
}
