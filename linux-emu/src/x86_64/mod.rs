//! What is x86-64's: the only room that touches registers.
//!
//! - [`entry`]: where the kernel enters for calls, signals and faults, and the way back to the guest
//! - [`frame`]: signal frames (Linux's `struct rt_sigframe`)
//! - [`vector`]: x87, SSE and AVX state in such frames
//! - [`start`]: the first instructions

pub mod entry;
pub mod frame;
pub mod start;
pub mod vector;
