//! What the terminal asks of the process manager.

use crate::discipline::SpecialSignal;
use abi::errno::Result;
use abi::message::CallRequest;
use abi::{Handle, UserSlice};
use posix::kernel::file;
use posix::protocol::Operation;

/// A process group, as far as a terminal cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    pub session: i32,
    /// No member has a parent outside the group in the same session (POSIX, XBD 3.253).
    pub orphaned: bool,
}

fn ask(operation: Operation, args: [u64; 4]) -> Result<[u64; 2]> {
    let mut request = CallRequest {
        operation: operation as u32,
        flags: 0,
        args,
        scheme: UserSlice::EMPTY,
        name: UserSlice::EMPTY,
        input: UserSlice::EMPTY,
        output: UserSlice::EMPTY,
        handles: UserSlice::EMPTY,
        handles_out: UserSlice::EMPTY,
        values: [0; 2],
        output_len: 0,
        handles_len: 0,
    };
    file::call(Handle::PROCESS_MANAGER, &mut request)?;
    Ok(request.values)
}

/// Sends a signal to every process of a group. A group that has ended is no error.
pub fn signal_group(group: i32, signal: i32) {
    if group > 0 {
        let _ = ask(Operation::SignalGroup, [group as u64, signal as u64, 0, 0]);
    }
}

/// Number of the signal that a special character sends.
pub fn number(signal: SpecialSignal) -> i32 {
    match signal {
        SpecialSignal::Interrupt => libc::SIGINT,
        SpecialSignal::Quit => libc::SIGQUIT,
        SpecialSignal::Suspend => libc::SIGTSTP,
    }
}

/// Facts of a group. Errors: ESRCH if it has no member.
pub fn query_group(group: i32) -> Result<Group> {
    let [session, orphaned] = ask(Operation::QueryGroup, [group as u64, 0, 0, 0])?;
    Ok(Group {
        session: session as i32,
        orphaned: orphaned != 0,
    })
}

/// Tells which terminal a session has, or (device 0) that it has none any more.
pub fn set_terminal(session: i32, device: u64, foreground: i32) {
    // A session that has ended meanwhile needs to know nothing.
    let args = [session as u64, device, foreground as u64, 0];
    let _ = ask(Operation::SetTerminal, args);
}
