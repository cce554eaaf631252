//! `__libc_start_main`.

use super::auxv;
use crate::header::stdlib;
use crate::loader::{self, Loader};
use crate::platform::{self, Sys};
use crate::thread::{self, Tcb, TlsImage};
use crate::types::*;
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, Ordering};

/// `main` as C and relibc call it.
type Main = unsafe extern "C" fn(c_int, *mut *mut c_char, *mut *mut c_char) -> c_int;
type Function = unsafe extern "C" fn();
/// Entries of `.init_array` get `main`'s arguments, as with glibc and musl.
type InitFunction = unsafe extern "C" fn(c_int, *mut *mut c_char, *mut *mut c_char);

extern "C" {
    #[linkage = "extern_weak"]
    static __init_array_start: *const InitFunction;
    #[linkage = "extern_weak"]
    static __init_array_end: *const InitFunction;
    #[linkage = "extern_weak"]
    static __preinit_array_start: *const InitFunction;
    #[linkage = "extern_weak"]
    static __preinit_array_end: *const InitFunction;
    #[linkage = "extern_weak"]
    static __fini_array_start: *const Function;
    #[linkage = "extern_weak"]
    static __fini_array_end: *const Function;
}

/// The first thread's block, when it is small enough not to need a mapping.
#[repr(C, align(512))]
struct FirstBlock(UnsafeCell<[u8; 8192]>);
// SAFETY: used once, by the first thread.
unsafe impl Sync for FirstBlock {}
// Behind `.bss`, as all that is large there.
#[link_section = ".bss.large"]
static FIRST_BLOCK: FirstBlock = FirstBlock(UnsafeCell::new([0; 8192]));
const _: () = assert!(align_of::<FirstBlock>() >= align_of::<Tcb>());

/// Makes the first thread's control block of a program that has no dynamic loader.
///
/// # Safety
/// Called once, by the first thread, before anything uses thread-local storage.
pub unsafe fn initialise_static() {
    let (headers, offset) = auxv::program();
    if let Some(tls) = headers.iter().find(|h| h.kind == auxv::PT_TLS) {
        let image = TlsImage {
            start: offset.wrapping_add(tls.address) as *const u8,
            file_size: tls.file_size,
            memory_size: tls.memory_size,
            align: tls.align.max(1),
        };
        // SAFETY: once, at start-up.
        unsafe { thread::set_image(image) };
    }
    let layout = thread::static_layout();
    let memory = if layout.size <= 8192 && layout.align <= align_of::<FirstBlock>() {
        FIRST_BLOCK.0.get().cast::<u8>()
    } else {
        map_block(layout.size + layout.align)
    };
    let aligned = memory.map_addr(|a| a.next_multiple_of(layout.align));
    // SAFETY: zeroed memory, large enough and aligned.
    unsafe {
        let tcb = layout.place(aligned);
        if Sys::set_thread_pointer(tcb.cast()).is_err() {
            Sys::end_process(127);
        }
        prepare_first_thread(tcb);
    }
}

fn map_block(size: usize) -> *mut u8 {
    Sys::map_memory(size).unwrap_or_else(|_| Sys::end_process(127))
}

/// Fills in the parts of the first thread's block that TLS set-up leaves alone.
///
/// # Safety
/// `tcb` is the calling thread's.
unsafe fn prepare_first_thread(tcb: *mut Tcb) {
    // SAFETY: the kernel gives 16 random bytes at AT_RANDOM; the block is this thread's.
    unsafe {
        if let Some(random) = auxv::get(auxv::AT_RANDOM) {
            let words = random as *const usize;
            // A zero low byte stops string functions from reading or writing the canary.
            (*tcb).canary = words.read_unaligned() & !0xff;
            (*tcb).pointer_guard = words.add(1).read_unaligned();
        }
        if platform::is_ochre() {
            platform::ochre::adopt_first_thread(tcb);
        }
        #[cfg(not(test))]
        crate::allocator::start();
        let tid = &raw mut (*tcb).tid;
        let number = Sys::set_tid_address(tid.cast()).unwrap_or(0);
        (*tid).store(number, Ordering::Relaxed);
    }
}

