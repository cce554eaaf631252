//! The start-up block: what a program is told by the one that execs it, and [`start`].
//!
//! It lies on the initial stack; the auxiliary vector's `AT_OCHRE_STATE` points to it. All else
//! that survives exec is the kernel's or a server's: handles (the working directory is one), the
//! ignored set, identity, limits. Layout: a [`StateHeader`], then `mounts` times path, scheme and
//! reference, each a length byte and that many bytes.

use crate::kernel::{handle, thread as kernel};
use crate::path::MountTable;
use crate::signal::{self, UNBLOCKABLE};
use crate::state::Thread;
use crate::types::constants::signal::{SIGNAL_MAX, SIG_IGN};
use crate::types::Sigaction;
use abi::errno::Result;
use abi::process::ThreadOperation;
use abi::{Errno, Handle};
use bytemuck::{bytes_of, pod_read_unaligned, Pod, Zeroable};
use core::mem::size_of;
use core::sync::atomic::Ordering;

/// "ochre" and the block's version.
pub const MAGIC: u64 = u64::from_le_bytes(*b"ochre\0\0\x02");

/// Start of the block.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct StateHeader {
    /// [`MAGIC`].
    pub magic: u64,
    /// Bytes in the whole block.
    pub len: u32,
    pub umask: u32,
    /// Signals blocked.
    pub blocked: u64,
    /// Signals ignored.
    pub ignored: u64,
    /// Where the program break begins.
    pub break_start: u64,
    /// The running `ITIMER_REAL` timer, or [`Handle::NONE`].
    pub real_timer: u32,
    pub mounts: u32,
    /// What [`signal::vector_state_size`] and [`hardware_capabilities`] said to the first program: CPUID, which tells
    /// them, is slow on a virtual machine.
    pub vector_state_size: u32,
    pub hardware_capabilities: u32,
}

/// Most bytes that a block needs.
pub const STATE_MAX: usize = 4096;

/// Writes the block for a program that this process becomes, or, for bootstrap, starts; its
/// length. Errors: ENAMETOOLONG if the mounts do not fit.
pub fn write(
    header: &StateHeader,
    mounts: &MountTable,
    out: &mut [u8; STATE_MAX],
) -> Result<usize> {
    let mut at = size_of::<StateHeader>();
    let mut count = 0;
    for mount in mounts.iter() {
        for text in [mount.path(), mount.scheme(), mount.reference()] {
            let place = out
                .get_mut(at..at + 1 + text.len())
                .ok_or(Errno::ENAMETOOLONG)?;
            place[0] = text.len() as u8;
            place[1..].copy_from_slice(text);
            at += 1 + text.len();
        }
        count += 1;
    }
    let header = StateHeader {
        magic: MAGIC,
        len: at as u32,
        mounts: count,
        ..*header
    };
    out[..size_of::<StateHeader>()].copy_from_slice(bytes_of(&header));
    Ok(at)
}

/// Reads a block: gives its header, and adds its mounts to `mounts`, in place: the table is large for what
/// is in it. Errors: EINVAL if it is not a block.
fn read(block: &[u8], mounts: &mut MountTable) -> Result<StateHeader> {
    let head = block.get(..size_of::<StateHeader>()).ok_or(Errno::EINVAL)?;
    let header: StateHeader = pod_read_unaligned(head);
    if header.magic != MAGIC || header.len as usize > block.len() {
        return Err(Errno::EINVAL);
    }
    let mut rest = &block[size_of::<StateHeader>()..header.len as usize];
    for _ in 0..header.mounts {
        let path = take_text(&mut rest)?;
        let scheme = take_text(&mut rest)?;
        let reference = take_text(&mut rest)?;
        mounts.add(path, scheme, reference)?;
    }
    Ok(header)
}

fn take_text<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8]> {
    let (&len, behind) = rest.split_first().ok_or(Errno::EINVAL)?;
    let (text, behind) = behind
        .split_at_checked(usize::from(len))
        .ok_or(Errno::EINVAL)?;
    *rest = behind;
    Ok(text)
}

/// The header for this process as it is now.
pub(crate) fn header_now(thread: &Thread) -> StateHeader {
    StateHeader {
        magic: MAGIC,
        len: 0,
        umask: thread.process.umask.load(Ordering::Relaxed),
        blocked: thread.page.blocked().load(Ordering::Relaxed),
        ignored: thread.process.ignored.load(Ordering::Relaxed),
        break_start: 0,
        real_timer: thread.process.timers.lock(thread).real().0,
        mounts: 0,
        vector_state_size: thread.process.vector_state_size.load(Ordering::Relaxed) as u32,
        hardware_capabilities: thread.process.hardware.load(Ordering::Relaxed),
    }
}

