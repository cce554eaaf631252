//! The end of a process: `exit` and what it runs.

use crate::loader;
use crate::platform::Sys;
use crate::sync::across_fork::hold_across_fork;
use crate::sync::{Mutex, RawLock};
use crate::types::*;
use alloc::vec::Vec;

/// A function registered for the end of the process.
#[derive(Clone, Copy)]
enum Handler {
    Plain(unsafe extern "C" fn()),
    WithArgument(unsafe extern "C" fn(*mut c_void), *mut c_void, *mut c_void),
}

// SAFETY: the pointers are handed through untouched.
unsafe impl Send for Handler {}

static AT_EXIT: Mutex<Vec<Handler>> = Mutex::new(Vec::new());
static AT_QUICK_EXIT: Mutex<Vec<unsafe extern "C" fn()>> = Mutex::new(Vec::new());

fn push<T>(list: &Mutex<Vec<T>>, item: T) -> c_int {
    let mut list = list.lock();
    if list.try_reserve(1).is_err() {
        return -1;
    }
    list.push(item);
    0
}

/// What start-up registered, to run after all else. Apart from the list, so that a program which registers nothing
/// needs no memory for it.
static FIRST: Mutex<Option<unsafe extern "C" fn()>> = Mutex::new(None);
hold_across_fork!(AT_EXIT, AT_QUICK_EXIT, FIRST);

/// `atexit` for start-up, once.
pub(crate) fn register(function: unsafe extern "C" fn()) {
    *FIRST.lock() = Some(function);
}

/// The handler that is to run next.
fn pop() -> Option<Handler> {
    let newest = AT_EXIT.lock().pop();
    newest.or_else(|| FIRST.lock().take().map(Handler::Plain))
}

/// POSIX: `atexit`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn atexit(function: unsafe extern "C" fn()) -> c_int {
    push(&AT_EXIT, Handler::Plain(function))
}

/// Itanium C++ ABI 3.3.5.3: a destructor to run at exit or when the object `dso` is unloaded.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __cxa_atexit(
    function: unsafe extern "C" fn(*mut c_void),
    argument: *mut c_void,
    dso: *mut c_void,
) -> c_int {
    push(&AT_EXIT, Handler::WithArgument(function, argument, dso))
}

/// Itanium C++ ABI 3.3.5.3: runs the destructors of `dso`, newest first, and what its code gave to `atexit`,
/// which will be gone. At exit (null) there is nothing to do: `exit` runs them.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn __cxa_finalize(dso: *mut c_void) {
    if dso.is_null() {
        return;
    }
    loop {
        let mut list = AT_EXIT.lock();
        let found = list.iter().rposition(|handler| belongs_to(handler, dso));
        let Some(handler) = found.map(|at| list.remove(at)) else {
            return;
        };
        drop(list);
        // SAFETY: registered for this.
        unsafe { run(handler) };
    }
}

/// Whether a handler goes when the object with the handle `dso`, an address in it, is unloaded.
fn belongs_to(handler: &Handler, dso: *mut c_void) -> bool {
    match handler {
        Handler::Plain(function) => {
            let base = loader::object_base(*function as usize);
            base.is_some() && base == loader::object_base(dso as usize)
        }
        Handler::WithArgument(_, _, own) => *own == dso,
    }
}

/// # Safety
/// The handler is run once.
unsafe fn run(handler: Handler) {
    // SAFETY: whoever registered the function promised that it can be called.
    unsafe {
        match handler {
            Handler::Plain(function) => function(),
            Handler::WithArgument(function, argument, _) => function(argument),
        }
    }
}

/// POSIX: `exit`: the calling thread's thread-local objects (C++ `[basic.start.term]`), handlers newest first, then the
/// streams are flushed.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn exit(status: c_int) -> ! {
    static EXITING: RawLock = RawLock::new();
    // A second thread that calls exit waits here for ever (POSIX.1-2024, exit).
    EXITING.lock();
    // SAFETY: the block is the calling thread's.
    unsafe { crate::header::pthread::exit::run_destructors(crate::thread::Tcb::current()) };
    loop {
        let Some(handler) = pop() else {
            break;
        };
        // SAFETY: popped, so run once.
        unsafe { run(handler) };
    }
    flush_streams();
    Sys::end_process(status)
}

/// Passes on what streams hold, in a program that has streams.
#[cfg(not(test))]
fn flush_streams() {
    extern "C" {
        #[linkage = "extern_weak"]
        static __relibc_hook_flush_at_exit: Option<extern "C" fn()>;
    }
    // SAFETY: null, or the function of `stdio`.
    if let Some(flush) = unsafe { __relibc_hook_flush_at_exit } {
        flush();
    }
}

/// Host tests end by the host's `exit`.
#[cfg(test)]
fn flush_streams() {}

/// C11: `at_quick_exit`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn at_quick_exit(function: unsafe extern "C" fn()) -> c_int {
    push(&AT_QUICK_EXIT, function)
}

/// C11: `quick_exit`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn quick_exit(status: c_int) -> ! {
    loop {
        let Some(function) = AT_QUICK_EXIT.lock().pop() else {
            break;
        };
        // SAFETY: registered for this.
        unsafe { function() };
    }
    Sys::end_process(status)
}

/// C99: `_Exit`.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn _Exit(status: c_int) -> ! {
    Sys::end_process(status)
}

/// POSIX: `abort`: SIGABRT, whatever the program has done with it.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn abort() -> ! {
    crate::header::signal::abort_process()
}
