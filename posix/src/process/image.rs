//! A program's image in a new address space: segments, interpreter, initial stack.

use super::elf::{self, Layout, Segment};
use super::stack::{size_needed, StackBuilder};
use crate::fs::open_executable;
use crate::kernel::memory::{self, Mapping};
use crate::kernel::{file, handle};
use crate::start::{self, StateHeader};
use crate::state::{Process, Thread};
use crate::types::constants::auxv::*;
use crate::types::constants::fcntl::AT_FDCWD;
use crate::types::constants::limits::ARG_MAX;
use abi::errno::Result;
use abi::memory::{MapFlags, MapRequest, Protection};
use abi::process::ThreadStart;
use abi::{Errno, Handle, UserSlice, PAGE_SIZE, USER_TOP};
use core::sync::atomic::Ordering;

/// Bytes of the main thread's stack (Linux's usual `RLIMIT_STACK`).
const STACK_SIZE: usize = 8 << 20;
/// Inaccessible bytes below it.
const STACK_GUARD: usize = 1 << 20;
/// Where relocatable programs go, before randomisation: as on Linux, far from stack and maps.
const PROGRAM_BASE: u64 = 0x5555_5555_0000;
/// Bytes read from a program's start: its header and, usually, its program headers.
pub(super) const FIRST_BYTES: usize = 1024;

/// Arguments and environment of a program; iterated twice.
#[derive(Clone, Debug)]
pub struct ExecArguments<A, E> {
    pub arguments: A,
    pub environment: E,
}

/// A handle of the high range, closed when dropped.
#[derive(Debug)]
pub struct Owned(pub Handle);

impl Drop for Owned {
    fn drop(&mut self) {
        // It is open and ours, so this cannot fail.
        let _ = handle::close(self.0);
    }
}

pub(super) fn read_at(file: Handle, buffer: &mut [u8], offset: u64) -> Result<usize> {
    file::read(file, UserSlice::of_mut(buffer), offset)
}

/// In which personality a program is to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personality {
    /// Ours, whatever the file says.
    Native,
    /// Ours if the file bears our note or asks for our loader, else Linux's.
    ByFile,
}

/// The loader that our dynamic programs ask for.
const LOADER: &[u8] = b"/lib/ld-relibc-x86_64.so.1";

/// The Linux personality, which is started in front of a Linux program as an interpreter is.
const LINUX: &[u8] = b"/lib/linux-emu";

/// Makes an address space with `program` (an executable file, or a stream that holds one) ready to
/// run: how its first thread starts. `name` is what `AT_EXECFN` tells. Errors, as on Linux: ENOEXEC, EIO
/// where the file ends too soon, ELIBBAD for an interpreter that is none, E2BIG, ENOMEM, and those of
/// opening the interpreter.
pub fn make_image<'a, A, E>(
    thread: &Thread,
    program: Handle,
    personality: Personality,
    name: &[u8],
    given: &ExecArguments<A, E>,
) -> Result<(Owned, ThreadStart)>
where
    A: Iterator<Item = &'a [u8]> + Clone,
    E: Iterator<Item = &'a [u8]> + Clone,
{
    let mut first = [0u8; FIRST_BYTES];
    let len = read_at(program, &mut first, 0)?;
    let space = Owned(memory::address_space_create()?);
    // What cannot be mapped, or ends before its segments, is no program.
    let damaged = |errno| match errno {
        Errno::EFAULT | Errno::EINVAL | Errno::EPERM => Errno::ENOEXEC,
        other => other,
    };
    let image =
        load_program(thread, space.0, program, personality, &first[..len]).map_err(damaged)?;
    let start = build_stack(thread, space.0, &image, name, given).map_err(damaged)?;
    if start.entry >= USER_TOP {
        return Err(Errno::ENOEXEC);
    }
    Ok((space, start))
}

/// Where a program went.
#[derive(Clone, Copy, Debug)]
struct Loaded {
    /// What is added to the addresses in its file.
    bias: u64,
    entry: u64,
    /// Address and number of its program headers.
    program_headers: u64,
    count: usize,
    /// End of its last segment.
    end: u64,
}

/// A program and, if it names one, its interpreter.
struct Image {
    program: Loaded,
    interpreter: Option<Loaded>,
}

