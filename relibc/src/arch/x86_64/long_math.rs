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
    /// C: `remquol`: the quotient's low three bits are C0, C3 and C1.
    remquol {
        "fld tbyte ptr [rsp + 24]" "fld tbyte ptr [rsp + 8]"
        "2:" "fprem1" "fnstsw ax" "test ah, 4" "jnz 2b" "fstp st(1)"
        "movzx eax, ax" "mov ecx, eax" "shr ecx, 6" "and ecx, 4" "mov edx, eax" "shr edx, 13" "and edx, 2" "or ecx, edx"
        "shr eax, 9" "and eax, 1" "or ecx, eax"
        "movzx eax, byte ptr [rsp + 17]" "xor al, byte ptr [rsp + 33]" "jns 3f" "neg ecx"
        "3:" "mov dword ptr [rdi], ecx"
    }
    /// C: `fdiml`.
    fdiml {
        "fld tbyte ptr [rsp + 24]" "fld tbyte ptr [rsp + 8]" "fucomi st, st(1)" "ja 2f" "jp 2f"
        "fstp st(0)" "fstp st(0)" "fldz" "ret"
        "2:" "fsubrp st(1), st"
    }
    /// C: `logl`.
    logl { "fldln2" "fld tbyte ptr [rsp + 8]" "fyl2x" }
    /// C: `log2l`.
    log2l { "fld1" "fld tbyte ptr [rsp + 8]" "fyl2x" }
    /// C: `log10l`.
    log10l { "fldlg2" "fld tbyte ptr [rsp + 8]" "fyl2x" }
    /// C: `log1pl`: near 0 by the instruction made for that, which takes up to 1 - sqrt(1/2).
    log1pl {
        "fldln2" "fld tbyte ptr [rsp + 8]" "fld st(0)" "fabs" "mov dword ptr [rsp - 4], 0x3e800000" "fld dword ptr [rsp - 4]"
        "fucomip st, st(1)" "fstp st(0)" "ja 2f"
        "fld1" "faddp st(1), st" "fyl2x" "ret"
        "2:" "fyl2xp1"
    }
    /// C: `atanl`.
    atanl { "fld tbyte ptr [rsp + 8]" "fld1" "fpatan" }
    /// C: `atan2l`.
    atan2l { "fld tbyte ptr [rsp + 8]" "fld tbyte ptr [rsp + 24]" "fpatan" }
    /// C: `asinl`: the angle of x and sqrt((1 - x) (1 + x)).
    asinl {
        "fld tbyte ptr [rsp + 8]" "fld st(0)" "fld1" "fsubrp st(1), st" "fld st(1)" "fld1" "faddp st(1), st"
        "fmulp st(1), st" "fsqrt" "fpatan"
    }
    /// C: `acosl`: the angle of sqrt((1 - x) (1 + x)) and x.
    acosl {
        "fld tbyte ptr [rsp + 8]" "fld st(0)" "fld1" "fsubrp st(1), st" "fld st(1)" "fld1" "faddp st(1), st"
        "fmulp st(1), st" "fsqrt" "fxch st(1)" "fpatan"
    }
    /// C: `sinl`. Arguments of 2^63 and more are taken modulo 2 pi first.
    sinl {
        "fld tbyte ptr [rsp + 8]" "fsin" "fnstsw ax" "test ah, 4" "jz 3f"
        "fldpi" "fadd st, st" "fxch st(1)" "2:" "fprem1" "fnstsw ax" "test ah, 4" "jnz 2b" "fstp st(1)" "fsin" "3:"
    }
    /// C: `cosl`.
    cosl {
        "fld tbyte ptr [rsp + 8]" "fcos" "fnstsw ax" "test ah, 4" "jz 3f"
        "fldpi" "fadd st, st" "fxch st(1)" "2:" "fprem1" "fnstsw ax" "test ah, 4" "jnz 2b" "fstp st(1)" "fcos" "3:"
    }
    /// C: `tanl`.
    tanl {
        "fld tbyte ptr [rsp + 8]" "fptan" "fnstsw ax" "test ah, 4" "jz 3f"
        "fldpi" "fxch st(1)" "2:" "fprem1" "fnstsw ax" "test ah, 4" "jnz 2b" "fstp st(1)" "fptan" "3:" "fstp st(0)"
    }
    /// C: `exp2l`: 2^x = 2^round(x) 2^(x - round(x)). Infinities are results themselves.
    exp2l {
        "fld tbyte ptr [rsp + 8]" "fxam" "fnstsw ax" "and ah, 0x45" "cmp ah, 0x05" "je 3f"
        "fld st(0)" "frndint" "fsub st(1), st" "fxch st(1)" "f2xm1" "fld1" "faddp st(1), st" "fscale" "fstp st(1)" "ret"
        "3:" "cmp byte ptr [rsp + 17], 0" "jns 2f" "fstp st(0)" "fldz" "2:"
    }
    /// GNU: `exp10l`: 10^x = 2^(x log2 10), in two parts.
    exp10l {
        "fld tbyte ptr [rsp + 8]" "fxam" "fnstsw ax" "and ah, 0x45" "cmp ah, 0x05" "je 3f"
        "fldl2t" "fmulp st(1), st"
        "fld st(0)" "frndint" "fsub st(1), st" "fxch st(1)" "f2xm1" "fld1" "faddp st(1), st" "fscale" "fstp st(1)" "ret"
        "3:" "cmp byte ptr [rsp + 17], 0" "jns 2f" "fstp st(0)" "fldz" "2:"
    }
    /// GNU: `sincosl`.
    sincosl {
        "fld tbyte ptr [rsp + 8]" "fsincos" "fnstsw ax" "test ah, 4" "jz 3f"
        "fldpi" "fadd st, st" "fxch st(1)" "2:" "fprem1" "fnstsw ax" "test ah, 4" "jnz 2b" "fstp st(1)" "fsincos"
        "3:" "fstp tbyte ptr [rsi]" "fstp tbyte ptr [rdi]"
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
    /// C: `cargl`.
    cargl { "fld tbyte ptr [rsp + 24]" "fld tbyte ptr [rsp + 8]" "fpatan" }
}

