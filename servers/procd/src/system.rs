//! What the manager asks of the kernel. Nothing here fails for the manager: a process that is
//! already gone is told of by its exit notice.

use abi::process::{Limit, ProcessInfo, ProcessPage};
use abi::upcall::Notification;
use abi::{Errno, Handle};
use posix::protocol::WaitReport;

/// The kernel's side of the manager's decisions.
pub trait System {
    /// Sends a signal.
    fn notify(&mut self, process: Handle, notification: &Notification);
    /// Stops all threads.
    fn suspend(&mut self, process: Handle);
    /// Lets them go on.
    fn resume(&mut self, process: Handle);
    /// Ends a process with a wait status.
    fn kill(&mut self, process: Handle, status: u64);
    /// Drops pending signals.
    fn discard(&mut self, process: Handle, set: u64);
    /// Sets what the process reads of itself and what its messages bear.
    fn set_page(&mut self, process: Handle, page: &ProcessPage);
    /// Sets a limit.
    fn set_limit(&mut self, process: Handle, limit: Limit, value: u64);
    /// What the kernel knows of a process.
    fn info(&mut self, process: Handle) -> ProcessInfo;
    /// Gives up a process handle.
    fn close(&mut self, process: Handle);
    /// Answers a wait that was left pending.
    fn answer_wait(&mut self, request: u64, result: Result<&WaitReport, Errno>);
    /// Monotonic nanoseconds.
    fn now(&mut self) -> u64;
}
