//! Memory: frames, memory objects, streams, address spaces and page faults.
//!
//! *Overview.* From the bottom up: [`frame`] hands out physical pages and counts who uses them;
//! [`object`] keeps pages by offset, whoever maps them; [`stream`] reads and writes an object's
//! pages as a file does; [`space`] maps objects and private memory into a process; [`fault`] is
//! where the CPU's page faults come in; [`oom`] says who ends when there are no more frames.
//!
//! *Lock order*: an address space, then an object, then the frame allocator. Reclaim takes objects'
//! locks, so it runs only where none of these is held: whoever fails to get a frame unwinds first.
//!
//! *Who holds a frame.* Every frame in use has a reference count: one for the object that keeps
//! it, one for each page table entry, one for each [`FrameRef`] in the kernel's hands. Private
//! pages of an address space belong to no object: the page tables are the only record of them.

pub mod fault;
pub mod frame;
pub mod object;
mod oom;
pub mod space;
pub mod stream;

pub use fault::{page_fault, Access, FaultCause, FaultOutcome, Origin};
pub use frame::FrameRef;
pub use object::{reclaim, MemoryObject, Pager};
pub use space::{AddressSpace, Backing, Placement};
pub use stream::Stream;
