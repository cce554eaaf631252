//! Reaching into an address space that need not be loaded.

use super::fault::Ask;
use super::AddressSpace;
use crate::machine::{machine, UserFault};
use crate::memory::frame::FrameRef;
use crate::memory::object::parts;
use crate::memory::{Access, FaultCause};
use abi::{Errno, UserSlice};

impl AddressSpace {
    /// The frame behind `address` for that access, faulted in, within the protection. May park.
    pub fn page(&self, address: usize, access: Access) -> Result<FrameRef, FaultCause> {
        self.ensure(address, access, Ask::Owner, FrameRef::retained)
    }

    fn page_forced(&self, address: usize, access: Access) -> Result<FrameRef, Errno> {
        self.ensure(address, access, Ask::Force, FrameRef::retained)
            .map_err(FaultCause::errno)
    }

    /// Copies from this space to kernel memory, whatever the protection. EFAULT, ENOMEM.
    pub fn read(&self, address: usize, into: &mut [u8]) -> Result<(), Errno> {
        check(address, into.len())?;
        parts(address as u64, into.len()).try_for_each(|(_, within, part)| {
            let page = self.page_forced(address + part.start, Access::Read)?;
            machine().read_frame(page.frame(), within, &mut into[part]);
            Ok(())
        })
    }

    /// Copies from kernel memory to this space, to private memory whatever its protection.
    /// EFAULT, ENOMEM.
    pub fn write(&self, address: usize, from: &[u8]) -> Result<(), Errno> {
        check(address, from.len())?;
        parts(address as u64, from.len()).try_for_each(|(_, within, part)| {
            let page = self.page_forced(address + part.start, Access::Write)?;
            machine().write_frame(page.frame(), within, &from[part]);
            Ok(())
        })
    }

    /// Copies `to.len` bytes at `address` in this space to the loaded space's `to`, through the
    /// direct map. Both sides' protections count. EFAULT, ENOMEM.
    pub fn copy_to_user(&self, address: usize, to: UserSlice) -> Result<(), Errno> {
        self.transfer_to_user(address, to, Ask::Owner)
    }

    /// As [`Self::copy_to_user`], whatever this space's protection: for a debugger.
    pub fn copy_to_user_forced(&self, address: usize, to: UserSlice) -> Result<(), Errno> {
        self.transfer_to_user(address, to, Ask::Force)
    }

    /// Copies the loaded space's `from` to `address` in this space. EFAULT, ENOMEM.
    pub fn copy_from_user(&self, address: usize, from: UserSlice) -> Result<(), Errno> {
        self.transfer_from_user(address, from, Ask::Owner)
    }

    /// As [`Self::copy_from_user`], to private memory whatever its protection: for a debugger, and
    /// for exec, which fills a new space.
    pub fn copy_from_user_forced(&self, address: usize, from: UserSlice) -> Result<(), Errno> {
        self.transfer_from_user(address, from, Ask::Force)
    }

    fn transfer_to_user(&self, address: usize, to: UserSlice, ask: Ask) -> Result<(), Errno> {
        check(address, to.len)?;
        parts(address as u64, to.len).try_for_each(|(_, within, part)| {
            let page = self
                .ensure(address + part.start, Access::Read, ask, FrameRef::retained)
                .map_err(FaultCause::errno)?;
            machine()
                .copy_frame_to_user(page.frame(), within, to.address + part.start, part.len())
                .map_err(|UserFault| Errno::EFAULT)
        })
    }

    fn transfer_from_user(&self, address: usize, from: UserSlice, ask: Ask) -> Result<(), Errno> {
        check(address, from.len)?;
        parts(address as u64, from.len).try_for_each(|(_, within, part)| {
            let page = self
                .ensure(address + part.start, Access::Write, ask, FrameRef::retained)
                .map_err(FaultCause::errno)?;
            machine()
                .copy_user_to_frame(page.frame(), within, from.address + part.start, part.len())
                .map_err(|UserFault| Errno::EFAULT)
        })
    }
}

fn check(address: usize, len: usize) -> Result<(), Errno> {
    match address.checked_add(len) {
        Some(end) if end <= abi::USER_TOP => Ok(()),
        _ => Err(Errno::EFAULT),
    }
}
