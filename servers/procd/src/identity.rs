//! User and group ids, limits, priorities.

use crate::manager::Manager;
use crate::process::{Pid, Process};
use crate::system::System;
use abi::errno::Result;
use abi::process::Limit;
use abi::Errno;
use posix::protocol::IdentityChange;
use posix::types::constants::limits::NGROUPS_MAX;
use posix::types::constants::resource::*;
use posix::types::{ResourceLimit, Rusage};

/// "Keep this id".
const KEEP: u32 = u32::MAX;

/// Real, effective and saved id.
type Ids = [u32; 3];

/// The three ids after a change, by POSIX's rules. Errors: EPERM.
fn change_ids(old: Ids, change: IdentityChange, [a, b, c]: Ids, privileged: bool) -> Result<Ids> {
    let [real, effective, saved] = old;
    let or = |wanted: u32, kept: u32| if wanted == KEEP { kept } else { wanted };
    let allowed =
        |wanted: u32, from: &[u32]| wanted == KEEP || privileged || from.contains(&wanted);
    match change {
        IdentityChange::User | IdentityChange::Group => {
            if privileged {
                Ok([a; 3])
            } else if [real, saved].contains(&a) {
                Ok([real, a, saved])
            } else {
                Err(Errno::EPERM)
            }
        }
        IdentityChange::Users | IdentityChange::Groups => {
            if ![a, b, c].iter().all(|&wanted| allowed(wanted, &old)) {
                return Err(Errno::EPERM);
            }
            Ok([or(a, real), or(b, effective), or(c, saved)])
        }
        IdentityChange::RealEffectiveUsers | IdentityChange::RealEffectiveGroups => {
            if !allowed(a, &[real, effective]) || !allowed(b, &old) {
                return Err(Errno::EPERM);
            }
            // setreuid(2): the saved id follows if the real one is set, or the effective one is
            // set to something else than the real one was.
            let follows = a != KEEP || (b != KEEP && b != real);
            let effective = or(b, effective);
            Ok([
                or(a, real),
                effective,
                if follows { effective } else { saved },
            ])
        }
    }
}

impl<S: System, const N: usize> Manager<S, N> {
    /// The `setuid` family. Errors: EPERM, EINVAL.
    pub fn set_identity(&mut self, pid: Pid, change: IdentityChange, ids: Ids) -> Result<()> {
        let one = matches!(change, IdentityChange::User | IdentityChange::Group);
        if one && ids[0] == KEEP {
            return Err(Errno::EINVAL);
        }
        let process = self.process_mut(pid)?;
        let privileged = process.euid == 0;
        match change {
            IdentityChange::User | IdentityChange::Users | IdentityChange::RealEffectiveUsers => {
                let old = [process.ruid, process.euid, process.suid];
                [process.ruid, process.euid, process.suid] =
                    change_ids(old, change, ids, privileged)?;
            }
            IdentityChange::Group
            | IdentityChange::Groups
            | IdentityChange::RealEffectiveGroups => {
                let old = [process.rgid, process.egid, process.sgid];
                [process.rgid, process.egid, process.sgid] =
                    change_ids(old, change, ids, privileged)?;
            }
        }
        self.publish(pid);
        Ok(())
    }

