//! User memory as typed values.
//!
//! The only ways in and out of user memory are the machine's fault-tolerant copies; this room puts
//! types on them. A struct of `abi` is copied as bytes and taken apart field by field at the
//! offsets that `repr(C)` gave it, so no bit pattern from outside is ever trusted.

use crate::lock::assert_none_held;
use crate::machine::machine;
use abi::event::{Event, PollItem};
use abi::file::StreamState;
use abi::memory::{MapInfo, MapRequest, MemoryInfo};
use abi::message::{CallRequest, Kind, ReceiveRequest, Reply, Request};
use abi::process::{
    CreateRequest, ForkRequest, Identity, InitialHandle, MemoryTransfer, ProcessInfo, ProcessPage,
    ThreadStart,
};
use abi::socket::{SocketInfo, SocketMessage};
use abi::system::SystemInfo;
use abi::upcall::{Fault, Notification, Registers};
use abi::{Errno, Handle, UserSlice};
use alloc::vec::Vec;
use core::mem::{offset_of, size_of};

/// Largest struct of the ABI, in bytes.
const STRUCT_MAX: usize = 256;

/// A value with a fixed layout in user memory.
pub trait UserStruct: Sized {
    const SIZE: usize = size_of::<Self>();
    /// Reads it from the first [`Self::SIZE`] bytes.
    fn decode(bytes: &[u8]) -> Self;
    /// Writes it to the first [`Self::SIZE`] bytes.
    fn encode(&self, bytes: &mut [u8]);

    /// Copies it from user memory. EFAULT.
    #[inline]
    fn load(address: usize) -> Result<Self, Errno> {
        let mut bytes = [0; STRUCT_MAX];
        let bytes = &mut bytes[..Self::SIZE];
        read(address, bytes)?;
        Ok(Self::decode(bytes))
    }

    /// Copies it to user memory. EFAULT.
    #[inline]
    fn store(&self, address: usize) -> Result<(), Errno> {
        let mut bytes = [0; STRUCT_MAX];
        let bytes = &mut bytes[..Self::SIZE];
        self.encode(bytes);
        write(address, bytes)
    }
}

/// `load` and `store` through a buffer of just the right size.
macro_rules! exact_copies {
    ($type:ty) => {
        #[inline]
        fn load(address: usize) -> Result<Self, Errno> {
            let mut bytes = [0; size_of::<$type>()];
            read(address, &mut bytes)?;
            Ok(Self::decode(&bytes))
        }

        #[inline]
        fn store(&self, address: usize) -> Result<(), Errno> {
            let mut bytes = [0; size_of::<$type>()];
            self.encode(&mut bytes);
            write(address, &bytes)
        }
    };
}

macro_rules! integers {
    ($($type:ty)*) => { $(
        impl UserStruct for $type {
            #[inline]
            fn decode(bytes: &[u8]) -> Self {
                let mut word = [0; size_of::<$type>()];
                word.copy_from_slice(&bytes[..size_of::<$type>()]);
                Self::from_le_bytes(word)
            }
            #[inline]
            fn encode(&self, bytes: &mut [u8]) {
                bytes[..size_of::<$type>()].copy_from_slice(&self.to_le_bytes());
            }
            exact_copies!($type);
        }
    )* };
}

integers!(u8 u16 u32 u64 i64 usize);

impl UserStruct for Handle {
    #[inline]
    fn decode(bytes: &[u8]) -> Self {
        Self(u32::decode(bytes))
    }
    #[inline]
    fn encode(&self, bytes: &mut [u8]) {
        self.0.encode(bytes);
    }
}

impl UserStruct for Kind {
    fn decode(bytes: &[u8]) -> Self {
        // Never read from user memory: requests only go out.
        let _ = bytes;
        Self::Call
    }
    fn encode(&self, bytes: &mut [u8]) {
        (*self as u32).encode(bytes);
    }
}

impl<T: UserStruct + Copy + Default, const N: usize> UserStruct for [T; N] {
    #[inline]
    fn decode(bytes: &[u8]) -> Self {
        let mut array = [T::default(); N];
        for (index, item) in array.iter_mut().enumerate() {
            *item = T::decode(&bytes[index * T::SIZE..]);
        }
        array
    }
    #[inline]
    fn encode(&self, bytes: &mut [u8]) {
        for (index, item) in self.iter().enumerate() {
            item.encode(&mut bytes[index * T::SIZE..]);
        }
    }
}

macro_rules! structs {
    ($($type:ident { $($field:ident)* })*) => { $(
        impl UserStruct for $type {
            #[inline]
            fn decode(bytes: &[u8]) -> Self {
                Self { $($field: UserStruct::decode(&bytes[offset_of!($type, $field)..]),)* }
            }
            #[inline]
            fn encode(&self, bytes: &mut [u8]) {
                $(self.$field.encode(&mut bytes[offset_of!($type, $field)..]);)*
            }
            exact_copies!($type);
        }
    )* };
}

