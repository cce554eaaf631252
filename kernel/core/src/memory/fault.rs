//! Page faults as the CPU reports them.

use super::oom;
use crate::scheduler;
use abi::Errno;

/// What the access was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
    Execute,
}

/// Who made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    User,
    /// The kernel's own user copy.
    Kernel,
}

/// Why an access cannot be allowed: `cause` of [`abi::upcall::Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum FaultCause {
    /// Nothing is mapped there.
    Unmapped = 0,
    /// Something is, but not for this access.
    Protection = 1,
    /// Beyond the end of the object, or its pager failed.
    BeyondEnd = 2,
    /// Out of memory.
    NoMemory = 3,
}

impl FaultCause {
    /// The error of a kernel call that met it.
    pub fn errno(self) -> Errno {
        match self {
            Self::NoMemory => Errno::ENOMEM,
            _ => Errno::EFAULT,
        }
    }
}

/// What the machine does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultOutcome {
    /// Try the instruction again.
    Mended,
    /// A user's: raise exception 14 with this cause by `core::thread::exception`; the kernel's
    /// copy: fail with [`crate::machine::UserFault`].
    Refused(FaultCause),
}

/// Called by the machine for a page fault at a user address. May park on a pager.
pub fn page_fault(address: usize, access: Access, _origin: Origin) -> FaultOutcome {
    let Some(space) = scheduler::current_space() else {
        return FaultOutcome::Refused(FaultCause::Unmapped);
    };
    loop {
        match space.page_fault(address, access) {
            Ok(()) => return FaultOutcome::Mended,
            Err(FaultCause::NoMemory) if oom::relieve(&scheduler::current()) => {}
            Err(cause) => return FaultOutcome::Refused(cause),
        }
    }
}
