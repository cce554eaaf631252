//! Thread-local storage of loaded objects.
//!
//! x86-64 uses variant II of "ELF Handling For Thread-Local Storage": the thread pointer is the control
//! block's address, and the blocks of the program and of what was loaded with it lie below it, at
//! distances fixed before the first thread runs. Modules that come by `dlopen` get a place there too while
//! some of the [`SURPLUS`] is left and they need one (`DF_STATIC_TLS`), and otherwise a block of
//! their own in each thread, made when the thread first asks.
//!
//! The dynamic thread vector (`%fs:8`) has its capacity in word 0 and the address of module n's
//! block in word n, 0 if there is none yet. Module numbers are not used again.

use crate::error;
use crate::error::Result;
use crate::object::{Object, Tls};
use alloc::vec::Vec;
use core::alloc::Layout;
use relibc::sync::Mutex;
use relibc::thread::{StaticTls, Tcb};

/// Bytes of the static area kept for libraries opened later.
const SURPLUS: usize = 2048;

/// What every thread's set-up needs to know of a module.
#[derive(Clone, Copy)]
struct Module {
    tls: Tls,
    loaded: bool,
}

struct Registry {
    /// Module n is entry n-1.
    modules: Vec<Module>,
    /// Bytes of the static area taken, from the thread pointer downwards.
    used: usize,
    /// Bytes of the static area; fixed once the first thread is set up.
    size: usize,
    align: usize,
    /// The newest thread: the others follow by `Tcb::neighbours`.
    threads: *mut Tcb,
}

// SAFETY: threads take themselves off the list before their blocks go.
unsafe impl Send for Registry {}

static REGISTRY: Mutex<Registry> = Mutex::new(Registry {
    modules: Vec::new(),
    used: 0,
    size: 0,
    align: align_of::<Tcb>(),
    threads: core::ptr::null_mut(),
});

impl Registry {
    /// # Safety
    /// A block that was just made.
    unsafe fn add_thread(&mut self, tcb: *mut Tcb) {
        // SAFETY: the caller's promise; what is in the list is there.
        unsafe {
            (*tcb).neighbours = [core::ptr::null_mut(), self.threads];
            if let Some(next) = self.threads.as_mut() {
                next.neighbours[0] = tcb;
            }
        }
        self.threads = tcb;
    }

    /// # Safety
    /// The block is in the list.
    unsafe fn remove_thread(&mut self, tcb: *mut Tcb) {
        // SAFETY: the caller's promise.
        unsafe {
            let [before, behind] = (*tcb).neighbours;
            match before.as_mut() {
                Some(before) => before.neighbours[1] = behind,
                None => self.threads = behind,
            }
            if let Some(behind) = behind.as_mut() {
                behind.neighbours[0] = before;
            }
        }
    }
}

/// Keeps the registry as it is until [`unlock_after_fork`], so that a child finds it whole.
pub fn lock_for_fork() {
    REGISTRY.raw().lock();
}

/// In the parent and in the child, which has the calling thread alone.
pub fn unlock_after_fork(is_child: bool) {
    REGISTRY.raw().unlock();
    if is_child {
        let mut registry = REGISTRY.lock();
        registry.threads = core::ptr::null_mut();
        // SAFETY: the calling thread's own block.
        unsafe { registry.add_thread(Tcb::current()) };
    }
}

/// Gives the object's TLS a module number and, where `place` says so, a place in the static area.
pub fn register(object: &mut Object, place: Place) -> Result<()> {
    let name = object.display_name().into();
    let Some(tls) = object.tls.as_mut() else {
        return Ok(());
    };
    let mut registry = REGISTRY.lock();
    if place != Place::Dynamic {
        // The block starts at tp - offset; that must be congruent to the segment's address.
        let skew = tls.image & (tls.align - 1);
        let end = registry.used + tls.memory_size + skew;
        let offset = end.next_multiple_of(tls.align) - skew;
        let fits = registry.size == 0 || (offset <= registry.size && tls.align <= registry.align);
        if fits {
            tls.offset = Some(offset);
            registry.used = offset;
            if registry.size == 0 {
                registry.align = registry.align.max(tls.align);
            }
        } else if place == Place::Static {
            let name: alloc::string::String = name;
            return Err(error!(
                "{name}: no room left for its static thread-local storage"
            ));
        }
    }
    tls.module = registry.modules.len() + 1;
    let module = Module {
        tls: *tls,
        loaded: true,
    };
    registry.modules.push(module);
    Ok(())
}

/// Where a module's block goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the static area, or fail.
    Static,
    /// Each thread makes its own when it needs it.
    Dynamic,
}

/// The object is unloaded: its module number leads nowhere any more.
pub fn unregister(tls: &Tls) {
    if let Some(module) = REGISTRY.lock().modules.get_mut(tls.module - 1) {
        module.loaded = false;
    }
}

/// How many modules there have been.
pub fn modules() -> usize {
    REGISTRY.lock().modules.len()
}

/// Copies the images of the modules behind the first `known` to their places in every thread's static area: when they have been
/// relocated, and before anybody uses them.
pub fn fill_behind(known: usize) {
    let registry = REGISTRY.lock();
    for module in &registry.modules[known..] {
        let Some(offset) = module.tls.offset else {
            continue;
        };
        let mut tcb = registry.threads;
        while !tcb.is_null() {
            // SAFETY: the threads of the list have their blocks; all offsets are within them.
            unsafe {
                fill(tcb.cast::<u8>().sub(offset), &module.tls);
                tcb = (*tcb).neighbours[1];
            }
        }
    }
}