    /// `setgroups`: numbers of 32 bits each. Errors: EPERM, EINVAL.
    pub fn set_groups(&mut self, pid: Pid, groups: &[u8]) -> Result<()> {
        let process = self.process_mut(pid)?;
        if process.euid != 0 {
            return Err(Errno::EPERM);
        }
        let count = groups.len() / 4;
        if !groups.len().is_multiple_of(4) || count > NGROUPS_MAX {
            return Err(Errno::EINVAL);
        }
        for (slot, bytes) in process.groups.iter_mut().zip(groups.chunks_exact(4)) {
            *slot = u32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        process.groups_len = count;
        Ok(())
    }

    /// `prlimit`: the old limit; `pid` 0 is the caller. Errors: EINVAL, EPERM, ESRCH.
    pub fn limit(
        &mut self,
        caller: Pid,
        pid: Pid,
        resource: i32,
        new: Option<ResourceLimit>,
    ) -> Result<ResourceLimit> {
        let pid = if pid == 0 { caller } else { pid };
        let index = usize::try_from(resource)
            .ok()
            .filter(|&index| index < RLIM_NLIMITS);
        let index = index.ok_or(Errno::EINVAL)?;
        let sender = self.process(caller)?;
        let (privileged, user) = (sender.euid == 0, sender.ruid);
        let process = self.process_mut(pid)?;
        if !privileged && process.ruid != user {
            return Err(Errno::EPERM);
        }
        let old = process.limits[index];
        let Some(new) = new else { return Ok(old) };
        if new.current > new.maximum {
            return Err(Errno::EINVAL);
        }
        let too_many = resource == RLIMIT_NOFILE && new.maximum > abi::handle::LOW_LIMIT.into();
        if (new.maximum > old.maximum && !privileged) || too_many {
            return Err(Errno::EPERM);
        }
        process.limits[index] = new;
        let handle = process.handle;
        let kernel_limit = match resource {
            RLIMIT_NOFILE => Some(Limit::Handles),
            RLIMIT_AS => Some(Limit::AddressSpace),
            _ => None,
        };
        if let Some(limit) = kernel_limit {
            self.system.set_limit(handle, limit, new.current);
        }
        Ok(old)
    }

    fn selects(which: i32, who: Pid, caller: &Process) -> Result<impl Fn(&Process) -> bool> {
        let id = match (which, who) {
            (PRIO_PROCESS, 0) => caller.pid,
            (PRIO_PGRP, 0) => caller.pgid,
            (PRIO_USER, 0) => caller.ruid as Pid,
            (PRIO_PROCESS | PRIO_PGRP | PRIO_USER, who) => who,
            _ => return Err(Errno::EINVAL),
        };
        Ok(move |process: &Process| match which {
            PRIO_PROCESS => process.pid == id,
            PRIO_PGRP => process.pgid == id,
            _ => process.ruid == id as u32,
        })
    }

    /// Nanoseconds of CPU time that a process has used; of one that has ended, until its parent has waited for it. Errors: ESRCH.
    pub fn cpu_time(&mut self, pid: Pid) -> Result<u64> {
        let process = self.process(pid)?;
        if process.is_zombie() {
            let Rusage { utime, stime, .. } = process.usage;
            return Ok(utime.to_nanoseconds()? + stime.to_nanoseconds()?);
        }
        let handle = process.handle;
        let info = self.system.info(handle);
        Ok(info.user_ns + info.system_ns)
    }

    /// `getpriority`: the lowest nice value of the selected. Errors: EINVAL, ESRCH.
    pub fn priority(&self, caller: Pid, which: i32, who: Pid) -> Result<i32> {
        let selected = Self::selects(which, who, self.process(caller)?)?;
        let nices = self
            .table
            .iter()
            .filter(|process| selected(process))
            .map(|process| process.nice);
        nices.min().ok_or(Errno::ESRCH)
    }

    /// `setpriority`. Errors: EINVAL, ESRCH, EPERM, EACCES for less than now without privilege.
    pub fn set_priority(&mut self, caller: Pid, which: i32, who: Pid, nice: i32) -> Result<()> {
        let sender = self.process(caller)?;
        let (user, privileged) = (sender.euid, sender.euid == 0);
        let selected = Self::selects(which, who, sender)?;
        let mut from = 0;
        let mut result = Err(Errno::ESRCH);
        while let Some(pid) = self.table.next_match(&mut from, &selected) {
            let process = self.process_mut(pid)?;
            if !privileged && process.ruid != user && process.euid != user {
                result = Err(Errno::EPERM);
            } else if !privileged && nice < process.nice {
                result = Err(Errno::EACCES);
            } else {
                process.nice = nice.clamp(-20, 19);
                if result == Err(Errno::ESRCH) {
                    result = Ok(());
                }
            }
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setuid_by_the_superuser_sets_all_three() {
        assert_eq!(
            change_ids([0; 3], IdentityChange::User, [5, KEEP, KEEP], true),
            Ok([5; 3])
        );
    }

    #[test]
    fn setuid_by_others_moves_the_effective_id_between_real_and_saved() {
        let change = IdentityChange::User;
        assert_eq!(
            change_ids([1, 1, 2], change, [2, KEEP, KEEP], false),
            Ok([1, 2, 2])
        );
        assert_eq!(
            change_ids([1, 1, 2], change, [3, KEEP, KEEP], false),
            Err(Errno::EPERM)
        );
    }

    #[test]
    fn setresuid_takes_any_of_the_three() {
        let change = IdentityChange::Users;
        assert_eq!(
            change_ids([1, 2, 3], change, [3, 1, 2], false),
            Ok([3, 1, 2])
        );
        assert_eq!(
            change_ids([1, 2, 3], change, [KEEP, 4, KEEP], false),
            Err(Errno::EPERM)
        );
        assert_eq!(
            change_ids([1, 2, 3], change, [KEEP; 3], false),
            Ok([1, 2, 3])
        );
    }

    #[test]
    fn setreuid_makes_the_saved_id_follow() {
        let change = IdentityChange::RealEffectiveUsers;
        assert_eq!(
            change_ids([1, 2, 2], change, [2, 1, KEEP], false),
            Ok([2, 1, 1])
        );
        assert_eq!(
            change_ids([1, 1, 2], change, [KEEP, 1, KEEP], false),
            Ok([1, 1, 2])
        );
    }
}