/// Exports functions of `long double complex` that are computed as `double complex`.
macro_rules! complex_by_double {
    ($($name:ident = $double:ident;)*) => {$(
        #[doc = concat!("C: `", stringify!($name), "`, computed as `double complex`.")]
        #[unsafe(naked)]
        #[cfg_attr(not(test), no_mangle)]
        pub unsafe extern "C" fn $name() {
            naked_asm!(
                "sub rsp, 24",
                "fld tbyte ptr [rsp + 32]", "fstp qword ptr [rsp]", "movsd xmm0, qword ptr [rsp]",
                "fld tbyte ptr [rsp + 48]", "fstp qword ptr [rsp]", "movsd xmm1, qword ptr [rsp]",
                "call {double}",
                "movsd qword ptr [rsp], xmm1", "fld qword ptr [rsp]",
                "movsd qword ptr [rsp], xmm0", "fld qword ptr [rsp]",
                "add rsp, 24",
                "ret",
                double = sym crate::header::complex::$double,
            )
        }
    )*};
}

complex_by_double! {
    cacosl = cacos;
    cacoshl = cacosh;
    casinl = casin;
    casinhl = casinh;
    catanl = catan;
    catanhl = catanh;
    ccosl = ccos;
    ccoshl = ccosh;
    cexpl = cexp;
    clogl = clog;
    cprojl = cproj;
    csinl = csin;
    csinhl = csinh;
    csqrtl = csqrt;
    ctanl = ctan;
    ctanhl = ctanh;
}

/// C: `cpowl`, computed as `double complex`.
#[unsafe(naked)]
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn cpowl() {
    naked_asm!(
        "sub rsp, 24",
        "fld tbyte ptr [rsp + 32]", "fstp qword ptr [rsp]", "movsd xmm0, qword ptr [rsp]",
        "fld tbyte ptr [rsp + 48]", "fstp qword ptr [rsp]", "movsd xmm1, qword ptr [rsp]",
        "fld tbyte ptr [rsp + 64]", "fstp qword ptr [rsp]", "movsd xmm2, qword ptr [rsp]",
        "fld tbyte ptr [rsp + 80]", "fstp qword ptr [rsp]", "movsd xmm3, qword ptr [rsp]",
        "call {double}",
        "movsd qword ptr [rsp], xmm1", "fld qword ptr [rsp]",
        "movsd qword ptr [rsp], xmm0", "fld qword ptr [rsp]",
        "add rsp, 24",
        "ret",
        double = sym crate::header::complex::cpow,
    )
}