structs! {
    UserSlice { address len }
    CallRequest { operation flags args scheme name input output handles handles_out values
        output_len handles_len }
    Identity { words }
    Request { id kind operation file args caller name_len input_len output_max file_flags
        handles_len handles }
    ReceiveRequest { request buffer deadline_ns }
    Reply { id result values output flags file_flags file rights stream ready handles_len handles }
    MapRequest { address len protection flags object reserved offset }
    MapInfo { address len protection flags offset resident_pages file object }
    MemoryInfo { object size mappings }
    SocketMessage { vectors handles name flags handles_len name_len record_len sender }
    SocketInfo { kind has_server peer }
    ProcessPage { identity extra }
    ForkRequest { request scheme flags cookie identity extra }
    CreateRequest { scheme reserved cookie identity extra handles }
    InitialHandle { source target rights flags }
    ThreadStart { entry stack argument thread_pointer upcall_page store_number pending }
    MemoryTransfer { address buffer }
    ProcessInfo { user_ns system_ns start_ns virtual_bytes resident_bytes peak_resident_bytes
        threads handles minor_faults major_faults pending ignored state }
    SystemInfo { total_frames free_frames processes threads handles files memory_objects cpus
        uptime_ns idle_ns context_switches heap_bytes runnable unimplemented_calls
        kernel_frames }
    Registers { r8 r9 r10 r11 r12 r13 r14 r15 rdi rsi rbp rbx rdx rax rcx rsp rip rflags }
    Fault { trap error_code address cause }
    Notification { number words }
    PollItem { handle interest found }
    Event { ready reserved data }
    StreamState { size resident_pages read_time_ns write_time_ns }
}

/// Copies `into.len()` bytes from user memory; none from anywhere.
#[inline]
pub fn read(address: usize, into: &mut [u8]) -> Result<(), Errno> {
    if into.is_empty() {
        return Ok(());
    }
    assert_none_held();
    Ok(machine().copy_from_user(into, address)?)
}

/// Copies bytes to user memory; none to anywhere.
#[inline]
pub fn write(address: usize, from: &[u8]) -> Result<(), Errno> {
    if from.is_empty() {
        return Ok(());
    }
    assert_none_held();
    Ok(machine().copy_to_user(address, from)?)
}

/// Copies `len` bytes from user memory to a new vector. ENOMEM, EFAULT.
pub fn read_vec(address: usize, len: usize) -> Result<Vec<u8>, Errno> {
    let mut bytes = zeroed(len)?;
    read(address, &mut bytes)?;
    Ok(bytes)
}

/// A vector of `len` zero bytes. ENOMEM.
pub fn zeroed(len: usize) -> Result<Vec<u8>, Errno> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(len).map_err(|_| Errno::ENOMEM)?;
    bytes.resize(len, 0);
    Ok(bytes)
}

/// Copies an array of structs from user memory, at most `most` entries (EINVAL beyond).
pub fn read_array<T: UserStruct>(slice: UserSlice, most: usize) -> Result<Vec<T>, Errno> {
    if slice.len > most {
        return Err(Errno::EINVAL);
    }
    let bytes = read_vec(slice.address, slice.len * T::SIZE)?;
    let mut items = Vec::new();
    items
        .try_reserve_exact(slice.len)
        .map_err(|_| Errno::ENOMEM)?;
    items.extend(bytes.chunks_exact(T::SIZE).map(T::decode));
    Ok(items)
}

/// A buffer kept for reuse: it grows when needed and keeps its memory up to [`Buffer::KEPT`].
#[derive(Default)]
pub struct Buffer {
    bytes: Vec<u8>,
    len: usize,
}

impl Buffer {
    /// Bytes of memory kept between uses.
    const KEPT: usize = 4096;

    pub const fn new() -> Self {
        Self {
            bytes: Vec::new(),
            len: 0,
        }
    }

    /// Makes it `len` bytes long, with arbitrary contents. ENOMEM.
    pub fn set_len(&mut self, len: usize) -> Result<(), Errno> {
        if self.bytes.len() < len {
            let more = len - self.bytes.len();
            self.bytes.try_reserve(more).map_err(|_| Errno::ENOMEM)?;
            self.bytes.resize(len, 0);
        }
        self.len = len;
        Ok(())
    }

    /// Empties it, and gives memory beyond [`Self::KEPT`] back.
    pub fn clear(&mut self) {
        self.len = 0;
        if self.bytes.len() > Self::KEPT {
            self.bytes = Vec::new();
        }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl core::ops::Deref for Buffer {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

impl core::ops::DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[..self.len]
    }
}
