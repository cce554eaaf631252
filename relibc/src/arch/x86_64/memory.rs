//! Copying and filling memory.
//!
//! Small sizes are straight-line code with overlapping loads and stores at both ends. The loops are
//! in assembly: the compiler would recognise a loop here and replace it by a call to the very
//! function it implements.

use core::arch::asm;
use core::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_set1_epi8, _mm_storeu_si128};

/// Copies `count` bytes; the areas may overlap.
///
/// # Safety
/// `source` is readable and `target` writable for `count` bytes.
#[inline(always)]
pub unsafe fn copy(target: *mut u8, source: *const u8, count: usize) {
    // SAFETY: every access below is within `count` bytes of the two pointers; each branch loads
    // everything before it stores, so overlap does no harm.
    unsafe {
        if count > 64 {
            return copy_large(target, source, count);
        }
        if count > 32 {
            let first = load(source);
            let second = load(source.add(16));
            let third = load(source.add(count - 32));
            let fourth = load(source.add(count - 16));
            store(target, first);
            store(target.add(16), second);
            store(target.add(count - 32), third);
            store(target.add(count - 16), fourth);
        } else if count >= 16 {
            let first = load(source);
            let last = load(source.add(count - 16));
            store(target, first);
            store(target.add(count - 16), last);
        } else if count >= 8 {
            copy_ends::<u64>(target, source, count);
        } else if count >= 4 {
            copy_ends::<u32>(target, source, count);
        } else if count >= 2 {
            copy_ends::<u16>(target, source, count);
        } else if count == 1 {
            *target = *source;
        }
    }
}

#[inline(always)]
unsafe fn load(at: *const u8) -> __m128i {
    // SAFETY: the caller vouches for sixteen readable bytes.
    unsafe { _mm_loadu_si128(at.cast()) }
}

#[inline(always)]
unsafe fn store(at: *mut u8, value: __m128i) {
    // SAFETY: the caller vouches for sixteen writable bytes.
    unsafe { _mm_storeu_si128(at.cast(), value) }
}

/// Copies the first and the last `size_of::<T>()` bytes, which together cover `count`.
#[inline(always)]
unsafe fn copy_ends<T: Copy>(target: *mut u8, source: *const u8, count: usize) {
    let tail = count - size_of::<T>();
    // SAFETY: `count` is at least the size of T.
    unsafe {
        let first = source.cast::<T>().read_unaligned();
        let last = source.add(tail).cast::<T>().read_unaligned();
        target.cast::<T>().write_unaligned(first);
        target.add(tail).cast::<T>().write_unaligned(last);
    }
}

/// Copies more than 64 bytes, 64 at a turn, in the direction that overlap allows.
#[inline(never)]
unsafe fn copy_large(target: *mut u8, source: *const u8, count: usize) {
    if (target as usize).wrapping_sub(source as usize) >= count {
        // SAFETY: going up never overwrites what is still to be read: the target does not start
        // within the source. The last 64 bytes are loaded first and stored last.
        unsafe {
            asm!(
                "movdqu xmm4, [rsi + rdx - 64]",
                "movdqu xmm5, [rsi + rdx - 48]",
                "movdqu xmm6, [rsi + rdx - 32]",
                "movdqu xmm7, [rsi + rdx - 16]",
                "lea rcx, [rdi + rdx - 64]",
                "2:",
                "movdqu xmm0, [rsi]",
                "movdqu xmm1, [rsi + 16]",
                "movdqu xmm2, [rsi + 32]",
                "movdqu xmm3, [rsi + 48]",
                "add rsi, 64",
                "movdqu [rdi], xmm0",
                "movdqu [rdi + 16], xmm1",
                "movdqu [rdi + 32], xmm2",
                "movdqu [rdi + 48], xmm3",
                "add rdi, 64",
                "cmp rdi, rcx",
                "jb 2b",
                "movdqu [rcx], xmm4",
                "movdqu [rcx + 16], xmm5",
                "movdqu [rcx + 32], xmm6",
                "movdqu [rcx + 48], xmm7",
                inout("rdi") target => _, inout("rsi") source => _, in("rdx") count, out("rcx") _,
                out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _,
                out("xmm4") _, out("xmm5") _, out("xmm6") _, out("xmm7") _,
                options(nostack),
            );
        }
    } else {
        // SAFETY: the target starts within the source, so it goes down, and the first 64 bytes are
        // loaded first and stored last.
        unsafe {
            asm!(
                "movdqu xmm4, [rsi]",
                "movdqu xmm5, [rsi + 16]",
                "movdqu xmm6, [rsi + 32]",
                "movdqu xmm7, [rsi + 48]",
                "2:",
                "movdqu xmm0, [rsi + rdx - 64]",
                "movdqu xmm1, [rsi + rdx - 48]",
                "movdqu xmm2, [rsi + rdx - 32]",
                "movdqu xmm3, [rsi + rdx - 16]",
                "movdqu [rdi + rdx - 64], xmm0",
                "movdqu [rdi + rdx - 48], xmm1",
                "movdqu [rdi + rdx - 32], xmm2",
                "movdqu [rdi + rdx - 16], xmm3",
                "sub rdx, 64",
                "cmp rdx, 64",
                "ja 2b",
                "movdqu [rdi], xmm4",
                "movdqu [rdi + 16], xmm5",
                "movdqu [rdi + 32], xmm6",
                "movdqu [rdi + 48], xmm7",
                in("rdi") target, in("rsi") source, inout("rdx") count => _,
                out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _,
                out("xmm4") _, out("xmm5") _, out("xmm6") _, out("xmm7") _,
                options(nostack),
            );
        }
    }
}

/// Fills `count` bytes with `byte`.
///
/// # Safety
/// `target` is writable for `count` bytes.
#[inline(always)]
pub unsafe fn fill(target: *mut u8, byte: u8, count: usize) {
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
            return;
        }
        let block = _mm_set1_epi8(byte as i8);
        store(target, block);
        store(target.add(count - 16), block);
        if count <= 32 {
            return;
        }
        store(target.add(16), block);
        store(target.add(count - 32), block);
        if count > 64 {
            fill_middle(target, block, count);
        }
    }
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

/// Fills what lies between the first and the last 32 bytes of a large area.
#[inline(never)]
unsafe fn fill_middle(target: *mut u8, block: __m128i, count: usize) {
    // SAFETY: stores run from the first aligned address below target + 32 up to the end less 32;
    // each turn of 32 bytes starts below that limit, so none passes the end of the area.
    unsafe {
        asm!(
            "and rdi, -16",
            "2:",
            "movdqa [rdi], xmm0",
            "movdqa [rdi + 16], xmm0",
            "add rdi, 32",
            "cmp rdi, rcx",
            "jb 2b",
            inout("rdi") target.add(32) => _, in("rcx") target.add(count - 32), in("xmm0") block,
            options(nostack),
        );
    }
}
