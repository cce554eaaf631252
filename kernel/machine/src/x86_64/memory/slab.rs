//! Slabs: blocks of frames cut into objects of one size, from which the CPUs' lists are filled.
//!
//! *Representation.* A slab is 16 KiB and aligned to its size, so that an object's address gives its
//! slab. Objects lie from its start on; its last bytes are its [`Header`], which lists the slab's free
//! objects. Slabs that have any are linked in their class's [`Slabs`]; the others are in no list. One whose
//! objects are all free goes back to the frames, unless it is the last that has free objects: so taking and
//! giving one object back and forth moves no frames.

use super::direct_map;
use core::ptr;
use kernel_core::machine::Frame;
use kernel_core::memory::frame;

/// Order of a slab's block.
const ORDER: usize = 2;

const SIZE: usize = 0x1000 << ORDER;

/// A free object: its first word is the next one.
struct FreeObject {
    next: *mut FreeObject,
}

/// A list of free objects.
pub struct List {
    head: *mut FreeObject,
    len: usize,
}

// SAFETY: the objects belong to whoever owns the list.
unsafe impl Send for List {}

impl List {
    pub const EMPTY: Self = Self {
        head: ptr::null_mut(),
        len: 0,
    };

    pub fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub fn pop(&mut self) -> Option<*mut u8> {
        let object = self.head;
        if object.is_null() {
            return None;
        }
        // SAFETY: a listed object is free memory of ours that holds the link.
        self.head = unsafe { (*object).next };
        self.len -= 1;
        Some(object.cast())
    }

    /// Adds an object of at least a word, which the caller gives up.
    #[inline]
    pub fn push(&mut self, object: *mut u8) {
        let object = object.cast::<FreeObject>();
        // SAFETY: the caller gives up the object.
        unsafe { (*object).next = self.head };
        self.head = object;
        self.len += 1;
    }

    /// The `count` objects that were added last, or all.
    pub fn take(&mut self, count: usize) -> Self {
        let mut taken = Self::EMPTY;
        while taken.len < count {
            let Some(object) = self.pop() else { break };
            taken.push(object);
        }
        taken
    }
}

/// The last bytes of a slab.
struct Header {
    /// Neighbours among the slabs with free objects.
    next: *mut Header,
    previous: *mut Header,
    free: List,
}

/// Objects of `size` bytes in a slab.
pub const fn capacity(size: usize) -> usize {
    (SIZE - size_of::<Header>()) / size
}

fn header_of(object: *mut u8) -> *mut Header {
    let start = object as usize & !(SIZE - 1);
    (start + SIZE - size_of::<Header>()) as *mut Header
}

/// A slab of which nobody has an object, and which is in no list.
pub struct EmptySlab(*mut Header);

impl EmptySlab {
    /// A new one, cut into objects of `size` bytes. None without frames.
    pub fn allocate(size: usize) -> Option<Self> {
        let start = direct_map::frame::<u8>(frame::allocate_order(ORDER)?);
        let mut free = List::EMPTY;
        for index in (0..capacity(size)).rev() {
            // SAFETY: within the block, which is ours, and before the header.
            free.push(unsafe { start.add(index * size) });
        }
        let header = header_of(start);
        let (next, previous) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the header lies in the block, behind the objects.
        unsafe {
            header.write(Header {
                next,
                previous,
                free,
            })
        };
        Some(Self(header))
    }

    /// Gives its frames back.
    fn free(self) {
        frame::free(Frame(
            direct_map::physical(self.0 as usize & !(SIZE - 1)) >> 12,
        ));
    }
}

/// Slabs that no object is used of any more, linked by their headers.
pub struct Emptied(*mut Header);

impl Emptied {
    /// Gives their frames back. Called without the lock of the class.
    pub fn free(self) {
        let mut slab = self.0;
        while !slab.is_null() {
            // SAFETY: the slabs are this list's alone; the link is read before the frames go.
            let next = unsafe { (*slab).next };
            EmptySlab(slab).free();
            slab = next;
        }
    }
}

/// The slabs of one size that have free objects.
pub struct Slabs {
    first: *mut Header,
}

// SAFETY: slabs and their free objects belong to whoever owns this.
unsafe impl Send for Slabs {}

impl Slabs {
    pub const EMPTY: Self = Self {
        first: ptr::null_mut(),
    };

    fn link(&mut self, slab: *mut Header) {
        // SAFETY: the slab and those listed are this owner's; nothing else refers to their headers now.
        unsafe {
            (*slab).next = self.first;
            (*slab).previous = ptr::null_mut();
            if !self.first.is_null() {
                (*self.first).previous = slab;
            }
        }
        self.first = slab;
    }

    fn unlink(&mut self, slab: *mut Header) {
        // SAFETY: as for `link`; the slab is listed.
        unsafe {
            let (next, previous) = ((*slab).next, (*slab).previous);
            if previous.is_null() {
                self.first = next;
            } else {
                (*previous).next = next;
            }
            if !next.is_null() {
                (*next).previous = previous;
            }
        }
    }

    /// Adds a slab.
    pub fn add(&mut self, slab: EmptySlab) {
        self.link(slab.0);
    }

    /// Up to `count` free objects.
    pub fn take(&mut self, count: usize) -> List {
        let mut taken = List::EMPTY;
        while taken.len < count && !self.first.is_null() {
            let slab = self.first;
            // SAFETY: a listed slab's header is this owner's.
            let free = unsafe { &mut (*slab).free };
            while taken.len < count {
                let Some(object) = free.pop() else { break };
                taken.push(object);
            }
            if free.len == 0 {
                self.unlink(slab);
            }
        }
        taken
    }

    /// Takes objects back, of slabs that have `capacity` of them; the slabs that this empties.
    pub fn give(&mut self, mut objects: List, capacity: usize) -> Emptied {
        let mut emptied = Emptied(ptr::null_mut());
        while let Some(object) = objects.pop() {
            let slab = header_of(object);
            // SAFETY: the object came from a slab of this class, whose header is this owner's.
            let free = unsafe { &mut (*slab).free };
            free.push(object);
            let len = free.len;
            if len == 1 {
                self.link(slab);
            }
            // SAFETY: as above; it is listed.
            let is_only = unsafe { self.first == slab && (*slab).next.is_null() };
            if len == capacity && !is_only {
                self.unlink(slab);
                // SAFETY: it is in no list now.
                unsafe { (*slab).next = emptied.0 };
                emptied.0 = slab;
            }
        }
        emptied
    }
}