/// Called by the start files: sets the library up, runs the initialisers, `main`, and `exit`.
///
/// `first` and `finish` are `_init` and `_fini` of a static program, `loader_finish` what the dynamic loader
/// wants run at exit (RDX at entry), or null.
///
/// # Safety
/// Called once, with the stack as `exec` left it.
#[no_mangle]
pub unsafe extern "C" fn __libc_start_main(
    main: Main,
    count: c_int,
    arguments: *mut *mut c_char,
    first: Option<Function>,
    finish: Option<Function>,
    loader_finish: Option<Function>,
) -> c_int {
    // SAFETY: the System V layout: arguments, null, environment, null, auxiliary vector.
    unsafe {
        let environment = arguments.add(count as usize + 1);
        let mut end = environment;
        while !(*end).is_null() {
            end = end.add(1);
        }
        if !LOADED.load(Ordering::Relaxed) {
            initialise(arguments, environment, end.add(1).cast());
            initialise_static();
            FINISH.set(finish);
            stdlib::exit::register(run_fini);
            run_init(first, count, arguments, environment);
        } else {
            // Before the program's initialisers: what they register runs before any object ends.
            if let Some(function) = loader_finish {
                stdlib::exit::register(function);
            }
            if let Some(loader) = loader::get() {
                (loader.start_program)();
            }
        }
        stdlib::exit::exit(main(count, arguments, environment))
    }
}

/// Whether a dynamic loader has set the library up.
static LOADED: AtomicBool = AtomicBool::new(false);

/// Called by the dynamic loader, before any initialiser: sets the library up in its place.
///
/// # Safety
/// Called once; the arguments, the environment and the vector are the process's own, as `exec` left them. The thread
/// pointer is set.
pub unsafe fn attach(
    loader: &'static Loader,
    arguments: *mut *mut c_char,
    environment: *mut *mut c_char,
    vector: *mut usize,
) {
    // SAFETY: the caller's promise.
    unsafe {
        initialise(arguments, environment, vector);
        loader::set(loader);
        prepare_first_thread(Tcb::current());
    }
    LOADED.store(true, Ordering::Relaxed);
}

/// What must be known before anything else in the library runs.
///
/// # Safety
/// The arguments are the process's own, as `exec` left them.
unsafe fn initialise(
    arguments: *mut *mut c_char,
    environment: *mut *mut c_char,
    vector: *mut usize,
) {
    // SAFETY: the caller's promise.
    unsafe {
        auxv::set(vector);
        // The loader has done it in a dynamic program.
        if !platform::is_ochre() && auxv::get(platform::AT_OCHRE_STATE).is_some() {
            platform::choose_ochre();
            platform::ochre::start();
        }
        stdlib::env::set_initial(environment);
        crate::header::errno::set_program_name(*arguments);
    }
}

struct FinishCell(UnsafeCell<Option<Function>>);
// SAFETY: written once at start-up.
unsafe impl Sync for FinishCell {}
static FINISH: FinishCell = FinishCell(UnsafeCell::new(None));

impl FinishCell {
    fn set(&self, function: Option<Function>) {
        // SAFETY: at start-up, with one thread.
        unsafe { *self.0.get() = function }
    }
}

/// # Safety
/// The arrays are the linker's.
unsafe fn run_init(
    initialise: Option<Function>,
    count: c_int,
    arguments: *mut *mut c_char,
    environment: *mut *mut c_char,
) {
    // SAFETY: each array is a contiguous run of function pointers between its two symbols.
    unsafe {
        run_array(__preinit_array_start, __preinit_array_end, |f| {
            f(count, arguments, environment)
        });
        if let Some(function) = initialise {
            function();
        }
        run_array(__init_array_start, __init_array_end, |f| {
            f(count, arguments, environment)
        });
    }
}

/// # Safety
/// `start..end` is an array of `F`.
unsafe fn run_array<F: Copy>(start: *const F, end: *const F, call: impl Fn(F)) {
    let mut entry = start;
    while entry < end {
        // SAFETY: within the array.
        unsafe {
            call(*entry);
            entry = entry.add(1);
        }
    }
}

/// `.fini_array` backwards, then `_fini`.
extern "C" fn run_fini() {
    // SAFETY: the arrays are the linker's; runs once, from `exit`.
    unsafe {
        let mut entry = __fini_array_end;
        while entry > __fini_array_start {
            entry = entry.sub(1);
            (*entry)();
        }
        if let Some(function) = *FINISH.0.get() {
            function();
        }
    }
}
