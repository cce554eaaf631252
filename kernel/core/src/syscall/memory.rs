//! Calls on memory objects, mappings and address spaces.

use super::Context;
use crate::handle::{Entry, Object};
use crate::ipc::pager::SchemePager;
use crate::machine::{machine, Cache, Frame};
use crate::memory::space::Placement;
use crate::memory::{AddressSpace, Backing, MemoryObject};
use crate::user::{self, UserStruct};
use abi::handle::HandleFlags;
use abi::memory::{Advice, LockAll, LockOperation, MapRequest, MemoryInfo, MemoryKind, Protection};
use abi::{Errno, Handle, Rights, UserSlice, PAGE_SIZE};
use alloc::sync::Arc;

/// (kind, size, physical address or scheme, cookie) → handle. EINVAL, EPERM without the hardware
/// handle, EBADF, EMFILE, ENOMEM. Does not block.
pub fn create(context: &Context) -> Result<u64, Errno> {
    let size = context.args[1];
    let object = match context.args[0] {
        k if k == MemoryKind::Anonymous as u64 => MemoryObject::anonymous(size)?,
        k if k == MemoryKind::Physical as u64 => {
            require_hardware(context)?;
            physical(context.args[2], size)?
        }
        k if k == MemoryKind::Contiguous as u64 => {
            require_hardware(context)?;
            MemoryObject::contiguous(size)?
        }
        k if k == MemoryKind::Paged as u64 => match context.object(2, Rights::CONTROL)? {
            Object::Scheme(end) => {
                let pager = SchemePager {
                    scheme: end.scheme().clone(),
                };
                MemoryObject::paged(Arc::new(pager), context.args[3], size)?
            }
            _ => return Err(Errno::EINVAL),
        },
        _ => return Err(Errno::EINVAL),
    };
    context.install(Object::Memory(object))
}

/// Device memory is for who holds the hardware handle, wherever it holds it.
fn require_hardware(context: &Context) -> Result<(), Errno> {
    let table = context.process().handles.lock();
    let held = table
        .first_in(Handle(0), Handle(u32::MAX), |entry| {
            matches!(entry.object, Object::Hardware) && entry.rights.contains(Rights::CONTROL)
        })
        .is_some();
    if held {
        Ok(())
    } else {
        Err(Errno::EPERM)
    }
}

fn physical(address: u64, size: u64) -> Result<Arc<MemoryObject>, Errno> {
    let page = PAGE_SIZE as u64;
    if !address.is_multiple_of(page) || address.checked_add(size).is_none() {
        return Err(Errno::EINVAL);
    }
    let first = Frame(address / page);
    if machine().is_ram(first, size.div_ceil(page)) {
        return Err(Errno::EPERM);
    }
    MemoryObject::physical(first, size, Cache::Uncached)
}

fn object(context: &Context, rights: Rights) -> Result<Arc<MemoryObject>, Errno> {
    match context.object(0, rights)? {
        Object::Memory(object) => Ok(object),
        _ => Err(Errno::EINVAL),
    }
}

/// (memory object) → size. EBADF, EINVAL. Does not block.
pub fn get_size(context: &Context) -> Result<u64, Errno> {
    Ok(object(context, Rights::empty())?.size())
}

/// (memory object, memory information pointer) → 0. EBADF, EINVAL, EFAULT. Does not block.
pub fn get_info(context: &Context) -> Result<u64, Errno> {
    let object = object(context, Rights::empty())?;
    let info = MemoryInfo {
        object: object.id(),
        size: object.size(),
        mappings: object.mappings(),
    };
    info.store(context.word(1))?;
    Ok(0)
}

/// (memory object, size) → 0. EBADF, EACCES, EINVAL, ENOMEM. Does not block.
pub fn set_size(context: &Context) -> Result<u64, Errno> {
    object(context, Rights::CONTROL)?.set_size(context.args[1])?;
    Ok(0)
}

/// (memory object) → physical address. EBADF, EACCES, EINVAL. Does not block.
pub fn get_physical(context: &Context) -> Result<u64, Errno> {
    object(context, Rights::CONTROL)?.physical_address()
}

