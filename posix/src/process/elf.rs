//! What exec needs to know of an ELF file (System V gABI, chapters 4 and 5; x86-64 psABI).

use abi::errno::Result;
use abi::memory::Protection;
use abi::{Errno, PAGE_SIZE};

/// Bytes of the file header.
pub const HEADER_SIZE: usize = 64;
/// Bytes of a program header.
pub const PROGRAM_HEADER_SIZE: usize = 56;
/// Most program headers that are looked at.
pub const PROGRAM_HEADERS_MAX: usize = 64;

const ET_EXEC: u16 = 2;
const ET_DYN: u16 = 3;
const EM_X86_64: u16 = 62;
const PT_LOAD: u32 = 1;
const PT_INTERP: u32 = 3;
const PT_NOTE: u32 = 4;
const PT_PHDR: u32 = 6;

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

/// The file header's facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub entry: u64,
    pub program_headers: u64,
    pub count: usize,
    /// Loads at any address (`ET_DYN`).
    pub is_relocatable: bool,
}

/// Reads the file header. Errors: ENOEXEC if this is no ELF program for x86-64.
pub fn header(bytes: &[u8]) -> Result<Header> {
    let bytes = bytes.get(..HEADER_SIZE).ok_or(Errno::ENOEXEC)?;
    // 64 bits, little endian, version 1.
    let is_elf = bytes[..7] == *b"\x7fELF\x02\x01\x01";
    let kind = if is_elf { u16_at(bytes, 16) } else { 0 };
    let count = usize::from(u16_at(bytes, 56));
    let known = matches!(kind, ET_EXEC | ET_DYN) && u16_at(bytes, 18) == EM_X86_64;
    let entry_size = usize::from(u16_at(bytes, 54));
    if !known || entry_size != PROGRAM_HEADER_SIZE || !(1..=PROGRAM_HEADERS_MAX).contains(&count) {
        return Err(Errno::ENOEXEC);
    }
    Ok(Header {
        entry: u64_at(bytes, 24),
        program_headers: u64_at(bytes, 32),
        count,
        is_relocatable: kind == ET_DYN,
    })
}

/// A `PT_LOAD` segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    pub address: u64,
    pub offset: u64,
    pub file_size: u64,
    pub memory_size: u64,
    pub protection: u32,
}

impl Segment {
    /// First page, in the file's addresses.
    pub fn page_start(&self) -> u64 {
        self.address & !(PAGE_SIZE as u64 - 1)
    }

    /// End of the last byte from the file.
    pub fn file_end(&self) -> u64 {
        self.address + self.file_size
    }

    /// End of the last byte.
    pub fn end(&self) -> u64 {
        self.address + self.memory_size
    }
}

/// Addresses that a program may take up.
const SPAN_MAX: u64 = 1 << 46;

/// The program headers' facts.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    segments: [Segment; PROGRAM_HEADERS_MAX],
    count: usize,
    /// Offset and size of the interpreter's path in the file.
    pub interpreter: Option<(u64, usize)>,
    /// Address of the program headers, if some segment holds them.
    pub program_headers: u64,
    /// Offset and size of the notes in the file.
    pub notes: [Option<(u64, usize)>; NOTES_MAX],
}

/// Note segments that are looked at (one for each alignment is usual).
const NOTES_MAX: usize = 4;

impl Layout {
    /// The segments to load, in the order of the file.
    pub fn segments(&self) -> &[Segment] {
        &self.segments[..self.count]
    }

    /// First and last address (exclusive), in whole pages.
    pub fn span(&self) -> (u64, u64) {
        let start = self
            .segments()
            .iter()
            .map(Segment::page_start)
            .min()
            .unwrap_or(0);
        let end = self.segments().iter().map(Segment::end).max().unwrap_or(0);
        (start, end.next_multiple_of(PAGE_SIZE as u64))
    }
}

/// Reads the program headers. Errors: ENOEXEC if they contradict each other.
pub fn layout(header: &Header, bytes: &[u8]) -> Result<Layout> {
    let mut layout = Layout {
        segments: [Segment::default(); PROGRAM_HEADERS_MAX],
        count: 0,
        interpreter: None,
        program_headers: 0,
        notes: [None; NOTES_MAX],
    };
    for entry in bytes.chunks_exact(PROGRAM_HEADER_SIZE).take(header.count) {
        let segment = Segment {
            offset: u64_at(entry, 8),
            address: u64_at(entry, 16),
            file_size: u64_at(entry, 32),
            memory_size: u64_at(entry, 40),
            protection: protection(u32_at(entry, 4)),
        };
        match u32_at(entry, 0) {
            PT_LOAD if segment.memory_size > 0 => {
                check(&segment)?;
                let table = header.program_headers;
                if (segment.offset..segment.offset + segment.file_size).contains(&table) {
                    layout.program_headers = segment.address + (table - segment.offset);
                }
                layout.segments[layout.count] = segment;
                layout.count += 1;
            }
            PT_INTERP => layout.interpreter = Some((segment.offset, segment.file_size as usize)),
            PT_NOTE => {
                if let Some(free) = layout.notes.iter_mut().find(|note| note.is_none()) {
                    *free = Some((segment.offset, segment.file_size as usize));
                }
            }
            PT_PHDR => layout.program_headers = segment.address,
            _ => {}
        }
    }
    match layout.count {
        0 => Err(Errno::ENOEXEC),
        _ => Ok(layout),
    }
}

