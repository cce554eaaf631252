//! Copying and filling memory.
//!
//! Small sizes are straight-line code with overlapping loads and stores at both ends; the rest is done with
//! the widest vectors there are.

use core::arch::asm;
use core::arch::x86_64::__m128i;

use super::vector::{has_fast_repeat, widest, Block, Vector};

/// From here on a repeated instruction is faster, because it need not read what it writes: as much as a
/// core's own cache does not hold.
const REPEATED: usize = 512 << 10;

/// From here on a repeated instruction fills faster than vectors of 32 bytes: it writes a whole line of the cache at a time.
const REPEATED_FILL: usize = 2048;

/// Copies `count` bytes; the areas may overlap. Returns `target`.
///
/// # Safety
/// `source` is readable and `target` writable for `count` bytes.
#[inline(always)]
pub unsafe fn copy(target: *mut u8, source: *const u8, count: usize) -> *mut u8 {
    // SAFETY: every access below is within `count` bytes of the two pointers; each branch loads
    // everything before it stores, so overlap does no harm.
    unsafe {
        if count > 64 {
            return copy_large(target, source, count);
        }
        if count > 32 {
            copy_two_ends::<Block>(target, source, count);
        } else if count >= 16 {
            copy_words::<__m128i>(target, source, count);
        } else if count >= 8 {
            copy_words::<u64>(target, source, count);
        } else if count >= 4 {
            copy_words::<u32>(target, source, count);
        } else if count >= 2 {
            copy_words::<u16>(target, source, count);
        } else if count == 1 {
            *target = *source;
        }
    }
    target
}

/// Copies the first and the last `size_of::<T>()` bytes, which together cover `count`.
#[inline(always)]
unsafe fn copy_words<T: Copy>(target: *mut u8, source: *const u8, count: usize) {
    let tail = count - size_of::<T>();
    // SAFETY: `count` is at least the size of T.
    unsafe {
        let first = source.cast::<T>().read_unaligned();
        let last = source.add(tail).cast::<T>().read_unaligned();
        target.cast::<T>().write_unaligned(first);
        target.add(tail).cast::<T>().write_unaligned(last);
    }
}

/// Copies the first and the last vector, which together cover `count`.
#[inline(always)]
unsafe fn copy_end<V: Vector>(target: *mut u8, source: *const u8, count: usize) {
    // SAFETY: `count` is at least a vector's size.
    unsafe {
        let first = V::load(source);
        let last = V::load(source.add(count - V::SIZE));
        first.store(target);
        last.store(target.add(count - V::SIZE));
    }
}

/// Copies the first two and the last two vectors, which together cover `count`.
#[inline(always)]
unsafe fn copy_two_ends<V: Vector>(target: *mut u8, source: *const u8, count: usize) {
    // SAFETY: `count` is at least the size of two vectors.
    unsafe {
        let tail = count - 2 * V::SIZE;
        let first = V::load(source);
        let second = V::load(source.add(V::SIZE));
        let third = V::load(source.add(tail));
        let fourth = V::load(source.add(tail + V::SIZE));
        first.store(target);
        second.store(target.add(V::SIZE));
        third.store(target.add(tail));
        fourth.store(target.add(tail + V::SIZE));
    }
}

widest! {
    /// Copies more than 64 bytes. Returns `target`.
    unsafe fn copy_large(target: *mut u8, source: *const u8, count: usize) -> *mut u8 = copy_with
}

