//! Limits, usage, priorities.

use crate::kernel::process;
use crate::path::{call_manager, Message};
use crate::protocol::Operation;
use crate::state::Thread;
use crate::time::{clock_gettime, monotonic};
use crate::types::constants::resource::*;
use crate::types::constants::time::CLOCK_THREAD_CPUTIME_ID;
use crate::types::{ResourceLimit, Rusage, Timeval, Tms};
use abi::errno::Result;
use abi::{Errno, Handle, UserSlice};
use bytemuck::{bytes_of, bytes_of_mut};

/// `prlimit`: the old limit. Errors: EINVAL, EPERM, ESRCH.
pub fn prlimit(
    thread: &Thread,
    pid: i32,
    resource: i32,
    new: Option<&ResourceLimit>,
) -> Result<ResourceLimit> {
    let mut old = ResourceLimit::default();
    let input = new.map_or(UserSlice::EMPTY, |new| UserSlice::of(bytes_of(new)));
    let args = [pid as u32 as u64, resource as u32 as u64, 0, 0];
    let message = Message::new(Operation::ResourceLimit, args)
        .input(input)
        .output(UserSlice::of_mut(bytes_of_mut(&mut old)));
    call_manager(thread, b"", &message)?;
    Ok(old)
}

/// `getrusage`. Errors: EINVAL.
pub fn getrusage(thread: &Thread, who: i32) -> Result<Rusage> {
    match who {
        RUSAGE_SELF => own_usage(),
        RUSAGE_THREAD => {
            let time = clock_gettime(CLOCK_THREAD_CPUTIME_ID)?;
            let utime = Timeval {
                sec: time.sec,
                usec: time.nsec / 1000,
            };
            Ok(Rusage {
                utime,
                ..own_usage()?
            })
        }
        RUSAGE_CHILDREN => {
            let mut usage = Rusage::default();
            let message = Message::new(Operation::ResourceUsage, [who as i64 as u64, 0, 0, 0])
                .output(UserSlice::of_mut(bytes_of_mut(&mut usage)));
            call_manager(thread, b"", &message)?;
            Ok(usage)
        }
        _ => Err(Errno::EINVAL),
    }
}

fn own_usage() -> Result<Rusage> {
    let info = process::get_info(Handle::SELF)?;
    Ok(Rusage {
        utime: Timeval::from_nanoseconds(info.user_ns),
        stime: Timeval::from_nanoseconds(info.system_ns),
        maxrss: (info.peak_resident_bytes / 1024) as i64,
        minflt: info.minor_faults as i64,
        majflt: info.major_faults as i64,
        ..Rusage::default()
    })
}

/// Ticks of `times` per second (`_SC_CLK_TCK`).
const TICKS: i64 = 100;

fn ticks(time: Timeval) -> i64 {
    time.sec * TICKS + time.usec * TICKS / 1_000_000
}

/// `times`: the usage, and ticks since boot.
pub fn times(thread: &Thread) -> Result<(Tms, i64)> {
    let own = own_usage()?;
    let children = getrusage(thread, RUSAGE_CHILDREN)?;
    let usage = Tms {
        utime: ticks(own.utime),
        stime: ticks(own.stime),
        cutime: ticks(children.utime),
        cstime: ticks(children.stime),
    };
    Ok((usage, (monotonic() / (1_000_000_000 / TICKS as u64)) as i64))
}

/// Linux's `getpriority`: 20 - nice, so that no result is negative. Errors: EINVAL, ESRCH.
pub fn getpriority(thread: &Thread, which: i32, who: i32) -> Result<i32> {
    let args = [which as u64, who as u32 as u64, 0, 0];
    call_manager(thread, b"", &Message::new(Operation::GetPriority, args))
        .map(|answer| answer.result as i32)
}

/// `setpriority`. Errors: EINVAL, ESRCH, EACCES, EPERM.
pub fn setpriority(thread: &Thread, which: i32, who: i32, nice: i32) -> Result<()> {
    let args = [
        which as u64,
        who as u32 as u64,
        nice.clamp(-20, 19) as i64 as u64,
        0,
    ];
    call_manager(thread, b"", &Message::new(Operation::SetPriority, args)).map(drop)
}
