//! Structs and constants that cross the C and the Linux boundary.
//!
//! Layouts and values are those of Linux on x86-64, which musl shares; `linux-emu` hands them to
//! its guest and relibc to C programs without conversion. One file per header family; sizes and
//! offsets are checked against the `libc` crate in `tests`.

pub mod constants;
mod directory;
mod inotify;
mod ipc;
mod process;
mod signal;
mod stat;
mod terminal;
mod time;

pub use bytemuck::{bytes_of, pod_read_unaligned as read_bytes};
pub use directory::{write_dirent, DirentType, DIRENT_HEADER};
pub use inotify::{inotify_event_len, write_inotify_event, InotifyEvent};
pub use ipc::{
    IpcPermission, MessageQueueStatus, SegmentStatus, SemaphoreOperation, SemaphoreSetStatus,
};
pub use process::{Flock, PollFd, ResourceLimit, Rusage, SchedParam, SysInfo, Tms, UtsName};
pub use signal::{MachineContext, SigInfo, SigStack, Sigaction, UContext};
pub use stat::{
    device_major, device_minor, make_device, Stat, StatFs, Statx, StatxTimestamp, STATX_BASIC_STATS,
};
pub use terminal::{Termios, Winsize};
pub use time::{Itimerspec, Itimerval, Timespec, Timeval};

#[cfg(test)]
mod tests;
