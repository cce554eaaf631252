//! One CPU: what it can do, its descriptor tables, its own data, its vector state.
//!
//! - [`entropy`]: randomness from hardware
//! - [`features`]: what CPUID says, asked once
//! - [`control`]: control registers and model-specific registers as we set them
//! - [`descriptors`]: GDT, TSS with interrupt stacks and port bitmap
//! - [`local`]: data of one CPU, found through the GS base
//! - [`vector_state`]: x87, SSE and AVX registers of threads

pub mod control;
pub mod descriptors;
pub mod entropy;
pub mod features;
pub mod local;
pub mod vector_state;

/// Stops this CPU for good, interrupts off.
pub fn halt() -> ! {
    loop {
        x86_64::instructions::interrupts::disable();
        x86_64::instructions::hlt();
    }
}
