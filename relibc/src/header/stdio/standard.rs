//! The standard streams, and the list of all open ones.

use super::stream::CAPACITY;
use super::{Backend, Stream, FILE, LINES, STATIC, UNDECIDED, UNGET, WRITABLE};
use crate::sync::Mutex;
use crate::types::*;
use crate::Errno;
use core::cell::UnsafeCell;
use core::ops::Deref;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

/// A buffer that only its stream uses. `.bss.large` becomes `.lbss` in the library, which lies behind `.bss`: so it does
/// not spread what is small and always used over many pages.
pub(super) struct Buffer(UnsafeCell<[u8; UNGET + CAPACITY]>);

// SAFETY: reached through the stream's lock only.
unsafe impl Sync for Buffer {}

impl Buffer {
    pub(super) const fn new() -> Buffer {
        Buffer(UnsafeCell::new([0; UNGET + CAPACITY]))
    }

    const fn address(&self) -> *mut u8 {
        self.0.get().cast()
    }
}

#[cfg_attr(not(test), link_section = ".bss.large")]
static OUTPUT_BUFFER: Buffer = Buffer::new();

/// A standard stream's memory.
pub(super) struct Standard(UnsafeCell<FILE>);

// SAFETY: a FILE takes care of itself.
unsafe impl Sync for Standard {}

pub(super) const fn standard(fd: c_int, flags: u32, buffer: &'static Buffer) -> Standard {
    // SAFETY: the buffer is static and long enough.
    let stream = unsafe {
        Stream::new(
            Backend::Descriptor(fd),
            flags | STATIC,
            buffer.address(),
            CAPACITY,
        )
    };
    Standard(UnsafeCell::new(FILE::new(stream)))
}

static OUTPUT: Standard = standard(1, WRITABLE | UNDECIDED, &OUTPUT_BUFFER);

/// A pointer to a standard stream: in C, `FILE *const`.
#[repr(transparent)]
pub struct StreamPointer(*mut FILE);

// SAFETY: the pointer never changes.
unsafe impl Sync for StreamPointer {}

impl StreamPointer {
    /// The pointer to a stream.
    pub(super) const fn to(standard: &'static Standard) -> StreamPointer {
        StreamPointer(standard.0.get())
    }
}

impl Deref for StreamPointer {
    type Target = *mut FILE;
    #[inline]
    fn deref(&self) -> &*mut FILE {
        &self.0
    }
}

/// The standard output.
#[cfg_attr(not(test), no_mangle)]
pub static stdout: StreamPointer = StreamPointer::to(&OUTPUT);

/// Gives a standard stream.
type Give = extern "C" fn() -> *mut c_void;

/// The other two, if the program has them: its own code or the library's refers to them by name.
#[cfg(not(test))]
fn others() -> [Option<Give>; 2] {
    extern "C" {
        #[linkage = "extern_weak"]
        static __relibc_hook_stdin: Option<Give>;
        #[linkage = "extern_weak"]
        static __relibc_hook_stderr: Option<Give>;
    }
    // SAFETY: null, or the functions of `standard_input` and `standard_error`.
    unsafe { [__relibc_hook_stdin, __relibc_hook_stderr] }
}

/// In host tests there are always all three.
#[cfg(test)]
fn others() -> [Option<Give>; 2] {
    use super::{standard_error, standard_input};
    [
        Some(standard_input::__relibc_hook_stdin),
        Some(standard_error::__relibc_hook_stderr),
    ]
}

/// The first of the streams that programs opened. Changed, and the links followed, under [`OPEN`].
static FIRST: AtomicPtr<FILE> = AtomicPtr::new(null_mut());
static OPEN: Mutex<()> = Mutex::new(());

/// Puts a new stream into the list.
///
/// # Safety
/// The stream is not in the list, and nobody else uses it.
pub unsafe fn link(file: *mut FILE) {
    let _list = OPEN.lock();
    let first = FIRST.load(Ordering::Relaxed);
    // SAFETY: the links of the streams in the list are ours under its lock.
    unsafe {
        (*file).unlocked().following = first;
        if !first.is_null() {
            (*first).unlocked().previous = file;
        }
    }
    FIRST.store(file, Ordering::Relaxed);
}

