//! Thread-local storage of threads: one image, the program's own, or what the dynamic loader says.

use super::Tcb;
use crate::loader;
use core::cell::UnsafeCell;

/// The initialised part of the program's TLS segment and its full size and alignment.
#[derive(Clone, Copy, Debug)]
pub struct TlsImage {
    pub start: *const u8,
    pub file_size: usize,
    pub memory_size: usize,
    pub align: usize,
}

/// Sizes of one thread's block: TLS, padding and [`Tcb`] together.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct StaticTls {
    pub size: usize,
    pub align: usize,
}

struct Image(UnsafeCell<TlsImage>);
// SAFETY: written once at start-up, before there is a second thread.
unsafe impl Sync for Image {}

static IMAGE: Image = Image(UnsafeCell::new(TlsImage {
    start: core::ptr::null(),
    file_size: 0,
    memory_size: 0,
    align: 1,
}));

/// Sets the program's image.
///
/// # Safety
/// Called once at start-up; the image stays where it is.
pub unsafe fn set_image(image: TlsImage) {
    // SAFETY: the caller's promise.
    unsafe { *IMAGE.0.get() = image }
}

fn image() -> TlsImage {
    // SAFETY: not written after start-up.
    unsafe { *IMAGE.0.get() }
}

/// What [`StaticTls::place`] needs for one thread.
pub fn static_layout() -> StaticTls {
    if let Some(loader) = loader::get() {
        return (loader.tls_layout)();
    }
    let image = image();
    let align = image.align.max(core::mem::align_of::<Tcb>());
    StaticTls {
        size: offset_of_tcb(&image, align) + core::mem::size_of::<Tcb>(),
        align,
    }
}

/// Distance from the block's aligned start to the thread pointer.
fn offset_of_tcb(image: &TlsImage, align: usize) -> usize {
    image.memory_size.next_multiple_of(align)
}

impl StaticTls {
    /// Makes a thread's block in zeroed memory: copies the image and fills in the words that the
    /// TLS ABI asks for.
    ///
    /// # Safety
    /// `memory` is zeroed, aligned to `align` and `size` bytes long.
    pub unsafe fn place(&self, memory: *mut u8) -> *mut Tcb {
        if let Some(loader) = loader::get() {
            // SAFETY: the caller's promise, and `static_layout` asked the loader.
            return unsafe { (loader.tls_place)(memory) };
        }
        let image = image();
        let offset = offset_of_tcb(&image, self.align);
        // The segment ends at the thread pointer, rounded so that its start keeps its alignment.
        let tls = offset - image.memory_size.next_multiple_of(image.align.max(1));
        // SAFETY: all within the block by `static_layout`.
        unsafe {
            let tcb: *mut Tcb = memory.add(offset).cast();
            if image.file_size != 0 {
                core::ptr::copy_nonoverlapping(image.start, memory.add(tls), image.file_size);
            }
            (*tcb).self_pointer = tcb;
            tcb
        }
    }
}

/// Where the calling thread's copy of the program's image begins.
pub fn tls_start() -> *mut u8 {
    let image = image();
    Tcb::current()
        .cast::<u8>()
        .wrapping_sub(image.memory_size.next_multiple_of(image.align.max(1)))
}
