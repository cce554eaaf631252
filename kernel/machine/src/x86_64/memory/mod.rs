//! Memory mechanism.
//!
//! - [`direct_map`]: all RAM at a fixed address
//! - [`entry`]: page table entries and walks, for both halves
//! - [`kernel_space`]: the kernel's half: image, direct map, stacks, device registers
//! - [`page_table`]: the user half, which core fills
//! - [`tlb`]: loading page tables, flushing on all CPUs
//! - [`heap`]: the kernel's allocator; [`slab`] cuts its frames into objects
//! - [`user_copy`]: access to user memory
//!
//! The root table's slots: 0 to 255 user, 256 the direct map, 384 kernel stacks, 385 device
//! registers, 511 the kernel image.

pub mod direct_map;
pub mod entry;
pub mod heap;
pub mod kernel_space;
pub mod page_table;
mod slab;
pub mod tlb;
pub mod user_copy;