/// The address space in argument 0.
fn space(context: &Context) -> Result<Arc<AddressSpace>, Errno> {
    if context.handle(0) == Handle::SELF {
        return context.thread.space();
    }
    match context.object(0, Rights::CONTROL)? {
        Object::Space(space) => Ok(space),
        _ => Err(Errno::EINVAL),
    }
}

/// What a handle shows when mapped. EBADF, EACCES, ENODEV.
fn backing(entry: &Entry) -> Result<Backing, Errno> {
    let mut allowed = Protection::READ;
    if entry.rights.contains(Rights::WRITE) {
        allowed |= Protection::WRITE;
    }
    if entry.rights.contains(Rights::EXECUTE) {
        allowed |= Protection::EXECUTE;
    }
    let (object, stream, file) = match &entry.object {
        Object::Memory(object) => (object.clone(), None, 0),
        Object::File(file) => {
            let stream = file.stream().ok_or(Errno::ENODEV)?;
            let number = file.target().map_or(0, |target| target.file);
            (memory_of(stream)?, Some(stream.clone()), number)
        }
        _ => return Err(Errno::ENODEV),
    };
    Ok(Backing {
        object,
        stream,
        file,
        allowed,
    })
}

fn memory_of(stream: &crate::memory::Stream) -> Result<Arc<MemoryObject>, Errno> {
    match stream.kind() {
        crate::memory::stream::Kind::Memory(object) => Ok(object.clone()),
        _ => Err(Errno::ENODEV),
    }
}

/// (address space or SELF, map request pointer) → address. EBADF, EACCES, ENODEV, EINVAL, EEXIST,
/// ENOMEM, EFAULT. Blocks on a pager if asked to populate.
pub fn map(context: &Context) -> Result<u64, Errno> {
    let request = MapRequest::load(context.word(1))?;
    let backing = if request.object == Handle::NONE {
        None
    } else {
        let entry = context
            .process()
            .entry(request.object, Rights::MAP, Errno::EACCES)?;
        Some(backing(&entry)?)
    };
    Ok(space(context)?.map(&request, backing)? as u64)
}

/// (address space or SELF, address, length) → 0. EBADF, EINVAL, ENOMEM. Does not block.
pub fn unmap(context: &Context) -> Result<u64, Errno> {
    space(context)?.unmap(context.word(1), context.word(2))?;
    Ok(0)
}

/// (address space or SELF, address, length, protection) → 0. EBADF, EINVAL, EACCES, ENOMEM. Does
/// not block.
pub fn protect(context: &Context) -> Result<u64, Errno> {
    let protection = Protection::from_bits(context.args[3] as u32).ok_or(Errno::EINVAL)?;
    space(context)?.protect(context.word(1), context.word(2), protection)?;
    Ok(0)
}

fn advice(number: u64) -> Result<Advice, Errno> {
    Ok(match number {
        0 => Advice::Normal,
        1 => Advice::Random,
        2 => Advice::Sequential,
        3 => Advice::WillNeed,
        4 => Advice::DontNeed,
        8 => Advice::Free,
        10 => Advice::DontFork,
        11 => Advice::DoFork,
        18 => Advice::WipeOnFork,
        19 => Advice::KeepOnFork,
        _ => return Err(Errno::EINVAL),
    })
}

/// (address, length, advice) → 0. EINVAL, ENOMEM. Does not block.
pub fn advise(context: &Context) -> Result<u64, Errno> {
    let advice = advice(context.args[2])?;
    context
        .thread
        .space()?
        .advise(context.word(0), context.word(1), advice)?;
    Ok(0)
}

/// (address, old length, new length, placement, new address) → address. EINVAL, EFAULT, ENOMEM.
/// Does not block.
pub fn remap(context: &Context) -> Result<u64, Errno> {
    let placement = match context.args[3] {
        0 => Placement::InPlace,
        1 => Placement::Anywhere,
        2 => Placement::Exactly(context.word(4)),
        _ => return Err(Errno::EINVAL),
    };
    let (address, old, new) = (context.word(0), context.word(1), context.word(2));
    let space = context.thread.space()?;
    Ok(space.remap(address, old, new, placement)? as u64)
}

