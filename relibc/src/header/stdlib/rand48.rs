//! `drand48` and its relatives: X' = a X + c mod 2^48, with the constants that POSIX gives.

use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use crate::types::*;

/// The generator's number and constants.
struct Generator {
    number: u64,
    factor: u64,
    term: u64,
}

const FACTOR: u64 = 0x5_deec_e66d;
const TERM: u64 = 0xb;
const MASK: u64 = (1 << 48) - 1;

static GENERATOR: Mutex<Generator> = Mutex::new(Generator {
    // What other libraries begin with, too: POSIX leaves it open.
    number: 0,
    factor: FACTOR,
    term: TERM,
});
hold_across_fork!(GENERATOR);

impl Generator {
    fn step(&self, number: u64) -> u64 {
        number.wrapping_mul(self.factor).wrapping_add(self.term) & MASK
    }

    fn next(&mut self) -> u64 {
        self.number = self.step(self.number);
        self.number
    }
}

fn join(words: [c_ushort; 3]) -> u64 {
    words
        .iter()
        .rev()
        .fold(0, |number, &word| number << 16 | u64::from(word))
}

fn split(number: u64) -> [c_ushort; 3] {
    [0, 16, 32].map(|shift| (number >> shift) as c_ushort)
}

/// The next number of a program's own state.
///
/// # Safety
/// `state` is three words.
unsafe fn next_of(state: *mut c_ushort) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let number = GENERATOR.lock().step(join(*state.cast()));
        *state.cast() = split(number);
        number
    }
}

fn fraction(number: u64) -> c_double {
    // 48 bits fit into a double exactly.
    number as f64 / (1u64 << 48) as f64
}

fn positive(number: u64) -> c_long {
    (number >> 17) as c_long
}

fn signed(number: u64) -> c_long {
    c_long::from((number >> 16) as i32)
}

/// POSIX: `drand48`: from 0 to 1.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn drand48() -> c_double {
    fraction(GENERATOR.lock().next())
}

/// POSIX: `erand48`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn erand48(state: *mut c_ushort) -> c_double {
    // SAFETY: the caller passes three words.
    fraction(unsafe { next_of(state) })
}

/// POSIX: `lrand48`: from 0 to 2^31.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn lrand48() -> c_long {
    positive(GENERATOR.lock().next())
}

/// POSIX: `nrand48`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn nrand48(state: *mut c_ushort) -> c_long {
    // SAFETY: the caller passes three words.
    positive(unsafe { next_of(state) })
}

/// POSIX: `mrand48`: from -2^31 to 2^31.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn mrand48() -> c_long {
    signed(GENERATOR.lock().next())
}

/// POSIX: `jrand48`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn jrand48(state: *mut c_ushort) -> c_long {
    // SAFETY: the caller passes three words.
    signed(unsafe { next_of(state) })
}

/// POSIX: `srand48`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn srand48(seed: c_long) {
    let number = u64::from(seed as u32) << 16 | 0x330e;
    *GENERATOR.lock() = Generator {
        number,
        factor: FACTOR,
        term: TERM,
    };
}

/// The state before the last `seed48`, for the program to read.
struct Old(core::cell::UnsafeCell<[c_ushort; 3]>);

// SAFETY: POSIX lets seed48 share its result between threads.
unsafe impl Sync for Old {}

/// POSIX: `seed48`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn seed48(state: *mut c_ushort) -> *mut c_ushort {
    static OLD: Old = Old(core::cell::UnsafeCell::new([0; 3]));
    let mut generator = GENERATOR.lock();
    // SAFETY: the caller passes three words; the result is written under the lock.
    unsafe {
        *OLD.0.get() = split(generator.number);
        *generator = Generator {
            number: join(*state.cast()),
            factor: FACTOR,
            term: TERM,
        };
    }
    OLD.0.get().cast()
}

/// POSIX: `lcong48`: number, factor and term.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn lcong48(parameters: *mut c_ushort) {
    // SAFETY: the caller passes seven words.
    let words = unsafe { *parameters.cast::<[c_ushort; 7]>() };
    let [a, b, c, d, e, f, term] = words;
    *GENERATOR.lock() = Generator {
        number: join([a, b, c]),
        factor: join([d, e, f]),
        term: term.into(),
    };
}
