//! Reading, writing, seeking.

use super::{Context, DONE};
use crate::guest;
use abi::errno::Result;
use abi::file::{IoVec, IOV_MAX};
use abi::{Errno, UserSlice};
use posix::fd;

pub fn read(context: &mut Context<'_>) -> Result<u64> {
    fd::read(context.thread(), context.int(0), context.buffer(1)?).map(|n| n as u64)
}

pub fn write(context: &mut Context<'_>) -> Result<u64> {
    fd::write(context.thread(), context.int(0), context.buffer(1)?).map(|n| n as u64)
}

pub fn pread(context: &mut Context<'_>) -> Result<u64> {
    let offset = context.raw(3) as i64;
    fd::pread(context.thread(), context.int(0), context.buffer(1)?, offset).map(|n| n as u64)
}

pub fn pwrite(context: &mut Context<'_>) -> Result<u64> {
    let offset = context.raw(3) as i64;
    fd::pwrite(context.thread(), context.int(0), context.buffer(1)?, offset).map(|n| n as u64)
}

/// Vectors that are copied to the stack at once.
const VECTORS: usize = IOV_MAX;

/// The guest's vectors, copied so that it cannot change them after they were looked at.
struct Vectors([[usize; 2]; VECTORS], usize);

impl Vectors {
    /// Those at argument 1, as many as argument 2 says. Errors: EINVAL, EFAULT.
    fn of(context: &Context<'_>) -> Result<Self> {
        const _: () = assert!(size_of::<IoVec>() == size_of::<[usize; 2]>());
        let count = usize::try_from(context.int(2)).map_err(|_| Errno::EINVAL)?;
        let mut vectors = [[0; 2]; VECTORS];
        let used = vectors.get_mut(..count).ok_or(Errno::EINVAL)?;
        guest::read(context.word(1), bytemuck::cast_slice_mut(used))?;
        for [address, len] in used {
            guest::buffer(*address, *len)?;
        }
        Ok(Self(vectors, count))
    }

    fn address(&self) -> usize {
        self.0.as_ptr() as usize
    }

    fn count(&self) -> i32 {
        self.1 as i32
    }
}

pub fn readv(context: &mut Context<'_>) -> Result<u64> {
    let vectors = Vectors::of(context)?;
    fd::readv(
        context.thread(),
        context.int(0),
        vectors.address(),
        vectors.count(),
    )
    .map(|n| n as u64)
}

pub fn writev(context: &mut Context<'_>) -> Result<u64> {
    let vectors = Vectors::of(context)?;
    fd::writev(
        context.thread(),
        context.int(0),
        vectors.address(),
        vectors.count(),
    )
    .map(|n| n as u64)
}

pub fn preadv(context: &mut Context<'_>) -> Result<u64> {
    let (vectors, offset) = (Vectors::of(context)?, context.raw(3) as i64);
    fd::preadv(
        context.thread(),
        context.int(0),
        vectors.address(),
        vectors.count(),
        offset,
    )
    .map(|n| n as u64)
}

pub fn pwritev(context: &mut Context<'_>) -> Result<u64> {
    let (vectors, offset) = (Vectors::of(context)?, context.raw(3) as i64);
    fd::pwritev(
        context.thread(),
        context.int(0),
        vectors.address(),
        vectors.count(),
        offset,
    )
    .map(|n| n as u64)
}

pub fn lseek(context: &mut Context<'_>) -> Result<u64> {
    let (offset, whence) = (context.raw(1) as i64, context.int(2));
    fd::lseek(context.thread(), context.int(0), offset, whence).map(|position| position as u64)
}

pub fn sendfile(context: &mut Context<'_>) -> Result<u64> {
    let mut offset = guest::load_if::<i64>(context.word(2))?;
    let (output, input, count) = (context.int(0), context.int(1), context.word(3));
    let moved = fd::sendfile(context.thread(), output, input, offset.as_mut(), count)?;
    if let Some(offset) = offset {
        guest::store(context.word(2), &offset)?;
    }
    Ok(moved as u64)
}

pub fn copy_file_range(context: &mut Context<'_>) -> Result<u64> {
    if context.unsigned(5) != 0 {
        return Err(Errno::EINVAL);
    }
    let mut input_offset = guest::load_if::<i64>(context.word(1))?;
    let mut output_offset = guest::load_if::<i64>(context.word(3))?;
    let moved = fd::copy_file_range(
        context.thread(),
        context.int(0),
        input_offset.as_mut(),
        context.int(2),
        output_offset.as_mut(),
        context.word(4),
    )?;
    for (address, offset) in [(1, input_offset), (3, output_offset)] {
        if let Some(offset) = offset {
            guest::store(context.word(address), &offset)?;
        }
    }
    Ok(moved as u64)
}

pub fn fadvise(context: &mut Context<'_>) -> Result<u64> {
    /// `POSIX_FADV_NORMAL` to `POSIX_FADV_NOREUSE`: hints, which need no effect.
    const LAST: i32 = 5;
    // A descriptor that cannot be sought has nothing to be advised on.
    fd::lseek(context.thread(), context.int(0), 0, 1)?;
    match context.int(3) {
        0..=LAST => DONE,
        _ => Err(Errno::EINVAL),
    }
}

pub fn getrandom(context: &mut Context<'_>) -> Result<u64> {
    /// `GRND_NONBLOCK`, `GRND_RANDOM`, `GRND_INSECURE`.
    const KNOWN: u32 = 7;
    if context.unsigned(2) & !KNOWN != 0 {
        return Err(Errno::EINVAL);
    }
    let buffer: UserSlice = context.buffer(0)?;
    posix::random::getrandom(buffer).map(|n| n as u64)
}