/// Four vectors at a turn, in the direction that overlap allows.
#[inline(always)]
unsafe fn copy_with<V: Vector>(target: *mut u8, source: *const u8, count: usize) -> *mut u8 {
    let turn = 4 * V::SIZE;
    // SAFETY: every access is within `count` bytes. Going up never overwrites what is still to be read: the
    // target does not start within the source; and the other way round. What the turns do not cover is loaded
    // before them and stored after them.
    unsafe {
        if count <= 2 * V::SIZE {
            copy_end::<V>(target, source, count);
        } else if count <= turn {
            copy_two_ends::<V>(target, source, count);
        } else if (target as usize).wrapping_sub(source as usize) >= count {
            let is_apart = (source as usize).wrapping_sub(target as usize) >= count;
            if count >= REPEATED && is_apart && has_fast_repeat() {
                asm!("rep movsb", inout("rdi") target => _, inout("rsi") source => _, inout("rcx") count => _,
                    options(nostack, preserves_flags));
                return target;
            }
            let first = V::load(source);
            let last = V::load_four(source.add(count - turn));
            let distance = (source as usize).wrapping_sub(target as usize);
            let end = target.add(count - turn);
            let mut at = target.add(V::SIZE - target as usize % V::SIZE);
            while at < end {
                V::store_four(V::load_four(at.wrapping_add(distance)), at);
                at = at.add(turn);
            }
            V::store_four(last, end);
            first.store(target);
        } else {
            let last = V::load(source.add(count - V::SIZE));
            let first = V::load_four(source);
            let mut at = count - target.add(count) as usize % V::SIZE;
            while at > turn {
                at -= turn;
                V::store_four(V::load_four(source.add(at)), target.add(at));
            }
            V::store_four(first, target);
            last.store(target.add(count - V::SIZE));
        }
    }
    target
}

/// Fills `count` bytes with `byte`. Returns `target`.
///
/// # Safety
/// `target` is writable for `count` bytes.
#[inline(always)]
pub unsafe fn fill(target: *mut u8, byte: u8, count: usize) -> *mut u8 {
    // SAFETY: every store below is within `count` bytes of the target.
    unsafe {
        if count < 16 {
            let word = u64::from(byte) * 0x0101_0101_0101_0101;
            if count >= 8 {
                store_ends(target, count, word);
            } else if count >= 4 {
                store_ends(target, count, word as u32);
            } else if count >= 2 {
                store_ends(target, count, word as u16);
            } else if count == 1 {
                *target = byte;
            }
            return target;
        }
        if count > 64 {
            return fill_large(target, byte, count);
        }
        let block = Block::splat(byte);
        block.store(target);
        block.store(target.add(count - 16));
        if count > 32 {
            block.store(target.add(16));
            block.store(target.add(count - 32));
        }
    }
    target
}

#[inline(always)]
unsafe fn store_ends<T: Copy>(target: *mut u8, count: usize, value: T) {
    // SAFETY: `count` is at least the size of T.
    unsafe {
        target.cast::<T>().write_unaligned(value);
        target
            .add(count - size_of::<T>())
            .cast::<T>()
            .write_unaligned(value);
    }
}

widest! {
    /// Fills more than 64 bytes. Returns `target`.
    unsafe fn fill_large(target: *mut u8, byte: u8, count: usize) -> *mut u8 = fill_with
}

#[inline(always)]
unsafe fn fill_with<V: Vector>(target: *mut u8, byte: u8, count: usize) -> *mut u8 {
    // SAFETY: `count` is more than a vector's size; the turns run from the first aligned address to the last
    // four vectors, and each ends within them.
    unsafe {
        if V::SIZE == 32 && count >= REPEATED_FILL && has_fast_repeat() {
            asm!("rep stosb", inout("rdi") target => _, inout("rcx") count => _, in("al") byte,
                options(nostack, preserves_flags));
            return target;
        }
        let vector = V::splat(byte);
        vector.store(target);
        vector.store(target.add(count - V::SIZE));
        if count <= 2 * V::SIZE {
            return target;
        }
        vector.store(target.add(V::SIZE));
        vector.store(target.add(count - 2 * V::SIZE));
        if count <= 4 * V::SIZE {
            return target;
        }
        let end = target.add(count - 4 * V::SIZE);
        let mut at = target.add(V::SIZE - target as usize % V::SIZE);
        while at < end {
            V::store_four([vector; 4], at);
            at = at.add(4 * V::SIZE);
        }
        V::store_four([vector; 4], end);
    }
    target
}