/// Makes the calling thread the first of its process: takes over the state block and registers
/// for signals. Call it once, before any other function. Errors: EINVAL for a bad block.
pub fn start(thread: &'static Thread, block: &[u8]) -> Result<()> {
    let process = thread.process();
    set_number(thread);
    let header = read(block, &mut process.mounts.lock(thread))?;
    take_over(thread, &header);
    register(thread)
}

/// [`start`] without a block, in the program that the kernel starts: the default mounts hold.
pub fn start_first(thread: &'static Thread) -> Result<()> {
    let process = thread.process();
    set_number(thread);
    process.umask.store(0o022, Ordering::Relaxed);
    let size = signal::vector_state_size();
    process.vector_state_size.store(size, Ordering::Relaxed);
    let hardware = hardware_capabilities();
    process.hardware.store(hardware, Ordering::Relaxed);
    process.mounts.lock(thread).add_defaults();
    register(thread)
}

fn set_number(thread: &Thread) {
    let number = kernel::number();
    thread.number.store(number as u32, Ordering::Relaxed);
    let main_thread = &thread.process.main_thread;
    main_thread.store(number, Ordering::Relaxed);
}

/// CPUID leaf 1, EDX: what `AT_HWCAP` is on x86.
#[cfg(target_arch = "x86_64")]
fn hardware_capabilities() -> u32 {
    core::arch::x86_64::__cpuid(1).edx
}

fn take_over(thread: &Thread, header: &StateHeader) {
    let process = thread.process;
    process.umask.store(header.umask & 0o777, Ordering::Relaxed);
    process
        .vector_state_size
        .store(header.vector_state_size.into(), Ordering::Relaxed);
    let hardware = header.hardware_capabilities;
    process.hardware.store(hardware, Ordering::Relaxed);
    process.ignored.store(header.ignored, Ordering::Relaxed);
    let owns_locks = handle::get_info(Handle::LOCK_OWNER).is_ok();
    process.owns_locks.store(owns_locks, Ordering::Relaxed);
    thread
        .page
        .blocked()
        .store(header.blocked & !UNBLOCKABLE, Ordering::Relaxed);
    process
        .timers
        .lock(thread)
        .set_real(Handle(header.real_timer));
    let mut program_break = process.program_break.lock(thread);
    program_break.start = header.break_start as usize;
    program_break.end = program_break.start;
    drop(program_break);
    let mut actions = process.actions.lock(thread);
    for signal in 1..=SIGNAL_MAX {
        if header.ignored & signal::bit(signal) != 0 {
            let ignore = Sigaction {
                handler: SIG_IGN,
                ..Sigaction::default()
            };
            actions.set(signal, ignore);
        }
    }
}

/// Registers the calling thread's upcall page.
pub fn register(thread: &'static Thread) -> Result<()> {
    signal::prepare(thread);
    kernel::control(
        0,
        ThreadOperation::SetUpcallPage,
        thread.upcall_page() as u64,
        0,
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_read_as_it_was_written() {
        let header = StateHeader {
            umask: 0o27,
            blocked: 5,
            ignored: 6,
            break_start: 0x1000,
            real_timer: Handle::NONE.0,
            ..StateHeader::zeroed()
        };
        let mut block = [0; STATE_MAX];
        let len = write(&header, &MountTable::defaults(), &mut block).expect("fits");
        let mut mounts = MountTable::EMPTY;
        let found = read(&block[..len], &mut mounts).expect("is a block");
        assert_eq!((found.umask, found.blocked, found.ignored), (0o27, 5, 6));
        assert_eq!(mounts.iter().count(), crate::path::DEFAULT_MOUNTS.len());
        let (mount, rest) = mounts.find(b"/dev/null").expect("mounted");
        assert_eq!((mount.scheme(), rest), (&b"dev"[..], &b"null"[..]));
    }

    #[test]
    fn a_cut_or_foreign_block_is_refused() {
        let mut block = [0; STATE_MAX];
        let len = write(&StateHeader::zeroed(), &MountTable::defaults(), &mut block).expect("fits");
        let mut mounts = MountTable::EMPTY;
        let cut = read(&block[..len - 1], &mut mounts);
        assert_eq!(cut.err(), Some(Errno::EINVAL));
        block[0] ^= 1;
        let foreign = read(&block[..len], &mut mounts);
        assert_eq!(foreign.err(), Some(Errno::EINVAL));
    }
}
