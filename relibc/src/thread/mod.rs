//! Threads from below: the control block, thread-local storage, and whether there is more than one
//! thread. The `pthread_*` functions are in `header/pthread`.

pub(crate) mod many;
mod tcb;
mod tls;

pub use many::set_multi_threaded;
pub use tcb::{Scratch, Tcb, CANCEL_DISABLED, CANCEL_REQUESTED};
pub use tls::{set_image, static_layout, tls_start, StaticTls, TlsImage};

use core::sync::atomic::{AtomicBool, Ordering};

static MULTI_THREADED: AtomicBool = AtomicBool::new(false);

/// Whether a second thread has ever been started. Until then locks need no atomic operations.
#[inline]
pub fn is_multi_threaded() -> bool {
    // The host's tests run on threads that this library did not start.
    cfg!(test) || MULTI_THREADED.load(Ordering::Relaxed)
}

/// Says that there is one thread again: in a child after `fork`.
pub fn set_single_threaded() {
    MULTI_THREADED.store(false, Ordering::Relaxed);
}
