//! `random` and `rand`: the additive feedback generator of BSD (Knuth, The Art of Computer Programming
//! 3.2.2), with the seeding and the sizes that other systems use, so that equal seeds give equal sequences.

use crate::sync::across_fork::hold_across_fork;
use crate::sync::Mutex;
use crate::types::*;
use crate::Errno;
use core::ptr::null_mut;

/// Terms and distance of the generator for each size of state: x^terms + x^distance + 1 is primitive.
const KINDS: [(usize, usize); 5] = [(0, 0), (7, 3), (15, 1), (31, 3), (63, 1)];
/// Bytes of state that each kind needs, with a word that says which it is.
const SIZES: [usize; 5] = [8, 32, 64, 128, 256];

/// The default state: kind 3 with its 31 terms.
static mut DEFAULT_STATE: [u32; 32] = [0; 32];

/// The generator in use.
struct Generator {
    /// The state; its first word says the kind and where the generator is in it.
    state: *mut u32,
    kind: usize,
    /// Index of the oldest term.
    rear: usize,
    seeded: bool,
}

// SAFETY: the state is used under the lock only.
unsafe impl Send for Generator {}

static GENERATOR: Mutex<Generator> = Mutex::new(Generator {
    state: (&raw mut DEFAULT_STATE).cast(),
    kind: 3,
    rear: 0,
    seeded: false,
});
hold_across_fork!(GENERATOR);

impl Generator {
    /// # Safety
    /// The state is at least as long as the kind needs, which `initstate` and `setstate` promise.
    unsafe fn term(&mut self, index: usize) -> &mut u32 {
        // SAFETY: the caller's promise; the first word is the kind.
        unsafe { &mut *self.state.add(1 + index) }
    }

    /// # Safety
    /// As for `term`.
    unsafe fn seed(&mut self, seed: u32) {
        let (terms, _) = KINDS[self.kind];
        self.seeded = true;
        self.rear = 0;
        // SAFETY: the caller's promise; terms.max(1) words are there.
        unsafe {
            *self.term(0) = if seed == 0 { 1 } else { seed };
            for index in 1..terms {
                // Park and Miller's generator, 16807 x mod 2^31 - 1, in the signed way of old.
                let previous = i64::from(*self.term(index - 1) as i32);
                let next = 16807 * (previous % 127_773) - 2836 * (previous / 127_773);
                *self.term(index) = if next < 0 { next + 0x7fff_ffff } else { next } as u32;
            }
            for _ in 0..10 * terms {
                self.next();
            }
        }
    }

    /// # Safety
    /// As for `term`.
    unsafe fn next(&mut self) -> u32 {
        let (terms, distance) = KINDS[self.kind];
        // SAFETY: the caller's promise.
        unsafe {
            if terms == 0 {
                let value =
                    self.term(0).wrapping_mul(1_103_515_245).wrapping_add(12345) & 0x7fff_ffff;
                *self.term(0) = value;
                return value;
            }
            let front = (self.rear + distance) % terms;
            let sum = self.term(front).wrapping_add(*self.term(self.rear));
            *self.term(front) = sum;
            self.rear = (self.rear + 1) % terms;
            sum >> 1
        }
    }

    /// Notes in the state where the generator is, for `setstate`.
    ///
    /// # Safety
    /// As for `term`.
    unsafe fn save(&mut self) {
        // SAFETY: the caller's promise.
        unsafe { *self.state = (self.rear * KINDS.len() + self.kind) as u32 };
    }
}

/// POSIX: `random`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn random() -> c_long {
    let mut generator = GENERATOR.lock();
    // SAFETY: the state is the default one, or one that a program promised to keep.
    unsafe {
        if !generator.seeded {
            generator.seed(1);
        }
        generator.next().into()
    }
}

/// POSIX: `srandom`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn srandom(seed: c_uint) {
    // SAFETY: as in random.
    unsafe { GENERATOR.lock().seed(seed) }
}

/// POSIX: `initstate`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn initstate(seed: c_uint, state: *mut c_char, size: size_t) -> *mut c_char {
    let Some(kind) = SIZES.iter().rposition(|&needed| needed <= size) else {
        crate::errno::set(Errno::EINVAL);
        return null_mut();
    };
    let mut generator = GENERATOR.lock();
    // SAFETY: the caller passes `size` bytes and keeps them.
    unsafe {
        generator.save();
        let old = generator.state;
        generator.state = state.cast();
        generator.kind = kind;
        generator.seed(seed);
        generator.save();
        old.cast()
    }
}

/// POSIX: `setstate`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn setstate(state: *mut c_char) -> *mut c_char {
    let mut generator = GENERATOR.lock();
    // SAFETY: the caller passes a state that initstate or setstate gave out or took.
    unsafe {
        if !generator.seeded {
            generator.seed(1);
        }
        generator.save();
        let old = generator.state;
        let note = *state.cast::<u32>() as usize;
        let (rear, kind) = (note / KINDS.len(), note % KINDS.len());
        if rear >= KINDS[kind].0.max(1) {
            crate::errno::set(Errno::EINVAL);
            return null_mut();
        }
        generator.state = state.cast();
        generator.kind = kind;
        generator.rear = rear;
        old.cast()
    }
}

/// C: `rand`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn rand() -> c_int {
    random() as c_int
}

/// C: `srand`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn srand(seed: c_uint) {
    srandom(seed);
}

/// POSIX: `rand_r`: three steps of the C standard's example generator, 11, 10 and 10 bits of each.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn rand_r(seed: *mut c_uint) -> c_int {
    let mut result = 0;
    for bits in [11, 10, 10] {
        // SAFETY: the caller passes its seed.
        unsafe {
            *seed = (*seed).wrapping_mul(1_103_515_245).wrapping_add(12345);
            result = result << bits | (*seed >> 16 & ((1 << bits) - 1));
        }
    }
    result as c_int
}
