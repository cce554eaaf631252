//! From exec to the guest's first instruction.

use crate::guest;
use crate::seat::{Seat, FIRST};
use crate::trace;
use crate::x86_64::start::{own_range, InitialStack};
use crate::x86_64::{entry, vector};
use abi::errno::Result;
use abi::PAGE_SIZE;
use core::sync::atomic::Ordering;
use posix::process::load_here;
use posix::start::StateHeader;
use posix::types::constants::auxv::*;

/// Makes everything ready; the guest's entry.
pub fn run(mut initial: InitialStack) -> u64 {
    match prepare(&mut initial) {
        Ok(entry) => entry,
        Err(errno) => {
            trace::say(format_args!("linux-emu: cannot start: {errno:?}"));
            posix::process::exit(127)
        }
    }
}

fn prepare(initial: &mut InitialStack) -> Result<u64> {
    vector::initialise();
    Seat::prepare_first();
    posix::start::start(&FIRST.thread, state_block(initial).unwrap_or_default())?;
    let area = FIRST.thread.upcall_area();
    let (upcall, syscall) = (entry::upcall_address(), entry::syscall_address());
    area.handler().store(upcall, Ordering::SeqCst);
    area.syscall_handler().store(syscall, Ordering::SeqCst);
    area.stack().store(FIRST.stack_top(), Ordering::SeqCst);
    trace::configure(initial.variable(b"OCHRE_LINUX_TRACE"));
    let (start, end) = own_range();
    let end = end.next_multiple_of(PAGE_SIZE);
    guest::set_own_range(start, end);
    guest::find_root(&FIRST.thread);
    let loader = load_interpreter(initial)?;
    posix::kernel::process::set_native_range(start, end - start)?;
    let entry = adapt_auxiliary(initial, loader.map_or(0, |(base, _)| base));
    Ok(loader.map_or(entry, |(_, start)| start))
}

fn value(initial: &InitialStack, tag: u64) -> u64 {
    let found = initial.auxiliary.iter().find(|pair| pair[0] == tag);
    found.map_or(0, |pair| pair[1])
}

/// Loads the guest's own loader, if it names one: where it is and where it starts. It is looked for
/// among the Linux files first.
fn load_interpreter(initial: &InitialStack) -> Result<Option<(u64, u64)>> {
    const PT_INTERP: u64 = 3;
    const PT_PHDR: u64 = 6;
    /// Words of a program header: type and flags, offset, address, and four more.
    type Header = [u64; 7];
    let (table, count) = (value(initial, AT_PHDR), value(initial, AT_PHNUM));
    let header = |index: u64| {
        let address = table as usize + index as usize * size_of::<Header>();
        guest::load::<Header>(address)
    };
    let find = |kind: u64| -> Result<Option<Header>> {
        for index in 0..count {
            let header = header(index)?;
            if header[0] & 0xffff_ffff == kind {
                return Ok(Some(header));
            }
        }
        Ok(None)
    };
    let Some(interpreter) = find(PT_INTERP)? else {
        return Ok(None);
    };
    let bias = find(PT_PHDR)?.map_or(0, |own| table.wrapping_sub(own[2]));
    let path = guest::Path::at(&FIRST.thread, bias.wrapping_add(interpreter[2]) as usize)?;
    load_here(&FIRST.thread, path.bytes()).map(Some)
}

fn state_block(initial: &InitialStack) -> Option<&'static [u8]> {
    let [_, address] = *initial
        .auxiliary
        .iter()
        .find(|[tag, _]| *tag == AT_OCHRE_STATE)?;
    // SAFETY: exec wrote a header there.
    let header = unsafe { InitialStack::bytes(address, size_of::<StateHeader>()) };
    let len = bytemuck::pod_read_unaligned::<StateHeader>(header).len;
    // SAFETY: and as many bytes as the header says.
    Some(unsafe { InitialStack::bytes(address, len as usize) })
}

/// Makes the auxiliary vector what Linux would show, with the guest's own loader at `base` (a static
/// program has none); the guest's entry.
fn adapt_auxiliary(initial: &mut InitialStack, base: u64) -> u64 {
    let mut entry = 0;
    for pair in initial.auxiliary.iter_mut() {
        match pair[0] {
            AT_ENTRY => entry = pair[1],
            AT_BASE => pair[1] = base,
            AT_OCHRE_STATE => *pair = [AT_HWCAP2, 0],
            _ => {}
        }
    }
    entry
}
