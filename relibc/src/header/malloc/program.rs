//! `malloc` and its kin as the program has them: it may bring its own, and then a block that a function here returns
//! to be freed by the caller, or enlarges for it, must be one of those. The library's own needs are served by
//! [`crate::allocator`] in any case.
//!
//! The compiler knows the functions of these names in this crate and would take those. So the calls go through jumps to
//! whatever the linker or the loader found; `libc.so` binds all its other functions to itself.

#[cfg(test)]
pub use super::{calloc, free, malloc, realloc};

#[cfg(not(test))]
pub use replaceable::{calloc, free, malloc, realloc};

#[cfg(not(test))]
mod replaceable {
    use crate::types::{c_void, size_t};

    /// Defines a hidden function that jumps to the program's `$name`.
    macro_rules! jump {
        ($($name:literal)*) => {
            $(core::arch::global_asm!(
                concat!(".section .text.__relibc_program_", $name, ",\"ax\",@progbits"),
                concat!(".globl __relibc_program_", $name),
                concat!(".hidden __relibc_program_", $name),
                concat!(".type __relibc_program_", $name, ",@function"),
                concat!("__relibc_program_", $name, ":"),
                concat!("jmp qword ptr [rip + ", $name, "@GOTPCREL]"),
                concat!(".size __relibc_program_", $name, ", .-__relibc_program_", $name),
                ".text",
            );)*
        };
    }

    jump!("malloc" "calloc" "realloc" "free");

    unsafe extern "C" {
        /// C: `malloc`.
        #[link_name = "__relibc_program_malloc"]
        pub safe fn malloc(size: size_t) -> *mut c_void;
        /// C: `calloc`.
        #[link_name = "__relibc_program_calloc"]
        pub safe fn calloc(count: size_t, size: size_t) -> *mut c_void;
        /// C: `realloc`.
        #[link_name = "__relibc_program_realloc"]
        pub fn realloc(block: *mut c_void, size: size_t) -> *mut c_void;
        /// C: `free`.
        #[link_name = "__relibc_program_free"]
        pub fn free(block: *mut c_void);
    }
}
