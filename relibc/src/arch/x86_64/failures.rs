//! `core`'s functions for failed checks, under the names that `sysroot/make-archive.sh` gives to references to them. They
//! take the same arguments, of which only a text is looked at, and tell the address that they would return to.

use crate::runtime::fail;

/// The text is the first argument: an address and a length.
macro_rules! with_own_text {
    ($($name:ident)*) => { $(
        #[no_mangle]
        #[unsafe(naked)]
        unsafe extern "C" fn $name() -> ! {
            core::arch::naked_asm!("mov rdx, [rsp]", "jmp {fail}", fail = sym fail)
        }
    )* };
}
with_own_text!(__relibc_panic __relibc_panic_expect_failed __relibc_panic_unwrap_failed);

/// The text is given here.
macro_rules! with_text {
    ($($name:ident $text:literal)*) => { $(
        #[no_mangle]
        #[unsafe(naked)]
        unsafe extern "C" fn $name() -> ! {
            static TEXT: [u8; $text.len()] = *$text;
            core::arch::naked_asm!(
                "lea rdi, [rip + {text}]",
                "mov esi, {length}",
                "mov rdx, [rsp]",
                "jmp {fail}",
                text = sym TEXT,
                length = const $text.len(),
                fail = sym fail,
            )
        }
    )* };
}
with_text!(
    __relibc_panic_fmt b"panic"
    __relibc_panic_bounds_check b"an index out of bounds"
    __relibc_panic_slice_index_fail b"a slice out of bounds"
    __relibc_panic_len_mismatch_fail b"slices of different lengths"
);
