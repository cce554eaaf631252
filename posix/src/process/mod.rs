//! Processes: fork, exec, wait, identity, groups and sessions, limits.
//!
//! fork, wait and everything that concerns other processes is a message to the process manager;
//! exec is done here, in the process itself. Who a process is is read from the process page.

mod child;
pub mod elf;
mod exec;
mod identity;
mod image;
mod limits;
pub mod stack;
mod system;

pub use child::{exit, fork, wait, wait4};
pub use exec::execve;
pub use identity::{
    getegid, geteuid, getgid, getgroups, getpgid, getpid, getppid, getresgid, getresuid, getsid,
    getuid, setgid, setgroups, setpgid, setregid, setresgid, setresuid, setreuid, setsid, setuid,
};
pub use image::{load_here, make_image, ExecArguments, Owned, Personality};
pub use limits::{getpriority, getrusage, prlimit, setpriority, times};
pub use system::{reboot, sysinfo, uname};
