//! The Linux personality: runs unmodified Linux programs for x86-64.
//!
//! exec loads it in front of a Linux program, as it would load the program's interpreter. It lives
//! in the guest's own process and serves the guest's calls on the guest's own threads: the kernel
//! hands it every `syscall` executed outside of its text, and signals and faults of guest code
//! (`abi::upcall`). What a call means is `posix`'s business; here it is only taken apart, and
//! what Linux has and POSIX has not is added.
//!
//! What holds throughout:
//! - the guest's memory is reached by [`guest`] alone, which lets the kernel do the copying, and
//!   refuses the personality's own range;
//! - the guest's stack is never touched but to put signal frames on it;
//! - no vector instruction is executed but in [`x86_64`], so calls need not save vector state;
//! - no thread-local storage, no heap: a thread's state is its [`seat::Seat`].
//!
//! | room | what |
//! |---|---|
//! | [`x86_64`] | entry and exit in assembly, signal frames, vector state; all unsafe code but [`seat`]'s |
//! | [`seat`] | a thread's state |
//! | [`guest`] | the guest's memory |
//! | [`call`] | Linux's calls: the table, and one file for each family |
//! | [`signal`] | delivery: what is pending, to the guest's handlers |
//! | [`start`] | from exec to the guest's first instruction |
//! | [`trace`] | calls shown as strace shows them; calls that had no implementation |
#![cfg_attr(not(test), no_std)]

pub mod call;
pub mod guest;
pub mod seat;
pub mod signal;
pub mod start;
pub mod trace;
pub mod x86_64;