/// (address, length) → 0. EINVAL, ENOMEM, EIO. Blocks on the pager.
pub fn synchronise(context: &Context) -> Result<u64, Errno> {
    context
        .thread
        .space()?
        .synchronise(context.word(0), context.word(1))?;
    Ok(0)
}

/// (process or SELF, address, map information pointer) → 0. ENOENT, EBADF, EACCES, EFAULT. Does not
/// block.
pub fn query(context: &Context) -> Result<u64, Errno> {
    let space = if context.handle(0) == Handle::SELF {
        context.thread.space()?
    } else {
        match context.object(0, Rights::READ)? {
            Object::Process(process) => process.space_if_any().ok_or(Errno::ESRCH)?,
            Object::Space(space) => space,
            _ => return Err(Errno::EINVAL),
        }
    };
    space.query(context.word(1))?.store(context.word(2))?;
    Ok(0)
}

/// (address space, address, source, length) → 0. EBADF, EACCES, EFAULT, ENOMEM. Does not block.
pub fn space_write(context: &Context) -> Result<u64, Errno> {
    let from = UserSlice {
        address: context.word(2),
        len: context.word(3),
    };
    space(context)?.copy_from_user_forced(context.word(1), from)?;
    Ok(0)
}

/// (address, length, byte array) → 0. EINVAL, ENOMEM, EFAULT. Does not block.
pub fn resident(context: &Context) -> Result<u64, Errno> {
    const CHUNK: usize = 256;
    let (address, len, into) = (context.word(0), context.word(1), context.word(2));
    if !address.is_multiple_of(PAGE_SIZE) || address.checked_add(len).is_none() {
        return Err(Errno::EINVAL);
    }
    let pages = len.div_ceil(PAGE_SIZE);
    let space = context.thread.space()?;
    for start in (0..pages).step_by(CHUNK) {
        let mut bytes = [0; CHUNK];
        let bytes = &mut bytes[..(pages - start).min(CHUNK)];
        space.resident(address + start * PAGE_SIZE, bytes)?;
        user::write(into + start, bytes)?;
    }
    Ok(0)
}

/// (address, length, operation, most bytes locked) → 0. EINVAL, ENOMEM, EAGAIN. Blocks on the pager.
pub fn lock(context: &Context) -> Result<u64, Errno> {
    const LOCK: u64 = LockOperation::Lock as u64;
    const UNLOCK: u64 = LockOperation::Unlock as u64;
    const LOCK_ALL: u64 = LockOperation::LockAll as u64;
    const UNLOCK_ALL: u64 = LockOperation::UnlockAll as u64;
    let (address, len, limit) = (context.word(0), context.word(1), context.args[3]);
    let space = context.thread.space()?;
    match context.args[2] {
        LOCK => space.lock_range(address, len, limit)?,
        UNLOCK => space.unlock_range(address, len)?,
        LOCK_ALL => {
            let which = LockAll::from_bits(address as u32).ok_or(Errno::EINVAL)?;
            space.lock_all(which, limit)?;
        }
        UNLOCK_ALL => space.unlock_all(),
        _ => return Err(Errno::EINVAL),
    }
    Ok(0)
}

/// (target, source, length) → 0. EFAULT, with what came before the fault copied. Does not block but
/// on the pager.
pub fn copy(context: &Context) -> Result<u64, Errno> {
    const CHUNK: usize = 1024;
    let [mut target, mut source, mut left] = [context.word(0), context.word(1), context.word(2)];
    let mut buffer = [0; CHUNK];
    while left > 0 {
        let bytes = &mut buffer[..left.min(CHUNK)];
        user::read(source, bytes)?;
        user::write(target, bytes)?;
        target = target.wrapping_add(bytes.len());
        source = source.wrapping_add(bytes.len());
        left -= bytes.len();
    }
    Ok(0)
}

/// () → handle. EMFILE, ENOMEM. Does not block.
pub fn space_create(context: &Context) -> Result<u64, Errno> {
    let space = Object::Space(AddressSpace::new()?);
    // It is for exec: neither a descriptor nor the next program's.
    let entry = Entry {
        flags: HandleFlags::HIGH | HandleFlags::CLOSE_ON_EXEC,
        ..Entry::new(space)
    };
    let handle = context.process().install(entry)?;
    Ok(u64::from(handle.0))
}
