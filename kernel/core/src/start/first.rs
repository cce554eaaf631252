//! The first process: `boot/bootstrap` from the initfs, with the handles of `abi::handle::boot`.

use super::archive;
use super::elf::{Program, Segment};
use crate::handle::table::HandleTable;
use crate::handle::{Entry, Object};
use crate::ipc::Namespace;
use crate::machine::{BootInformation, Cache};
use crate::memory::{AddressSpace, MemoryObject};
use crate::process::Process;
use crate::scheduler;
use crate::syscall::first_registers;
use crate::thread::Thread;
use abi::handle::boot;
use abi::memory::{MapFlags, MapRequest, Protection};
use abi::process::{ProcessPage, ThreadStart};
use abi::{Errno, Handle, Rights, PAGE_SIZE};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

const PATH: &str = "boot/bootstrap";

/// Top of the first thread's stack, and its size.
const STACK_TOP: usize = 0x7fff_0000_0000;
const STACK_LEN: usize = 256 * 1024;

/// Entries of the auxiliary vector (System V ABI, x86-64, 3.4.3).
mod aux {
    pub const NULL: u64 = 0;
    pub const PHDR: u64 = 3;
    pub const PHENT: u64 = 4;
    pub const PHNUM: u64 = 5;
    pub const PAGESZ: u64 = 6;
    pub const ENTRY: u64 = 9;
    pub const RANDOM: u64 = 25;
}

/// Makes the first process and starts it; what is wrong if that cannot be done.
pub fn start(information: &BootInformation) -> Result<(), String> {
    let file = archive::find(information.initfs, PATH).ok_or_else(|| {
        alloc::format!(
            "the initfs ({} bytes) has no file {PATH}",
            information.initfs.len()
        )
    })?;
    let program =
        Program::parse(file).ok_or_else(|| alloc::format!("{PATH} is no x86-64 ELF program"))?;
    make(information, &program).map_err(|error| alloc::format!("{PATH}: {error:?}"))
}

fn make(information: &BootInformation, program: &Program) -> Result<(), Errno> {
    let space = AddressSpace::new()?;
    for segment in program.segments() {
        load(&space, &segment.ok_or(Errno::ENOEXEC)?)?;
    }
    map(
        &space,
        STACK_TOP - STACK_LEN,
        STACK_LEN,
        Protection::READ | Protection::WRITE,
    )?;
    let stack = write_stack(&space, information.command_line, program)?;
    let process = Process::new(ProcessPage::default(), handles(information)?, None)?;
    process.set_essential();
    process.set_space(space)?;
    let start = ThreadStart {
        entry: program.entry as usize,
        stack,
        ..ThreadStart::default()
    };
    let thread = Thread::create(&process, &first_registers(&start)?, None)?;
    process.add_thread(&thread)?;
    scheduler::start(&thread);
    Ok(())
}

/// Maps anonymous memory.
fn map(
    space: &Arc<AddressSpace>,
    address: usize,
    len: usize,
    protection: Protection,
) -> Result<(), Errno> {
    let request = MapRequest {
        address,
        len,
        protection: protection.bits(),
        flags: MapFlags::FIXED_NO_REPLACE.bits(),
        object: Handle::NONE,
        reserved: 0,
        offset: 0,
    };
    space.map(&request, None).map(drop)
}

fn load(space: &Arc<AddressSpace>, segment: &Segment) -> Result<(), Errno> {
    let mut protection = Protection::READ;
    if segment.writable {
        protection |= Protection::WRITE;
    }
    if segment.executable {
        protection |= Protection::EXECUTE;
    }
    let address = segment.address as usize;
    let start = address / PAGE_SIZE * PAGE_SIZE;
    let end = address
        .checked_add(segment.len as usize)
        .ok_or(Errno::ENOEXEC)?;
    map(space, start, end - start, protection)?;
    space.write(address, segment.contents)
}

/// Writes argc, argv (the words of the command line), an empty environment and the auxiliary
/// vector; the stack pointer.
fn write_stack(
    space: &Arc<AddressSpace>,
    command_line: &str,
    program: &Program,
) -> Result<usize, Errno> {
    let mut at = STACK_TOP;
    let mut put = |bytes: &[u8]| {
        at -= bytes.len();
        space.write(at, bytes).map(|()| at as u64)
    };
    let mut random = [0; 16];
    crate::random::fill(&mut random);
    let random = put(&random)?;
    let mut arguments = Vec::new();
    for word in command_line.split_whitespace() {
        let mut text = Vec::from(word.as_bytes());
        text.push(0);
        arguments.push(put(&text)?);
    }
    let mut words = Vec::new();
    words.push(arguments.len() as u64);
    words.extend(&arguments);
    // End of the arguments, end of the environment.
    words.extend([0, 0]);
    if let Some(headers) = program.headers_address() {
        words.extend([aux::PHDR, headers]);
    }
    words.extend([aux::PHENT, Program::HEADER_LEN]);
    words.extend([aux::PHNUM, program.headers as u64]);
    words.extend([aux::PAGESZ, PAGE_SIZE as u64]);
    words.extend([aux::ENTRY, program.entry]);
    words.extend([aux::RANDOM, random]);
    words.extend([aux::NULL, 0]);
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let stack = (at - bytes.len()) & !15;
    space.write(stack, &bytes)?;
    Ok(stack)
}

/// What the first process starts with.
fn handles(information: &BootInformation) -> Result<HandleTable, Errno> {
    let initfs = MemoryObject::physical(
        information.initfs_frame,
        information.initfs.len() as u64,
        Cache::WriteBack,
    )?;
    let mut table = HandleTable::new();
    let mut give = |handle, object, rights| {
        let entry = Entry {
            rights,
            ..Entry::new(object)
        };
        table.insert_at(handle, entry).map(drop)
    };
    give(
        Handle::NAMESPACE,
        Object::Namespace(Namespace::new()),
        Rights::all(),
    )?;
    give(boot::PROCESS_FACTORY, Object::Factory, Rights::all())?;
    give(boot::HARDWARE, Object::Hardware, Rights::all())?;
    give(
        boot::INITFS,
        Object::Memory(initfs),
        Rights::all() - Rights::WRITE - Rights::CONTROL,
    )?;
    Ok(table)
}
