//! Linux's calls.
//!
//! [`table::CALLS`] names each with its number, how its arguments are shown, and its function; the
//! functions have one signature and live in one file for each family. A call without an entry is
//! ENOSYS, and counted ([`crate::trace`]). `docs/reference/linux-personality.md` is made from the
//! table.

mod attribute;
mod data;
mod descriptor;
mod directory;
mod file;
mod identity;
mod link;
mod memory;
mod poll;
mod process;
mod program;
mod signal;
mod system;
mod table;
mod terminal;
mod thread;
mod time;
mod watch;

use crate::guest::{self, Path};
use crate::seat::Seat;
use crate::signal::finish_call;
use crate::trace;
use abi::errno::Result;
use abi::upcall::Registers;
use abi::{Errno, UserSlice};
use posix::Thread;

pub use table::{find, Entry, Kind, CALLS};
pub use thread::Name;

/// One call: who makes it, its arguments, and the registers that the guest will go on with.
pub struct Context<'a> {
    pub seat: &'a Seat,
    pub registers: &'a mut Registers,
    args: [u64; 6],
}

impl Context<'_> {
    /// The calling thread, to `posix`.
    fn thread(&self) -> &Thread {
        &self.seat.thread
    }

    /// Argument `index` as it is.
    fn raw(&self, index: usize) -> u64 {
        self.args[index]
    }

    /// Argument `index` as C's `int`.
    fn int(&self, index: usize) -> i32 {
        self.args[index] as i32
    }

    /// Argument `index` as C's `unsigned int`.
    fn unsigned(&self, index: usize) -> u32 {
        self.args[index] as u32
    }

    /// Argument `index` as an address or length.
    fn word(&self, index: usize) -> usize {
        self.args[index] as usize
    }

    /// The buffer whose address is argument `index` and whose length is the next. Errors: EFAULT.
    fn buffer(&self, index: usize) -> Result<UserSlice> {
        guest::buffer(self.word(index), self.word(index + 1))
    }

    /// The path at argument `index`. Errors: EFAULT, ENAMETOOLONG.
    fn path(&self, index: usize) -> Result<Path> {
        Path::at(self.thread(), self.word(index))
    }

    /// The string at argument `index` that is no path to be looked up. Errors: as [`Self::path`].
    fn text(&self, index: usize) -> Result<Path> {
        Path::plain(self.word(index))
    }
}

/// What a call without a result gives.
const DONE: Result<u64> = Ok(0);

/// A descriptor or process number as the result word.
fn number(value: i32) -> u64 {
    value as i64 as u64
}

/// Serves the call in the guest's registers, and puts its result there.
pub fn serve(seat: &Seat, registers: &mut Registers) {
    let number = registers.rax;
    let args = [
        registers.rdi,
        registers.rsi,
        registers.rdx,
        registers.r10,
        registers.r8,
        registers.r9,
    ];
    let entry = find(number);
    if trace::is_on() && entry.is_some_and(|entry| entry.is_final) {
        trace::show(entry, number, args, None);
    }
    let mut context = Context {
        seat,
        registers: &mut *registers,
        args,
    };
    let outcome = match entry {
        Some(entry) => (entry.run)(&mut context),
        None => without_entry(&context, number),
    };
    registers.rax = outcome.unwrap_or_else(|errno| errno.to_result() as u64);
    if trace::is_on() {
        trace::show(entry, number, args, Some(registers.rax));
    }
    finish_call(seat, registers, number);
}

fn without_entry(context: &Context<'_>, number: u64) -> Result<u64> {
    if number == trace::READ_MISSING {
        return trace::read_missing(context.word(0), context.word(1));
    }
    trace::missing(number);
    Err(Errno::ENOSYS)
}

/// Whether Linux makes a call again after a handler with `SA_RESTART` (signal(7)).
pub fn is_restarted(number: u64) -> bool {
    find(number).is_some_and(|entry| entry.is_restarted)
}

/// The page of old calls for the time: entered by jumping there, where no code is.
const VSYSCALL: u64 = 0xffff_ffff_ff60_0000;

/// If the guest has jumped to one of the three old calls, serves it and returns to the caller.
pub fn vsyscall(seat: &Seat, registers: &mut Registers) -> bool {
    const GETTIMEOFDAY: u64 = 96;
    const TIME: u64 = 201;
    const GETCPU: u64 = 309;
    let number = match registers.rip.wrapping_sub(VSYSCALL) {
        0 => GETTIMEOFDAY,
        0x400 => TIME,
        0x800 => GETCPU,
        _ => return false,
    };
    let Ok(return_address) = guest::load(registers.rsp as usize) else {
        return false;
    };
    registers.rip = return_address;
    registers.rsp += 8;
    registers.rax = number;
    serve(seat, registers);
    true
}