/// Takes a stream out of the list. The standard streams are not in it.
///
/// # Safety
/// The stream is open.
pub unsafe fn unlink(file: *mut FILE) {
    let _list = OPEN.lock();
    let first = FIRST.load(Ordering::Relaxed);
    // SAFETY: the links of the streams in the list are ours under its lock.
    unsafe {
        let (previous, following) = ((*file).unlocked().previous, (*file).unlocked().following);
        if !following.is_null() {
            (*following).unlocked().previous = previous;
        }
        if !previous.is_null() {
            (*previous).unlocked().following = following;
        } else if first == file {
            FIRST.store(following, Ordering::Relaxed);
        }
    }
}

/// Does something with every open stream, under its lock. The first error is the result.
fn each(mut action: impl FnMut(&mut Stream) -> Result<(), Errno>) -> Result<(), Errno> {
    let mut result = Ok(());
    let [input, error] = others().map(|give| give.map(|give| give().cast::<FILE>()));
    for standard in [input, Some(*stdout), error].into_iter().flatten() {
        // SAFETY: the standard streams are static.
        result = result.and(unsafe { (*standard).locked(&mut action) });
    }
    let _list = OPEN.lock();
    let mut file = FIRST.load(Ordering::Relaxed);
    while !file.is_null() {
        // SAFETY: streams in the list are alive while its lock is held.
        unsafe {
            result = result.and((*file).locked(&mut action));
            file = (*file).unlocked().following;
        }
    }
    result
}

/// Does something with every stream that the program opened, without locks: for a child after `fork`.
///
/// # Safety
/// No other thread is there.
pub unsafe fn each_opened(mut action: impl FnMut(&mut Stream)) {
    // The lock may be held by a thread that does not exist here.
    let mut file = FIRST.load(Ordering::Relaxed);
    while !file.is_null() {
        // SAFETY: the caller's promise.
        unsafe {
            action((*file).unlocked());
            file = (*file).unlocked().following;
        }
    }
}

/// `fflush(NULL)`: passes on what was written, in all streams.
pub fn flush_all() -> Result<(), Errno> {
    each(|stream| {
        if stream.pending() > 0 {
            stream.flush()
        } else {
            Ok(())
        }
    })
}

/// Keeps the list of streams as it is over a fork, so that the child finds it whole.
#[cfg_attr(not(test), no_mangle)]
extern "C" fn __relibc_hook_hold_streams(hold: bool) {
    match hold {
        true => OPEN.raw().lock(),
        false => OPEN.raw().unlock(),
    }
}

/// `exit`: passes on what was written, and sets places back to what was not taken. `exit` knows it as a weak
/// symbol: only programs with streams have it.
#[cfg_attr(not(test), no_mangle)]
extern "C" fn __relibc_hook_flush_at_exit() {
    // There is nobody left to tell of an error.
    let _ = each(Stream::synchronize);
}

/// Passes on all line buffered output.
pub fn flush_lines() {
    let _ = each(|stream| {
        if stream.has(LINES) && stream.pending() > 0 {
            stream.flush()
        } else {
            Ok(())
        }
    });
}

/// Before waiting for a terminal's input: shows the prompt that may still be in the standard output's
/// buffer (C17 7.21.3p3).
pub fn flush_prompt(reader: &Stream) {
    // SAFETY: the standard streams are static.
    unsafe {
        let output = &**stdout;
        // Not when another thread is writing: it will see to its text itself.
        if !core::ptr::eq(reader, output.unlocked()) && output.lock().try_lock() {
            let stream = output.unlocked();
            if stream.has(LINES) && stream.pending() > 0 {
                let _ = stream.flush();
            }
            output.lock().unlock();
        }
    }
}