fn load_program(
    thread: &Thread,
    space: Handle,
    program: Handle,
    personality: Personality,
    first: &[u8],
) -> Result<Image> {
    let (header, layout) = read_layout(program, first)?;
    let mut path = [0u8; 256];
    let mut interpreter = read_interpreter(program, &layout, &mut path)?;
    if personality == Personality::ByFile
        && interpreter != Some(LOADER)
        && !bears_our_note(program, &layout)?
    {
        if let Some(path) = interpreter {
            check_linux_loader(thread, path)?;
        }
        interpreter = Some(LINUX);
    }
    let random = random_pages()?;
    let bias = match header.is_relocatable {
        true => PROGRAM_BASE + random - layout.span().0,
        false => 0,
    };
    // The stack first: what the kernel places freely must not take its room.
    map_stack(space)?;
    let loaded = load(space, program, &header, &layout, bias)?;
    let interpreter = match interpreter {
        None => None,
        Some(path) => Some(load_interpreter(thread, space, path)?),
    };
    Ok(Image {
        program: loaded,
        interpreter,
    })
}

/// The interpreter's path, if the program names one.
fn read_interpreter<'p>(
    program: Handle,
    layout: &Layout,
    path: &'p mut [u8],
) -> Result<Option<&'p [u8]>> {
    let Some((offset, size)) = layout.interpreter else {
        return Ok(None);
    };
    let path = path.get_mut(..size).ok_or(Errno::ENOEXEC)?;
    if size < 2 {
        return Err(Errno::ENOEXEC);
    }
    if read_at(program, path, offset)? != size {
        return Err(Errno::EIO);
    }
    path.strip_suffix(b"\0").ok_or(Errno::ENOEXEC).map(Some)
}

