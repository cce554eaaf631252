//! Mappings, memory objects and streams.

use crate::call::{at, at_mut, call, load, store};
use crate::pipe::pipe;
use crate::Test;
use abi::errno::Result;
use abi::file::{FileFlags, StreamKind, StreamState};
use abi::memory::{Advice, MapFlags, MapInfo, MapRequest, MemoryKind, Protection};
use abi::system::SystemInfo;
use abi::{Call, Errno, Handle};
use core::sync::atomic::{AtomicU32, Ordering};

pub const TESTS: &[Test] = &[
    (
        "memory: fresh pages are zero and keep what is stored",
        fresh_pages,
    ),
    ("memory: a hole is used again", hole_is_reused),
    (
        "memory: shared mappings of one object show the same bytes",
        shared_object,
    ),
    (
        "memory: a private mapping keeps its stores to itself",
        private_object,
    ),
    (
        "memory: a page without access keeps its bytes",
        no_access_keeps,
    ),
    ("memory: DontNeed makes private pages zero again", dont_need),
    ("memory: a mapping moves with its bytes", remap),
    (
        "memory: frames come back when memory is unmapped",
        frames_come_back,
    ),
    (
        "memory: the kernel's own frames come back when many objects go",
        kernel_frames_come_back,
    ),
    ("memory: a stream reads back what was written", stream),
    (
        "memory: a mapped stream shows what is written to it",
        mapped_stream,
    ),
    ("memory: queries tell what is mapped", query),
];

pub const SELF: u64 = Handle::SELF.0 as u64;
const PAGE: u64 = abi::PAGE_SIZE as u64;
const RW: Protection = Protection::READ.union(Protection::WRITE);

/// A request for memory where the kernel likes.
pub fn request(len: usize, protection: Protection, flags: MapFlags, object: Handle) -> MapRequest {
    MapRequest {
        address: 0,
        len,
        protection: protection.bits(),
        flags: flags.bits(),
        object,
        reserved: 0,
        offset: 0,
    }
}

fn map_request(request: &MapRequest) -> Result<u64> {
    call(Call::Map, [SELF, at(request)])
}

/// Private anonymous memory.
pub fn map(len: usize) -> Result<u64> {
    map_request(&request(len, RW, MapFlags::empty(), Handle::NONE))
}

/// Anonymous memory with that access.
pub fn map_with(len: usize, access: Protection) -> Result<u64> {
    map_request(&request(len, access, MapFlags::empty(), Handle::NONE))
}

/// Private or shared memory of an object.
pub fn map_object(len: usize, flags: MapFlags, object: u64) -> Result<u64> {
    map_request(&request(len, RW, flags, Handle(object as u32)))
}

pub fn unmap(address: u64, len: u64) -> Result<()> {
    call(Call::Unmap, [SELF, address, len]).map(drop)
}

pub fn anonymous_object(size: u64) -> Result<u64> {
    call(
        Call::MemoryCreate,
        [MemoryKind::Anonymous as u64, size, 0, 0],
    )
}

pub fn close(handle: u64) -> Result<()> {
    call(Call::HandleClose, [handle]).map(drop)
}

pub fn system_info() -> Result<SystemInfo> {
    let mut info = SystemInfo::default();
    call(
        Call::SystemInfo,
        [at_mut(&mut info), size_of::<SystemInfo>() as u64],
    )?;
    Ok(info)
}

fn fresh_pages() -> Result<()> {
    let address = map(64 * 4096)?;
    for page in 0..64 {
        assert_eq!(load(address + page * PAGE), 0);
        store(address + page * PAGE, page as u8 + 1);
    }
    for page in 0..64 {
        assert_eq!(load(address + page * PAGE), page as u8 + 1);
    }
    unmap(address, 64 * PAGE)
}

fn hole_is_reused() -> Result<()> {
    let address = map(3 * 4096)?;
    unmap(address + PAGE, PAGE)?;
    let again = map(4096)?;
    assert_eq!(again, address + PAGE);
    unmap(address, 3 * PAGE)
}

fn shared_object() -> Result<()> {
    let object = anonymous_object(4 * PAGE)?;
    let a = map_object(4 * 4096, MapFlags::SHARED, object)?;
    let b = map_object(4 * 4096, MapFlags::SHARED, object)?;
    store(a + PAGE, 7);
    assert_eq!(load(b + PAGE), 7);
    unmap(a, 4 * PAGE)?;
    assert_eq!(load(b + PAGE), 7);
    unmap(b, 4 * PAGE)?;
    close(object)
}

fn private_object() -> Result<()> {
    let object = anonymous_object(PAGE)?;
    let shared = map_object(4096, MapFlags::SHARED, object)?;
    let private = map_object(4096, MapFlags::empty(), object)?;
    store(shared, 1);
    assert_eq!(load(private), 1);
    store(private, 2);
    store(shared, 3);
    assert_eq!((load(shared), load(private)), (3, 2));
    unmap(shared, PAGE)?;
    unmap(private, PAGE)?;
    close(object)
}

fn no_access_keeps() -> Result<()> {
    let address = map(2 * 4096)?;
    store(address, 9);
    call(Call::Protect, [SELF, address, PAGE, 0])?;
    // The kernel's own copy must be refused too.
    let refused = call(Call::Log, [address, 1]);
    assert_eq!(refused, Err(Errno::EFAULT));
    call(Call::Protect, [SELF, address, PAGE, RW.bits().into()])?;
    assert_eq!(load(address), 9);
    unmap(address, 2 * PAGE)
}