fn check(segment: &Segment) -> Result<()> {
    let page = PAGE_SIZE as u64;
    let sane = segment.file_size <= segment.memory_size
        && segment.address < SPAN_MAX
        && segment.memory_size < SPAN_MAX
        && segment.offset < SPAN_MAX
        && segment.address % page == segment.offset % page;
    sane.then_some(()).ok_or(Errno::ENOEXEC)
}

/// `PF_X` 1, `PF_W` 2, `PF_R` 4.
fn protection(flags: u32) -> u32 {
    let mut protection = Protection::empty();
    protection.set(Protection::EXECUTE, flags & 1 != 0);
    protection.set(Protection::WRITE, flags & 2 != 0);
    protection.set(Protection::READ, flags & 4 != 0);
    protection.bits()
}

/// The name in the note that our programs bear (`crt1.S`, `ld-so`).
const NOTE_NAME: &[u8] = b"Ochre\0";

/// Whether a note segment's bytes hold our note (gABI 5, "Note Section"; words of 4 bytes).
pub fn is_ours(mut notes: &[u8]) -> bool {
    while notes.len() >= 12 {
        let (name, descriptor) = (u32_at(notes, 0) as usize, u32_at(notes, 4) as usize);
        if notes.get(12..).and_then(|rest| rest.get(..name)) == Some(NOTE_NAME) {
            return true;
        }
        let size = name
            .checked_next_multiple_of(4)
            .zip(descriptor.checked_next_multiple_of(4))
            .and_then(|(name, descriptor)| name.checked_add(descriptor)?.checked_add(12));
        let Some(rest) = size.and_then(|size| notes.get(size..)) else {
            return false;
        };
        notes = rest;
    }
    false
}

/// An interpreter and its one optional argument.
pub type Interpreter<'a> = (&'a [u8], Option<&'a [u8]>);

/// The interpreter in a script's first line ("#!"), or none if this
/// is no script (execve(2)). Errors: ENOEXEC for a line without an interpreter or too long.
pub fn script(bytes: &[u8]) -> Result<Option<Interpreter<'_>>> {
    let Some(rest) = bytes.strip_prefix(b"#!") else {
        return Ok(None);
    };
    let line = match rest.iter().position(|&byte| byte == b'\n') {
        Some(end) => &rest[..end],
        None if bytes.len() < SCRIPT_LINE_MAX => rest,
        None => return Err(Errno::ENOEXEC),
    };
    let line = line.trim_ascii();
    let split = line.iter().position(|&byte| matches!(byte, b' ' | b'\t'));
    let (interpreter, argument) = match split {
        Some(at) => (&line[..at], Some(line[at..].trim_ascii())),
        None => (line, None),
    };
    if interpreter.is_empty() {
        return Err(Errno::ENOEXEC);
    }
    Ok(Some((interpreter, argument)))
}

/// Bytes of a script's first line that are looked at (Linux's `BINPRM_BUF_SIZE`).
pub const SCRIPT_LINE_MAX: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_test_program_is_understood_as_readelf_would() {
        let file = std::fs::read("/proc/self/exe").expect("readable");
        let header = header(&file).expect("an ELF program");
        let table = header.program_headers as usize;
        let layout = layout(&header, &file[table..]).expect("sane");
        assert!(
            header.is_relocatable,
            "Rust programs are position independent"
        );
        let (offset, size) = layout.interpreter.expect("is dynamic");
        let path = &file[offset as usize..offset as usize + size];
        assert_eq!(path, b"/lib64/ld-linux-x86-64.so.2\0");
        assert!(layout.segments().len() >= 2);
        assert_eq!(
            layout.program_headers, 64,
            "the table follows the file header"
        );
    }

    #[test]
    fn our_note_is_found_among_others_and_bad_sizes_end_the_search() {
        let note = |name: &[u8], descriptor: &[u8]| {
            let mut bytes = Vec::new();
            for word in [name.len(), descriptor.len(), 1] {
                bytes.extend((word as u32).to_le_bytes());
            }
            for part in [name, descriptor] {
                bytes.extend(part);
                bytes.resize(bytes.len().next_multiple_of(4), 0);
            }
            bytes
        };
        let (gnu, ours) = (note(b"GNU\0", &[0; 16]), note(b"Ochre\0", &[1, 0, 0, 0]));
        assert!(is_ours(&[gnu.clone(), ours.clone()].concat()));
        assert!(!is_ours(&gnu));
        assert!(!is_ours(&ours[..10]));
        assert!(!is_ours(&[[0xff; 12], [0; 12]].concat()));
    }

    #[test]
    fn what_is_not_elf_is_refused() {
        assert_eq!(header(b"#!/bin/sh\n").err(), Some(Errno::ENOEXEC));
        assert_eq!(header(&[0; 64]).err(), Some(Errno::ENOEXEC));
    }

    #[test]
    fn a_script_names_its_interpreter_and_one_argument() {
        let parsed = script(b"#! /usr/bin/env  -S a b \nrest").expect("fine");
        assert_eq!(parsed, Some((&b"/usr/bin/env"[..], Some(&b"-S a b"[..]))));
        assert_eq!(
            script(b"#!/bin/sh").expect("fine"),
            Some((&b"/bin/sh"[..], None))
        );
        assert_eq!(script(b"\x7fELF").expect("fine"), None);
        assert_eq!(script(b"#!\n").err(), Some(Errno::ENOEXEC));
    }
}