/// Whether the program was made with our sysroot.
fn bears_our_note(program: Handle, layout: &Layout) -> Result<bool> {
    // All notes of usual programs together are some 150 bytes.
    let mut notes = [0u8; 512];
    for (offset, size) in layout.notes.iter().flatten() {
        let room = &mut notes[..(*size).min(512)];
        let len = read_at(program, room, *offset)?;
        if elf::is_ours(&room[..len]) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Up to 64 GiB in whole pages.
fn random_pages() -> Result<u64> {
    let mut bytes = [0; 8];
    crate::random::getentropy(&mut bytes)?;
    Ok((u64::from_ne_bytes(bytes) & 0xff_ffff) * PAGE_SIZE as u64)
}

fn read_layout(program: Handle, first: &[u8]) -> Result<(elf::Header, Layout)> {
    let header = elf::header(first)?;
    let size = header.count * elf::PROGRAM_HEADER_SIZE;
    let start = usize::try_from(header.program_headers).map_err(|_| Errno::ENOEXEC)?;
    if let Some(table) = start
        .checked_add(size)
        .and_then(|end| first.get(start..end))
    {
        return Ok((header, elf::layout(&header, table)?));
    }
    let mut table = [0u8; elf::PROGRAM_HEADERS_MAX * elf::PROGRAM_HEADER_SIZE];
    if read_at(program, &mut table[..size], header.program_headers)? != size {
        return Err(Errno::ENOEXEC);
    }
    Ok((header, elf::layout(&header, &table[..size])?))
}

/// Loads another position-independent program into the caller's own address space: where it is and
/// where it starts. Errors: ENOEXEC, ENOMEM, and those of opening it.
pub fn load_here(thread: &Thread, path: &[u8]) -> Result<(u64, u64)> {
    let loaded = load_interpreter(thread, Handle::SELF, path)?;
    Ok((loaded.bias, loaded.entry))
}

/// Where the personality looks for Linux's files before `/`.
const LINUX_ROOT: &[u8] = b"/compat/linux";

/// Whether the personality will be able to load a Linux program's own loader: it tries when there is no way back.
fn check_linux_loader(thread: &Thread, path: &[u8]) -> Result<()> {
    let mut own = [0u8; 512];
    let own = own
        .get_mut(..LINUX_ROOT.len() + path.len())
        .ok_or(Errno::ENAMETOOLONG)?;
    own[..LINUX_ROOT.len()].copy_from_slice(LINUX_ROOT);
    own[LINUX_ROOT.len()..].copy_from_slice(path);
    let loader = match open_executable(thread, AT_FDCWD, own, 0) {
        Err(Errno::ENOENT | Errno::ENOTDIR) => open_executable(thread, AT_FDCWD, path, 0)?,
        opened => opened?,
    };
    read_interpreter_layout(Owned(loader).0).map(drop)
}

/// The layout of a program that is to be loaded beside another. Errors: EIO where the file ends too soon, ELIBBAD.
fn read_interpreter_layout(interpreter: Handle) -> Result<(elf::Header, Layout)> {
    let mut first = [0u8; FIRST_BYTES];
    let len = read_at(interpreter, &mut first, 0)?;
    if len < elf::HEADER_SIZE {
        return Err(Errno::EIO);
    }
    let is_no_library = |errno| match errno {
        Errno::ENOEXEC => Errno::ELIBBAD,
        other => other,
    };
    let (header, layout) = read_layout(interpreter, &first[..len]).map_err(is_no_library)?;
    match header.is_relocatable {
        true => Ok((header, layout)),
        false => Err(Errno::ELIBBAD),
    }
}

fn load_interpreter(thread: &Thread, space: Handle, path: &[u8]) -> Result<Loaded> {
    let interpreter = Owned(open_executable(thread, AT_FDCWD, path, 0)?);
    let (header, layout) = read_interpreter_layout(interpreter.0)?;
    let (start, end) = layout.span();
    let room = request(0, (end - start) as usize, 0, MapFlags::empty());
    let base = memory::map(space, &room)? as u64;
    load(space, interpreter.0, &header, &layout, base - start)
}

fn request(address: u64, len: usize, protection: u32, flags: MapFlags) -> MapRequest {
    MapRequest {
        address: address as usize,
        len,
        protection,
        flags: flags.bits(),
        object: Handle::NONE,
        reserved: 0,
        offset: 0,
    }
}

/// Maps the segments of `program` (a file or memory object) into an address space.
fn load(
    space: Handle,
    program: Handle,
    header: &elf::Header,
    layout: &Layout,
    bias: u64,
) -> Result<Loaded> {
    let mut end = 0;
    for segment in layout.segments() {
        map_segment(space, program, segment, bias)?;
        end = end.max(segment.end());
    }
    Ok(Loaded {
        bias,
        entry: header.entry.wrapping_add(bias),
        program_headers: layout.program_headers + bias,
        count: header.count,
        end: end + bias,
    })
}

fn map_segment(space: Handle, program: Handle, segment: &Segment, bias: u64) -> Result<()> {
    const PAGE: u64 = PAGE_SIZE as u64;
    let start = segment.page_start();
    let file_pages_end = match segment.file_size {
        0 => start,
        _ => segment.file_end().next_multiple_of(PAGE),
    };
    if file_pages_end > start {
        let len = (file_pages_end - start) as usize;
        let mut mapping = request(start + bias, len, segment.protection, MapFlags::FIXED);
        mapping.object = program;
        mapping.offset = segment.offset - (segment.address - start);
        memory::map(space, &mapping)?;
    }
    if segment.memory_size == segment.file_size {
        return Ok(());
    }
    let tail = file_pages_end - segment.file_end().min(file_pages_end);
    if segment.file_size > 0 && tail > 0 {
        // The page that the file ends in reads as zero behind it.
        let zeros = [0u8; PAGE_SIZE];
        let address = (segment.file_end() + bias) as usize;
        memory::address_space_write(space, address, UserSlice::of(&zeros[..tail as usize]))?;
    }
    let zero_end = segment.end().next_multiple_of(PAGE);
    if zero_end > file_pages_end {
        let len = (zero_end - file_pages_end) as usize;
        let mapping = request(
            file_pages_end + bias,
            len,
            segment.protection,
            MapFlags::FIXED,
        );
        memory::map(space, &mapping)?;
    }
    Ok(())
}

fn map_stack(space: Handle) -> Result<()> {
    let access = (Protection::READ | Protection::WRITE).bits();
    let bottom = (USER_TOP - STACK_SIZE) as u64;
    memory::map(space, &request(bottom, STACK_SIZE, access, MapFlags::FIXED))?;
    let guard = bottom - STACK_GUARD as u64;
    memory::map(space, &request(guard, STACK_GUARD, 0, MapFlags::FIXED)).map(drop)
}

/// Auxiliary entries written by [`build_stack`].
const AUXILIARY: usize = 19;

/// Writes the initial stack into the new address space.
fn build_stack<'s, A, E>(
    thread: &Thread,
    space: Handle,
    image: &Image,
    name: &[u8],
    given: &ExecArguments<A, E>,
) -> Result<ThreadStart>
where
    A: Iterator<Item = &'s [u8]> + Clone,
    E: Iterator<Item = &'s [u8]> + Clone,
{
    let strings = || given.arguments.clone().chain(given.environment.clone());
    let count = strings().count();
    let bytes: usize = strings().map(|string| string.len() + 1).sum();
    if bytes + 8 * count > ARG_MAX {
        return Err(Errno::E2BIG);
    }
    let mut state = [0; start::STATE_MAX];
    let header = StateHeader {
        break_start: image.program.end.next_multiple_of(PAGE_SIZE as u64),
        ..start::header_now(thread)
    };
    let state_len = {
        let mounts = thread.process.mounts.lock(thread);
        start::write(&header, &mounts, &mut state)?
    };
    let fixed = name.len() + state_len + 128;
    let mut room = Mapping::anonymous(size_needed(count, bytes + fixed, AUXILIARY))?;
    let mut builder = StackBuilder::new(room.bytes_mut(), USER_TOP as u64);
    let facts = Facts {
        name: builder.push_string(name)?,
        platform: builder.push_string(b"x86_64")?,
        random: {
            let mut random = [0; 16];
            crate::random::getentropy(&mut random)?;
            builder.align();
            builder.push_bytes(&random)?
        },
        state: {
            builder.align();
            builder.push_bytes(&state[..state_len])?
        },
    };
    // Strings lie in the order of the pointers, as some programs (setproctitle) expect.
    let strings_start = builder.reserve(bytes)?;
    let sp = builder.begin_words(1 + count + 2 + 2 * (AUXILIARY + 1))?;
    let mut address = strings_start;
    let argument_count = given.arguments.clone().count();
    builder.push_word(argument_count as u64)?;
    for (index, string) in strings().enumerate() {
        if index == argument_count {
            builder.push_word(0)?;
        }
        builder.write_string(address, string)?;
        builder.push_word(address)?;
        address += string.len() as u64 + 1;
    }
    if count == argument_count {
        builder.push_word(0)?;
    }
    builder.push_word(0)?;
    builder.push_auxiliary(&auxiliary(thread.process, image, &facts))?;
    memory::address_space_write(space, sp as usize, UserSlice::of(builder.bytes_from(sp)))?;
    let entry = image
        .interpreter
        .map_or(image.program.entry, |interpreter| interpreter.entry);
    Ok(ThreadStart {
        entry: entry as usize,
        stack: sp as usize,
        ..ThreadStart::default()
    })
}

/// Addresses of what the auxiliary vector points to.
struct Facts {
    name: u64,
    platform: u64,
    random: u64,
    state: u64,
}

fn auxiliary(process: &Process, image: &Image, facts: &Facts) -> [(u64, u64); AUXILIARY] {
    use crate::identity;
    let (uid, euid) = (identity::real_user(), identity::effective_user());
    let (gid, egid) = (identity::real_group(), identity::effective_group());
    [
        (AT_PHDR, image.program.program_headers),
        (AT_PHENT, elf::PROGRAM_HEADER_SIZE as u64),
        (AT_PHNUM, image.program.count as u64),
        (AT_PAGESZ, PAGE_SIZE as u64),
        (
            AT_BASE,
            image.interpreter.map_or(0, |interpreter| interpreter.bias),
        ),
        (AT_FLAGS, 0),
        (AT_ENTRY, image.program.entry),
        (AT_UID, uid.into()),
        (AT_EUID, euid.into()),
        (AT_GID, gid.into()),
        (AT_EGID, egid.into()),
        (AT_SECURE, (uid != euid || gid != egid).into()),
        (AT_CLKTCK, 100),
        (AT_HWCAP, process.hardware.load(Ordering::Relaxed).into()),
        (AT_PLATFORM, facts.platform),
        (AT_RANDOM, facts.random),
        (AT_EXECFN, facts.name),
        (
            AT_MINSIGSTKSZ,
            2048 + process.vector_state_size.load(Ordering::Relaxed),
        ),
        (AT_OCHRE_STATE, facts.state),
    ]
}
