//! What the dynamic loader does for the C library.
//!
//! In a dynamic program the two are one file and share everything: the loader calls [`attach`](crate::start::attach) when it has bound all
//! objects, and before any initialiser. In a static program there is no loader, and [`get`] says so: what only
//! the loader can do goes through the [`Loader`] passed there.

use crate::header::dlfcn::Dl_info;
use crate::thread::{StaticTls, Tcb};
use crate::types::*;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicPtr, Ordering};

/// Takes the text of a `dl*` error.
pub type Report = unsafe extern "C" fn(text: *const u8, length: usize);

/// The loader's functions. Those that may fail return null or -1 after calling `report`.
pub struct Loader {
    /// Runs the program's own initialisers; called once, when what ends it is registered.
    pub start_program: unsafe extern "C" fn(),
    /// `dlopen`; `caller` is an address in the calling object.
    pub open: unsafe extern "C" fn(
        path: *const c_char,
        mode: c_int,
        caller: usize,
        report: Report,
    ) -> *mut c_void,
    pub close: unsafe extern "C" fn(handle: *mut c_void, report: Report) -> c_int,
    /// `dlsym`, and `dlvsym` where `version` is not null.
    pub symbol: unsafe extern "C" fn(
        handle: *mut c_void,
        name: *const c_char,
        version: *const c_char,
        caller: usize,
        report: Report,
    ) -> *mut c_void,
    /// `dladdr`: fills a `Dl_info`; 0 if no object holds the address.
    pub address: unsafe extern "C" fn(address: usize, information: *mut c_void) -> c_int,
    /// `dlinfo`.
    pub information: unsafe extern "C" fn(
        handle: *mut c_void,
        request: c_int,
        result: *mut c_void,
        report: Report,
    ) -> c_int,
    /// `dl_iterate_phdr`.
    pub iterate: unsafe extern "C" fn(
        callback: unsafe extern "C" fn(*mut c_void, size_t, *mut c_void) -> c_int,
        data: *mut c_void,
    ) -> c_int,
    /// `__tls_get_addr`.
    pub tls_address: unsafe extern "C" fn(index: *const c_void) -> *mut c_void,
    /// Size and alignment of a thread's TLS and control block.
    pub tls_layout: extern "C" fn() -> StaticTls,
    /// Makes them in zeroed memory.
    pub tls_place: unsafe extern "C" fn(memory: *mut u8) -> *mut Tcb,
    /// Frees what the loader allocated for a thread that ends.
    pub tls_release: unsafe extern "C" fn(tcb: *mut Tcb),
    /// Before a fork: takes the loader's locks. Followed by `after_fork`, in the parent and in the child.
    pub before_fork: extern "C" fn(),
    pub after_fork: extern "C" fn(is_child: bool),
}

static LOADER: AtomicPtr<Loader> = AtomicPtr::new(core::ptr::null_mut());

/// The dynamic loader, if the program has one.
#[inline]
pub fn get() -> Option<&'static Loader> {
    // SAFETY: set once to a table that lives for ever.
    unsafe { LOADER.load(Ordering::Acquire).as_ref() }
}

/// Where the object that holds an address begins; none in a static program or outside of all objects.
pub fn object_base(address: usize) -> Option<usize> {
    let mut found = MaybeUninit::<Dl_info>::uninit();
    // SAFETY: the loader fills the structure whenever it does not answer 0.
    unsafe {
        match (get()?.address)(address, found.as_mut_ptr().cast()) {
            0 => None,
            _ => Some(found.assume_init().dli_fbase as usize),
        }
    }
}

/// Remembers the loader.
pub fn set(loader: &'static Loader) {
    LOADER.store(core::ptr::from_ref(loader).cast_mut(), Ordering::Release);
}
