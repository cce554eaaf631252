//! Shared memory segments.

use super::{send, send_named, with_status, word};
use crate::kernel::{handle, memory};
use crate::path::Message;
use crate::protocol::{OpenFlags, Operation};
use crate::state::Thread;
use crate::types::constants::ipc::*;
use crate::types::SegmentStatus;
use abi::errno::Result;
use abi::memory::{MapFlags, MapRequest, Protection};
use abi::message::CallFlags;
use abi::{Errno, Handle, PAGE_SIZE};

/// `shmget`. Errors: EACCES, EEXIST, EINVAL, ENOENT, ENOSPC, ENOMEM.
pub fn shmget(thread: &Thread, key: i32, size: usize, flags: i32) -> Result<i32> {
    let args = [word(key), size as u64, word(flags), 0];
    let message = Message::new(Operation::SharedMemoryGet, args);
    send(thread, &message).map(|answer| answer.result as i32)
}

/// Writes a number in decimal to the end of `room`.
fn decimal(mut number: u32, room: &mut [u8; 10]) -> &[u8] {
    let mut start = room.len();
    loop {
        start -= 1;
        room[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return &room[start..];
        }
    }
}

/// `shmat`; the address. Errors: EACCES, EINVAL, ENOMEM.
pub fn shmat(thread: &Thread, id: i32, address: usize, flags: i32) -> Result<usize> {
    let (place, mut map_flags) = match address {
        0 if flags & SHM_REMAP != 0 => return Err(Errno::EINVAL),
        0 => (0, MapFlags::empty()),
        _ if flags & SHM_RND == 0 && !address.is_multiple_of(PAGE_SIZE) => {
            return Err(Errno::EINVAL)
        }
        _ if flags & SHM_REMAP != 0 => (address & !(PAGE_SIZE - 1), MapFlags::FIXED),
        _ => (address & !(PAGE_SIZE - 1), MapFlags::FIXED_NO_REPLACE),
    };
    map_flags |= MapFlags::SHARED;
    let number = u32::try_from(id).map_err(|_| Errno::EINVAL)?;
    let mut protection = Protection::READ;
    let mut wanted = OpenFlags::empty();
    if flags & SHM_RDONLY == 0 {
        protection |= Protection::WRITE;
        wanted |= OpenFlags::READ_WRITE;
    }
    if flags & SHM_EXEC != 0 {
        protection |= Protection::EXECUTE;
        wanted |= OpenFlags::EXECUTE;
    }
    let mut room = [0; 10];
    let name = decimal(number, &mut room);
    let message = Message::new(Operation::Open, [wanted.bits(), 0, 0, 0])
        .flags(CallFlags::HIGH | CallFlags::CLOSE_ON_EXEC);
    let object = send_named(thread, name, &message)?.handle;
    let mapped = map(object, place, protection, map_flags);
    handle::close(object)?;
    mapped.map_err(|errno| match errno {
        Errno::EEXIST | Errno::EPERM => Errno::EINVAL,
        other => other,
    })
}

fn map(object: Handle, place: usize, protection: Protection, flags: MapFlags) -> Result<usize> {
    let size = memory::get_size(object)? as usize;
    let request = MapRequest {
        address: place,
        len: size.next_multiple_of(PAGE_SIZE),
        protection: protection.bits(),
        flags: flags.bits(),
        object,
        reserved: 0,
        offset: 0,
    };
    memory::map(Handle::SELF, &request)
}

/// `shmdt`. Errors: EINVAL if no segment is attached at the address.
pub fn shmdt(thread: &Thread, address: usize) -> Result<()> {
    let first = match memory::query(Handle::SELF, address) {
        Ok(first) if first.address == address && first.offset == 0 && first.object != 0 => first,
        _ => return Err(Errno::EINVAL),
    };
    let message = Message::new(Operation::SharedMemoryDetach, [first.object, 0, 0, 0]);
    let size = send(thread, &message)?.result as usize;
    // What `mprotect` or `munmap` made of the attachment: parts, some of which may be gone.
    let end = address + size.next_multiple_of(PAGE_SIZE);
    let mut at = address;
    while at < end {
        let part = match memory::query(Handle::SELF, at) {
            Ok(part) if part.address < end => part,
            _ => break,
        };
        let expected = part.offset == (part.address.wrapping_sub(address)) as u64;
        if part.object == first.object && expected {
            memory::unmap(Handle::SELF, part.address, part.len)?;
        }
        at = part.address + part.len;
    }
    Ok(())
}

/// `shmctl`; `status` is the address of a `struct shmid_ds`. Errors: EACCES, EINVAL, EPERM, EFAULT.
pub fn shmctl(thread: &Thread, id: i32, command: i32, status: usize) -> Result<i32> {
    let args = [word(id), word(command), 0, 0];
    let message = Message::new(Operation::SharedMemoryControl, args);
    let message = with_status::<SegmentStatus>(message, command, SHM_STAT, status);
    send(thread, &message).map(|answer| answer.result as i32)
}
