//! Functions of `long double`. The arguments lie in memory, the first at RSP + 8 and the second at RSP + 24, and
//! the result is the top of the x87 stack (System V ABI 3.2.3): so these are in assembly, by the x87 unit's own instructions
//! (Intel SDM volume 1, 8.3). What it has no instruction for is in `header/math/long_double`, behind the shims here.

use core::arch::naked_asm;

/// Exports functions that take up to two `long double` and up to two integers or pointers, and return one of the
/// latter. The Rust side gets the integers and the address of the `long double`.
#[macro_export]
macro_rules! takes_long_double {
    ($($(#[$doc:meta])* $name:ident = $inner:ident);*) => {$(
        $(#[$doc])*
        #[unsafe(naked)]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $name() {
            core::arch::naked_asm!("lea rdx, [rsp + 8]", "jmp {inner}", inner = sym $inner)
        }
    )*};
}

/// As `takes_long_double`, for a `long double` as the result. The Rust side gets a place for it.
#[macro_export]
macro_rules! long_double_to_long_double {
    ($($(#[$doc:meta])* $name:ident = $inner:ident);*) => {$(
        $(#[$doc])*
        #[unsafe(naked)]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $name() {
            core::arch::naked_asm!(
                "sub rsp, 24",
                "lea rdx, [rsp + 32]",
                "mov rcx, rsp",
                "call {inner}",
                "fld tbyte ptr [rsp]",
                "add rsp, 24",
                "ret",
                inner = sym $inner,
            )
        }
    )*};
}

/// Exports functions of a narrower type and a `long double`, with a result of the former.
#[macro_export]
macro_rules! long_double_to_double {
    ($($(#[$doc:meta])* $name:ident($type:ty) = $inner:ident);*) => {$(
        $(#[$doc])*
        #[unsafe(naked)]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $name(_: $type) -> $type {
            core::arch::naked_asm!("lea rdi, [rsp + 8]", "jmp {inner}", inner = sym $inner)
        }
    )*};
}

/// Exports functions of up to two `long double complex` with a result of that type. The Rust side gets the address of the
/// arguments and a place for the result.
#[macro_export]
macro_rules! long_complex_to_long_complex {
    ($($(#[$doc:meta])* $name:ident = $inner:ident);*) => {$(
        $(#[$doc])*
        #[unsafe(naked)]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $name() {
            core::arch::naked_asm!(
                "sub rsp, 40",
                "lea rdi, [rsp + 48]",
                "mov rsi, rsp",
                "call {inner}",
                "fld tbyte ptr [rsp + 16]",
                "fld tbyte ptr [rsp]",
                "add rsp, 40",
                "ret",
                inner = sym $inner,
            )
        }
    )*};
}

macro_rules! x87 {
    ($($(#[$doc:meta])* $name:ident { $($line:literal)* })*) => {$(
        $(#[$doc])*
        #[unsafe(naked)]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $name() {
            naked_asm!($($line,)* "ret")
        }
    )*};
}

x87! {
    /// C: `fabsl`.
    fabsl { "fld tbyte ptr [rsp + 8]" "fabs" }
    /// C: `sqrtl`.
    sqrtl { "fld tbyte ptr [rsp + 8]" "fsqrt" }
    /// C: `rintl`.
    rintl { "fld tbyte ptr [rsp + 8]" "frndint" }
    /// C: `nearbyintl`: the exception flags stay as they were.
    nearbyintl { "fld tbyte ptr [rsp + 8]" "fnstenv [rsp - 32]" "frndint" "fldenv [rsp - 32]" }
    /// C: `floorl`: with rounding control 01.
    floorl {
        "fld tbyte ptr [rsp + 8]"
        "fnstcw word ptr [rsp - 4]" "mov ax, word ptr [rsp - 4]" "and ax, 0xf3ff" "or ax, 0x0400" "mov word ptr [rsp - 2], ax"
        "fldcw word ptr [rsp - 2]" "frndint" "fldcw word ptr [rsp - 4]"
    }
    /// C: `ceill`: with rounding control 10.
    ceill {
        "fld tbyte ptr [rsp + 8]"
        "fnstcw word ptr [rsp - 4]" "mov ax, word ptr [rsp - 4]" "and ax, 0xf3ff" "or ax, 0x0800" "mov word ptr [rsp - 2], ax"
        "fldcw word ptr [rsp - 2]" "frndint" "fldcw word ptr [rsp - 4]"
    }
    /// C: `lrintl`.
    lrintl { "fld tbyte ptr [rsp + 8]" "fistp qword ptr [rsp - 8]" "mov rax, qword ptr [rsp - 8]" }
    /// C: `llrintl`.
    llrintl { "fld tbyte ptr [rsp + 8]" "fistp qword ptr [rsp - 8]" "mov rax, qword ptr [rsp - 8]" }
    /// C: `ldexpl`.
    ldexpl { "mov dword ptr [rsp - 4], edi" "fild dword ptr [rsp - 4]" "fld tbyte ptr [rsp + 8]" "fscale" "fstp st(1)" }
    /// C: `scalbnl`.
    scalbnl { "mov dword ptr [rsp - 4], edi" "fild dword ptr [rsp - 4]" "fld tbyte ptr [rsp + 8]" "fscale" "fstp st(1)" }
    /// C: `scalblnl`.
    scalblnl { "mov qword ptr [rsp - 8], rdi" "fild qword ptr [rsp - 8]" "fld tbyte ptr [rsp + 8]" "fscale" "fstp st(1)" }
    /// C: `fmodl`: by steps until the status word's C2 says that the remainder is there.
    fmodl {
        "fld tbyte ptr [rsp + 24]" "fld tbyte ptr [rsp + 8]"
        "2:" "fprem" "fnstsw ax" "test ah, 4" "jnz 2b" "fstp st(1)"
    }
    /// C: `remainderl`.
    remainderl {
        "fld tbyte ptr [rsp + 24]" "fld tbyte ptr [rsp + 8]"
        "2:" "fprem1" "fnstsw ax" "test ah, 4" "jnz 2b" "fstp st(1)"
    }
    /// C: `fdiml`.
    fdiml {
        "fld tbyte ptr [rsp + 24]" "fld tbyte ptr [rsp + 8]" "fucomi st, st(1)" "ja 2f" "jp 2f"
        "fstp st(0)" "fstp st(0)" "fldz" "ret"
        "2:" "fsubrp st(1), st"
    }
}

// A `long double complex` lies in memory like two `long double`, and is returned with its real part on top of the x87 stack
// and the imaginary one below it.
x87! {
    /// C: `creall`.
    creall { "fld tbyte ptr [rsp + 8]" }
    /// C: `cimagl`.
    cimagl { "fld tbyte ptr [rsp + 24]" }
    /// C: `conjl`.
    conjl { "fld tbyte ptr [rsp + 24]" "fchs" "fld tbyte ptr [rsp + 8]" }
}
