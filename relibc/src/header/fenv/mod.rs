//! `<fenv.h>`: exceptions and rounding of floating-point arithmetic. Types and constants are in `cbindgen.toml`.

use crate::arch::{Environment, ALL_EXCEPTIONS};
use crate::types::*;

/// An environment.
pub type fenv_t = Environment;
/// A set of raised exceptions.
pub type fexcept_t = c_ushort;

/// Changes the environment.
fn change<R>(action: impl FnOnce(&mut Environment) -> R) -> R {
    let mut environment = Environment::current();
    let result = action(&mut environment);
    environment.set();
    result
}

fn known(exceptions: c_int) -> u32 {
    exceptions as u32 & ALL_EXCEPTIONS
}

/// C: `feclearexcept`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn feclearexcept(exceptions: c_int) -> c_int {
    change(|environment| environment.clear(known(exceptions)));
    0
}

/// C: `feraiseexcept`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn feraiseexcept(exceptions: c_int) -> c_int {
    change(|environment| environment.raise(known(exceptions)));
    0
}

/// C23: `fesetexcept`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn fesetexcept(exceptions: c_int) -> c_int {
    feraiseexcept(exceptions)
}

/// C: `fetestexcept`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn fetestexcept(exceptions: c_int) -> c_int {
    (Environment::current().raised() & known(exceptions)) as c_int
}

/// C: `fegetexceptflag`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fegetexceptflag(flags: *mut fexcept_t, exceptions: c_int) -> c_int {
    // SAFETY: the caller passes a place for the flags.
    unsafe { *flags = fetestexcept(exceptions) as fexcept_t };
    0
}

/// C: `fesetexceptflag`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fesetexceptflag(flags: *const fexcept_t, exceptions: c_int) -> c_int {
    // SAFETY: the caller passes flags.
    let flags = u32::from(unsafe { *flags });
    change(|environment| {
        environment.clear(known(exceptions));
        environment.raise(flags & known(exceptions));
    });
    0
}

/// C: `fegetround`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn fegetround() -> c_int {
    Environment::current().rounding().into()
}

/// C: `fesetround`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn fesetround(rounding: c_int) -> c_int {
    if rounding & !0xc00 != 0 {
        return -1;
    }
    change(|environment| environment.set_rounding(rounding as u16));
    0
}

/// C: `fegetenv`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fegetenv(target: *mut fenv_t) -> c_int {
    // SAFETY: the caller passes a place for the environment.
    unsafe { *target = Environment::current() };
    0
}

/// C: `fesetenv`. -1 as the address is `FE_DFL_ENV`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn fesetenv(source: *const fenv_t) -> c_int {
    if source.addr() == usize::MAX {
        Environment::DEFAULT.set();
    } else {
        // SAFETY: the caller passes an environment that came from here.
        unsafe { (*source).set() };
    }
    0
}

/// C: `feholdexcept`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn feholdexcept(target: *mut fenv_t) -> c_int {
    // SAFETY: the caller passes a place for the environment.
    unsafe { fegetenv(target) };
    change(|environment| {
        environment.clear(ALL_EXCEPTIONS);
        environment.set_trapped(0);
    });
    0
}

/// C: `feupdateenv`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn feupdateenv(source: *const fenv_t) -> c_int {
    let raised = Environment::current().raised();
    // SAFETY: passed on as received.
    unsafe { fesetenv(source) };
    feraiseexcept(raised as c_int)
}

/// GNU: `feenableexcept`: the exceptions that trapped before.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn feenableexcept(exceptions: c_int) -> c_int {
    change(|environment| {
        let old = environment.trapped();
        environment.set_trapped(old | known(exceptions));
        old as c_int
    })
}

/// GNU: `fedisableexcept`: the exceptions that trapped before.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn fedisableexcept(exceptions: c_int) -> c_int {
    change(|environment| {
        let old = environment.trapped();
        environment.set_trapped(old & !known(exceptions));
        old as c_int
    })
}

/// GNU: `fegetexcept`: the exceptions that trap.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn fegetexcept() -> c_int {
    Environment::current().trapped() as c_int
}

/// What `FLT_ROUNDS` is (C17 5.2.4.2.2).
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn __flt_rounds() -> c_int {
    match Environment::current().rounding() {
        0 => 1,
        0x400 => 3,
        0x800 => 2,
        _ => 0,
    }
}
