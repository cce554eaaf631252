//! Handles.

use super::call::kernel_call;
use abi::errno::Result;
use abi::file::FileFlags;
use abi::handle::{HandleFlags, HandleKind, Rights};
use abi::Handle;

/// Closes a handle.
pub fn close(handle: Handle) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(HandleClose, handle.0) }.map(drop)
}

/// Duplicates a handle at the lowest free number from `target` on, or exactly there with
/// [`HandleFlags::EXACT`]. No `rights` keeps all.
pub fn duplicate(
    handle: Handle,
    target: Handle,
    flags: HandleFlags,
    rights: Rights,
) -> Result<Handle> {
    // SAFETY: touches no memory of this process.
    unsafe {
        kernel_call!(
            HandleDuplicate,
            handle.0,
            target.0,
            flags.bits(),
            rights.bits()
        )
    }
    .map(|h| Handle(h as u32))
}

/// What is known of a handle without asking its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandleInfo {
    pub flags: HandleFlags,
    pub rights: Rights,
    pub kind: Option<HandleKind>,
    pub file_flags: FileFlags,
}

/// Asks for a handle's flags, rights and kind.
pub fn get_info(handle: Handle) -> Result<HandleInfo> {
    // SAFETY: touches no memory of this process.
    let word = unsafe { kernel_call!(HandleGetFlags, handle.0) }?;
    Ok(HandleInfo {
        flags: HandleFlags::from_bits_truncate(word as u32 & 0xff),
        rights: Rights::from_bits_truncate((word >> 8) as u32 & 0xff),
        kind: HandleKind::from_number((word >> 16) as u32 & 0xff),
        file_flags: FileFlags::from_bits_truncate((word >> 32) as u32),
    })
}

/// Sets close-on-exec and close-on-fork.
pub fn set_flags(handle: Handle, flags: HandleFlags) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(HandleSetFlags, handle.0, flags.bits()) }.map(drop)
}

/// Sets the status flags of the open file.
pub fn set_file_flags(handle: Handle, flags: FileFlags) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(FileSetFlags, handle.0, flags.bits()) }.map(drop)
}

/// What [`close_range`] does to each handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeAction {
    Close = 0,
    SetCloseOnExec = 1,
}

/// Closes, or marks close-on-exec, every handle from `first` to `last`.
pub fn close_range(first: Handle, last: Handle, action: RangeAction) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(HandleCloseRange, first.0, last.0, action) }.map(drop)
}