fn dont_need() -> Result<()> {
    let address = map(4096)?;
    store(address, 9);
    call(Call::Advise, [address, PAGE, Advice::DontNeed as u64])?;
    assert_eq!(load(address), 0);
    unmap(address, PAGE)
}

fn remap() -> Result<()> {
    let address = map(2 * 4096)?;
    store(address + PAGE, 5);
    let blocker = request(4096, RW, MapFlags::FIXED_NO_REPLACE, Handle::NONE);
    let blocker = MapRequest {
        address: (address + 2 * PAGE) as usize,
        ..blocker
    };
    let blocked = map_request(&blocker);
    let moved = call(Call::Remap, [address, 2 * PAGE, 4 * PAGE, 1, 0])?;
    assert_ne!(moved, address);
    assert_eq!((load(moved + PAGE), load(moved + 3 * PAGE)), (5, 0));
    unmap(moved, 4 * PAGE)?;
    match blocked {
        Ok(blocker) => unmap(blocker, PAGE),
        // Something was there already.
        Err(Errno::EEXIST) => Ok(()),
        Err(error) => Err(error),
    }
}

fn frames_come_back() -> Result<()> {
    // Once before, so that page tables that stay do not count.
    for round in 0..2 {
        let before = system_info()?;
        let address = map(256 * 4096)?;
        (0..256).for_each(|page| store(address + page * PAGE, 1));
        let during = system_info()?;
        assert!(before.free_frames >= during.free_frames + 256);
        unmap(address, 256 * PAGE)?;
        let after = system_info()?;
        if round == 1 {
            assert_eq!(after.free_frames, before.free_frames);
            assert_eq!(after.heap_bytes, before.heap_bytes);
        }
    }
    Ok(())
}

fn kernel_frames_come_back() -> Result<()> {
    static PIPES: [[AtomicU32; 2]; 4000] = [const { [const { AtomicU32::new(0) }; 2] }; 4000];
    let before = system_info()?;
    for ends in &PIPES {
        let made = pipe(FileFlags::empty())?;
        for (end, handle) in ends.iter().zip(made) {
            end.store(handle as u32, Ordering::Relaxed);
        }
    }
    let during = system_info()?;
    for end in PIPES.as_flattened() {
        close(end.load(Ordering::Relaxed).into())?;
    }
    let after = system_info()?;
    let grown = during.kernel_frames - before.kernel_frames;
    let kept = after.kernel_frames.saturating_sub(before.kernel_frames);
    // The table of handles keeps its length, and each CPU a stock of free objects.
    assert!(grown > 400 && kept < grown / 4, "{kept} of {grown} frames");
    Ok(())
}

fn stream_of(object: u64, size: u64) -> Result<u64> {
    call(
        Call::StreamCreate,
        [StreamKind::Memory as u64, object, size],
    )
}

fn stream() -> Result<()> {
    let object = anonymous_object(1 << 40)?;
    let stream = stream_of(object, 0)?;
    let text = [0x5a_u8; 10000];
    assert_eq!(call(Call::Write, [stream, at(&text), 10000, 100])?, 10000);
    let mut state = StreamState::default();
    call(Call::StreamGet, [stream, at_mut(&mut state)])?;
    assert_eq!((state.size, state.resident_pages), (10100, 3));
    let mut back = [1_u8; 10000];
    assert_eq!(
        call(Call::Read, [stream, at_mut(&mut back), 10000, 200])?,
        9900
    );
    assert_eq!(back.iter().position(|&byte| byte != 0x5a), Some(9900));
    assert_eq!(back[9900], 1);
    assert_eq!(call(Call::Read, [stream, at_mut(&mut back), 50, 0])?, 50);
    assert_eq!(back[..50], [0; 50]);
    call(Call::StreamSetSize, [stream, 0])?;
    assert_eq!(call(Call::Read, [stream, at_mut(&mut back), 50, 0])?, 0);
    close(stream)?;
    close(object)
}

fn mapped_stream() -> Result<()> {
    let object = anonymous_object(1 << 40)?;
    let stream = stream_of(object, 0)?;
    let text = *b"seen through both";
    call(Call::Write, [stream, at(&text), text.len() as u64, 0])?;
    let address = map_object(4096, MapFlags::SHARED, stream)?;
    assert_eq!(load(address + 5), b't');
    store(address, b'S');
    let mut byte = [0];
    call(Call::Read, [stream, at_mut(&mut byte), 1, 0])?;
    assert_eq!(byte, *b"S");
    unmap(address, PAGE)?;
    close(stream)?;
    close(object)
}

fn query() -> Result<()> {
    let address = map(3 * 4096)?;
    call(
        Call::Protect,
        [SELF, address + PAGE, PAGE, Protection::READ.bits().into()],
    )?;
    store(address + 2 * PAGE, 1);
    let mut info = MapInfo::default();
    call(Call::MapQuery, [SELF, address + PAGE, at_mut(&mut info)])?;
    assert_eq!(
        (info.address as u64, info.len as u64),
        (address + PAGE, PAGE)
    );
    assert_eq!(
        (info.protection, info.resident_pages),
        (Protection::READ.bits(), 0)
    );
    let mut resident = [9_u8; 3];
    call(
        Call::MapResident,
        [address, 3 * PAGE, at_mut(&mut resident)],
    )?;
    assert_eq!(resident, [0, 0, 1]);
    unmap(address, 3 * PAGE)
}
