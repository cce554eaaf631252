//! Stack traces by frame pointers.

use super::symbols;
use crate::x86_64::memory::{direct_map, kernel_space};
use core::fmt::Write;

/// Callers shown at most.
const DEPTH_MAX: usize = 40;

/// Whether a stack may be there: in the kernel stacks' area, the direct map or the image.
fn is_plausible(frame_pointer: usize) -> bool {
    frame_pointer.is_multiple_of(8)
        && (frame_pointer >= kernel_space::IMAGE_BASE
            || (kernel_space::STACKS..kernel_space::STACKS_END).contains(&frame_pointer)
            || (direct_map::BASE..direct_map::BASE + direct_map::SIZE as usize)
                .contains(&frame_pointer))
}

/// Writes the instruction's place, if given, and its callers'.
pub fn write(out: &mut dyn Write, instruction: Option<usize>, frame_pointer: usize) {
    if let Some(address) = instruction {
        line(out, address);
    }
    let mut at = frame_pointer;
    for _ in 0..DEPTH_MAX {
        if !is_plausible(at) {
            break;
        }
        // SAFETY: frame pointers are kept throughout the kernel and end with 0 at its entries, so
        // this is a saved frame pointer and a return address on a live stack.
        let [next, caller] = unsafe { (at as *const [usize; 2]).read() };
        if !kernel_space::text().contains(&caller) {
            break;
        }
        // The call itself is before the return address.
        line(out, caller - 1);
        if next <= at {
            break;
        }
        at = next;
    }
}

fn line(out: &mut dyn Write, address: usize) {
    // Writing to the emergency console does not fail.
    let _ = match symbols::find(address) {
        Some((name, offset)) => writeln!(out, "  {address:016x} {name}+{offset:#x}"),
        None => writeln!(out, "  {address:016x}"),
    };
}
