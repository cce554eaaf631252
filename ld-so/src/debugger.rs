//! What a debugger asks of a loader (`struct r_debug` of `<link.h>`, as SVR4 had it): it finds the structure by `DT_DEBUG`
//! of the program, reads the chain of objects there, and stops in [`_dl_debug_state`] when the chain is about to change or
//! has changed.

use core::cell::UnsafeCell;
use core::ffi::c_int;

use goblin::elf64::dynamic::{Dyn, DT_DEBUG, DT_NULL};
use goblin::elf64::program_header::{PF_W, PT_DYNAMIC};

use crate::object::{LinkMap, Object};

/// What is happening to the chain.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum State {
    Consistent = 0,
    Adding = 1,
    Removing = 2,
}

/// `struct r_debug`.
#[repr(C)]
struct Debug {
    version: c_int,
    /// The program's link map; null until all it came with is loaded.
    map: *const LinkMap,
    /// Where debuggers stop.
    stop: usize,
    state: State,
    /// Where this loader lies.
    loader: usize,
}

struct Shared(UnsafeCell<Debug>);
// SAFETY: written only by who holds the linker's lock.
unsafe impl Sync for Shared {}

static DEBUG: Shared = Shared(UnsafeCell::new(Debug {
    version: 1,
    map: core::ptr::null(),
    stop: 0,
    state: State::Consistent,
    loader: 0,
}));

/// Where debuggers stop. It does nothing.
#[no_mangle]
#[inline(never)]
pub extern "C" fn _dl_debug_state() {
    // SAFETY: nothing at all; it keeps calls of this function.
    unsafe { core::arch::asm!("", options(nostack, preserves_flags)) }
}

/// Gives the program the structure's address, while its dynamic section can still be written.
pub fn introduce(program: &Object, loader: &Object) {
    let debug = DEBUG.0.get();
    // SAFETY: the first thread's, with the linker's lock.
    unsafe {
        (*debug).stop = _dl_debug_state as *const () as usize;
        (*debug).loader = loader.image.base;
    }
    let mut headers = program.headers.iter();
    let Some(header) = headers.find(|header| header.p_type == PT_DYNAMIC) else {
        return;
    };
    let start = program.link_map.dynamic;
    if program.segment(start, PF_W).is_none() {
        return;
    }
    let entries = header.p_memsz as usize / size_of::<Dyn>();
    // SAFETY: the section was found in the program's image, aligned, when the object was made; it is in its data, and nobody
    // else's yet.
    let entries = unsafe { core::slice::from_raw_parts_mut(start as *mut Dyn, entries) };
    let entries = entries
        .iter_mut()
        .take_while(|entry| entry.d_tag != DT_NULL);
    for entry in entries.filter(|entry| entry.d_tag == DT_DEBUG) {
        entry.d_val = debug as u64;
    }
}

/// All that came with the program is loaded.
pub fn begin(program: &Object) {
    // SAFETY: the caller holds the linker's lock.
    unsafe { (*DEBUG.0.get()).map = &raw const program.link_map };
    _dl_debug_state();
}

/// The chain changes from now on. Of what came with the program nobody is told.
pub fn changing(state: State) {
    change(State::Consistent, state);
}

/// The chain is whole again, if it was not.
pub fn settled() {
    change(State::Adding, State::Consistent);
    change(State::Removing, State::Consistent);
}

fn change(from: State, to: State) {
    let debug = DEBUG.0.get();
    // SAFETY: the caller holds the linker's lock.
    unsafe {
        if !(*debug).map.is_null() && (*debug).state == from {
            (*debug).state = to;
            _dl_debug_state();
        }
    }
}