/// Fixes the size of the static area: after the program's own libraries, before the first thread.
pub fn fix_layout() {
    let mut registry = REGISTRY.lock();
    let align = registry.align;
    registry.size = (registry.used + SURPLUS).next_multiple_of(align);
}

/// Size and alignment of a thread's static area with its control block.
pub extern "C" fn layout() -> StaticTls {
    let registry = REGISTRY.lock();
    StaticTls {
        size: registry.size + size_of::<Tcb>(),
        align: registry.align,
    }
}

/// Makes a thread's control block and static TLS in zeroed memory of [`layout`]'s size.
///
/// # Safety
/// `memory` is zeroed, aligned and large enough.
pub unsafe extern "C" fn place(memory: *mut u8) -> *mut Tcb {
    let mut registry = REGISTRY.lock();
    // SAFETY: all offsets are at most `registry.size`, by `register`.
    unsafe {
        let tcb: *mut Tcb = memory.add(registry.size).cast();
        let vector = new_vector(registry.modules.len());
        for module in registry.modules.iter().filter(|module| module.loaded) {
            let Some(offset) = module.tls.offset else {
                continue;
            };
            let block = tcb.cast::<u8>().sub(offset);
            fill(block, &module.tls);
            *vector.add(module.tls.module) = block as usize;
        }
        (*tcb).self_pointer = tcb;
        (*tcb).dtv = vector;
        registry.add_thread(tcb);
        tcb
    }
}

/// Copies the image to a zeroed block.
///
/// # Safety
/// The block has the module's memory size.
unsafe fn fill(block: *mut u8, tls: &Tls) {
    // SAFETY: the image was checked when the object was read.
    unsafe { core::ptr::copy_nonoverlapping(tls.image as *const u8, block, tls.file_size) }
}

fn vector_layout(capacity: usize) -> Layout {
    // Capacities are small numbers of modules: this cannot overflow.
    Layout::array::<usize>(capacity + 1).unwrap_or(Layout::new::<usize>())
}

/// A zeroed vector with room for some more modules than there are.
fn new_vector(modules: usize) -> *mut usize {
    let capacity = modules + 8;
    let layout = vector_layout(capacity);
    // SAFETY: the layout is not empty.
    let vector: *mut usize = unsafe { alloc::alloc::alloc_zeroed(layout) }.cast();
    if vector.is_null() {
        alloc::alloc::handle_alloc_error(layout);
    }
    // SAFETY: just allocated.
    unsafe { *vector = capacity };
    vector
}

fn block_layout(tls: &Tls) -> Layout {
    // Sizes were checked when the object was read.
    Layout::from_size_align(tls.memory_size.max(1), tls.align).unwrap_or(Layout::new::<usize>())
}

/// A module and an offset: the argument of `__tls_get_addr`.
#[repr(C)]
pub struct TlsIndex {
    pub module: usize,
    pub offset: usize,
}

/// `__tls_get_addr`: address of a thread-local variable in the calling thread.
///
/// # Safety
/// The index is of a loaded module.
pub unsafe extern "C" fn ld_tls_address(index: *const TlsIndex) -> *mut u8 {
    // SAFETY: the caller's promise; the vector is the thread's own.
    unsafe {
        let TlsIndex { module, offset } = index.read();
        let vector = (*Tcb::current()).dtv;
        if !vector.is_null() && module <= *vector && *vector.add(module) != 0 {
            return (*vector.add(module) as *mut u8).wrapping_add(offset);
        }
        make_block(module).wrapping_add(offset)
    }
}

/// Makes the calling thread's block of a module.
///
/// # Safety
/// Called on the thread that will use it.
#[cold]
unsafe fn make_block(module: usize) -> *mut u8 {
    let (tls, modules) = {
        let registry = REGISTRY.lock();
        (registry.modules[module - 1].tls, registry.modules.len())
    };
    // SAFETY: the vector is the thread's own; sizes are those allocated.
    unsafe {
        let tcb = Tcb::current();
        let old = (*tcb).dtv;
        let old_capacity = if old.is_null() { 0 } else { *old };
        if module > old_capacity {
            let vector = new_vector(modules);
            if !old.is_null() {
                core::ptr::copy_nonoverlapping(old.add(1), vector.add(1), old_capacity);
                alloc::alloc::dealloc(old.cast(), vector_layout(old_capacity));
            }
            (*tcb).dtv = vector;
        }
        let block = match tls.offset {
            // Opened after this thread began, but with a place in its static area, which is filled.
            Some(offset) => tcb.cast::<u8>().sub(offset),
            None => {
                let layout = block_layout(&tls);
                let block = alloc::alloc::alloc_zeroed(layout);
                if block.is_null() {
                    alloc::alloc::handle_alloc_error(layout);
                }
                fill(block, &tls);
                block
            }
        };
        *(*tcb).dtv.add(module) = block as usize;
        block
    }
}

/// A thread ends: frees what [`ld_tls_address`] made for it.
///
/// # Safety
/// The thread uses no thread-local variable any more.
pub unsafe extern "C" fn release(tcb: *mut Tcb) {
    let mut registry = REGISTRY.lock();
    // SAFETY: the caller's promise; blocks outside of the static area are from `make_block`.
    unsafe {
        let vector = (*tcb).dtv;
        if vector.is_null() {
            return;
        }
        registry.remove_thread(tcb);
        for number in 1..=(*vector).min(registry.modules.len()) {
            let block = *vector.add(number) as *mut u8;
            let tls = &registry.modules[number - 1].tls;
            if !block.is_null() && tls.offset.is_none() {
                alloc::alloc::dealloc(block, block_layout(tls));
            }
        }
        alloc::alloc::dealloc(vector.cast(), vector_layout(*vector));
        (*tcb).dtv = core::ptr::null_mut();
    }
}
