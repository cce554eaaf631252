//! Arguments and answers of the process manager's operations.

use crate::types::Rusage;
use bytemuck::{Pod, Zeroable};

/// Payload of [`super::Operation::Wait`]'s answer.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct WaitReport {
    pub pid: i32,
    pub uid: u32,
    /// `CLD_*`.
    pub code: i32,
    /// As `wait` stores it.
    pub status: u32,
    pub usage: Rusage,
}

/// `args[0]` of [`super::Operation::SetIdentity`]; the ids follow in `args[1..]`.
#[repr(u64)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityChange {
    /// `setuid(a)`.
    User = 0,
    /// `setgid(a)`.
    Group = 1,
    /// `setresuid(a, b, c)`.
    Users = 2,
    /// `setresgid(a, b, c)`.
    Groups = 3,
    /// `setreuid(a, b)`.
    RealEffectiveUsers = 4,
    /// `setregid(a, b)`.
    RealEffectiveGroups = 5,
}

impl IdentityChange {
    /// The change of that number, if there is one.
    pub const fn from_number(number: u64) -> Option<Self> {
        Some(match number {
            0 => Self::User,
            1 => Self::Group,
            2 => Self::Users,
            3 => Self::Groups,
            4 => Self::RealEffectiveUsers,
            5 => Self::RealEffectiveGroups,
            _ => return None,
        })
    }
}
