//! Mapping a file into memory.

use crate::error;
use crate::error::Result;
use crate::object::{check_header, Image, Object};
use alloc::ffi::CString;
use alloc::string::{String, ToString};
use core::ffi::c_int;
use goblin::elf64::header::Header;
use goblin::elf64::program_header::{self as ph, ProgramHeader};
use relibc::platform::Sys;

const PAGE: usize = 4096;
const AT_FDCWD: c_int = -100;
const AT_EMPTY_PATH: c_int = 0x1000;
const O_RDONLY_CLOEXEC: c_int = 0o2_000_000;
const PROT_READ: c_int = 1;
const PROT_WRITE: c_int = 2;
const PROT_EXEC: c_int = 4;
const MAP_PRIVATE: c_int = 2;
const MAP_FIXED: c_int = 0x10;
const MAP_ANONYMOUS: c_int = 0x20;

/// Bytes read of a file at first: the header and a dozen program headers.
const START: usize = 832;

/// An open file, closed when dropped.
pub struct File {
    fd: c_int,
    path: String,
}

/// Facts of a file.
pub struct Facts {
    pub identity: (u64, u64),
    pub size: u64,
    pub is_regular: bool,
}

impl File {
    /// Opens a file for reading; `None` if it is not there or may not be read.
    pub fn open(path: &str) -> Option<Self> {
        let text = CString::new(path).ok()?;
        // SAFETY: a NUL-terminated string.
        let fd = unsafe { Sys::openat(AT_FDCWD, text.as_ptr(), O_RDONLY_CLOEXEC, 0) }.ok()?;
        Some(Self {
            fd,
            path: path.to_string(),
        })
    }

    /// Device, number, size and kind.
    pub fn facts(&self) -> Result<Facts> {
        // `struct stat` of x86-64: st_dev, st_ino, st_nlink, then st_mode; st_size is word 6.
        let mut stat = [0_u64; 18];
        // SAFETY: the buffer has the size of `struct stat`, 144 bytes.
        let done = unsafe {
            Sys::newfstatat(
                self.fd,
                c"".as_ptr(),
                stat.as_mut_ptr().cast(),
                AT_EMPTY_PATH,
            )
        };
        done.map_err(|errno| error!("{}: cannot stat: {errno:?}", self.path))?;
        let mode = stat[3] as u32;
        Ok(Facts {
            identity: (stat[0], stat[1]),
            size: stat[6],
            is_regular: mode & 0o170_000 == 0o100_000,
        })
    }

    /// Fills the buffer from `offset` on.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<()> {
        if self.read_up_to(buffer, offset)? < buffer.len() {
            return Err(error!("{}: damaged file: it is cut short", self.path));
        }
        Ok(())
    }

    /// The file's beginning, as far as it goes; gives the bytes read.
    pub fn read(&self, buffer: &mut [u8]) -> Result<usize> {
        self.read_up_to(buffer, 0)
    }

    fn read_up_to(&self, buffer: &mut [u8], offset: u64) -> Result<usize> {
        let mut done = 0;
        while done < buffer.len() {
            let rest = &mut buffer[done..];
            let at = (offset + done as u64) as i64;
            // SAFETY: the buffer is writable for its length.
            let n = unsafe { Sys::pread64(self.fd, rest.as_mut_ptr().cast(), rest.len(), at) };
            match n {
                Ok(0) => break,
                Ok(n) => done += n as usize,
                Err(errno) => return Err(error!("{}: cannot read: {errno:?}", self.path)),
            }
        }
        Ok(done)
    }

    /// Maps the file's segments and makes an object of it.
    pub fn load(&self, facts: &Facts) -> Result<Object> {
        if !facts.is_regular {
            return Err(error!("{}: not a regular file", self.path));
        }
        if facts.size < size_of::<Header>() as u64 {
            return Err(error!("{}: not an ELF file: too short", self.path));
        }
        // The program headers stand right behind the file's, as a rule: one call reads both.
        let mut start = [0_u8; START];
        let length = self.read(&mut start)?;
        let (bytes, _) = start
            .split_first_chunk::<{ size_of::<Header>() }>()
            .filter(|_| length >= size_of::<Header>())
            .ok_or_else(|| error!("{}: not an ELF file: too short", self.path))?;
        let header = Header::from_bytes(bytes);
        check_header(&self.path, header)?;
        let count = header.e_phnum as usize;
        let mut headers = alloc::vec![ProgramHeader::default(); count];
        // SAFETY: program headers are plain words without padding; any bytes are valid.
        let raw = unsafe {
            core::slice::from_raw_parts_mut(
                headers.as_mut_ptr().cast::<u8>(),
                count * size_of::<ProgramHeader>(),
            )
        };
        let read = usize::try_from(header.e_phoff)
            .ok()
            .and_then(|at| start[..length].get(at..)?.get(..raw.len()));
        match read {
            Some(read) => raw.copy_from_slice(read),
            None => self.read_at(raw, header.e_phoff)?,
        }
        let layout = Layout::of(&self.path, &headers, facts.size)?;
        let fixed = header.e_type == goblin::elf64::header::ET_EXEC;
        let image = self.map_segments(&headers, &layout, fixed)?;
        // The headers live as long as the object, which frees them in `unload`.
        let headers: &'static [ProgramHeader] = headers.leak();
        let entry = image.base.wrapping_add(header.e_entry as usize);
        match Object::new(self.path.clone(), image, headers, entry) {
            Ok(mut object) => {
                object.identity = Some(facts.identity);
                Ok(object)
            }
            Err(error) => {
                // SAFETY: the object that referred to them is gone.
                unsafe { release(image, headers) };
                Err(error)
            }
        }
    }

    fn map_segments(
        &self,
        headers: &[ProgramHeader],
        layout: &Layout,
        fixed: bool,
    ) -> Result<Image> {
        let failed = |errno| error!("{}: cannot map: {errno:?}", self.path);
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | if fixed { MAP_FIXED } else { 0 };
        let hint = if fixed {
            layout.start as *mut _
        } else {
            core::ptr::null_mut()
        };
        // Zeroed memory behind what the file has needs no mapping of its own where the reservation may be used. A hole
        // can be read: a damaged table may lie there.
        let usable = match layout.has_holes {
            true => PROT_READ,
            false => PROT_READ | PROT_WRITE,
        };
        // SAFETY: a fresh reservation; a program at a fixed address has it to itself by the ABI.
        let start =
            unsafe { Sys::mmap(hint, layout.len, usable, flags, -1, 0) }.map_err(failed)? as usize;
        let image = Image {
            base: start.wrapping_sub(layout.start),
            start,
            end: start + layout.len,
        };
        for header in headers.iter().filter(|header| header.p_type == ph::PT_LOAD) {
            if let Err(errno) = self.map_segment(header, &image, usable) {
                // SAFETY: the reservation just made; nothing refers to it yet.
                let _ = unsafe { Sys::munmap(start as *mut _, layout.len) };
                return Err(failed(errno));
            }
        }
        Ok(image)
    }

    fn map_segment(
        &self,
        header: &ProgramHeader,
        image: &Image,
        usable: c_int,
    ) -> core::result::Result<(), relibc::Errno> {
        let protection = protection(header.p_flags);
        let address = image.base.wrapping_add(header.p_vaddr as usize);
        let page = address & !(PAGE - 1);
        let file_end = address + header.p_filesz as usize;
        let memory_end = (address + header.p_memsz as usize).next_multiple_of(PAGE);
        let file_pages_end = file_end.next_multiple_of(PAGE);
        if header.p_filesz != 0 {
            let offset = (header.p_offset as usize & !(PAGE - 1)) as i64;
            let len = file_pages_end - page;
            let flags = MAP_PRIVATE | MAP_FIXED;
            // SAFETY: within the reservation, by `Layout::of`.
            unsafe { Sys::mmap(page as *mut _, len, protection, flags, self.fd, offset)? };
            if header.p_memsz > header.p_filesz && header.p_flags & ph::PF_W != 0 {
                let tail = file_pages_end.min(address + header.p_memsz as usize) - file_end;
                // SAFETY: the rest of the last page of a writable segment just mapped.
                unsafe { core::ptr::write_bytes(file_end as *mut u8, 0, tail) };
            }
        }
        let zero_start = if header.p_filesz == 0 {
            page
        } else {
            file_pages_end
        };
        if memory_end > zero_start && protection != usable {
            let flags = MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS;
            let len = memory_end - zero_start;
            // SAFETY: within the reservation, by `Layout::of`.
            unsafe { Sys::mmap(zero_start as *mut _, len, protection, flags, -1, 0)? };
        }
        Ok(())
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // SAFETY: the descriptor is this object's own.
        let _ = unsafe { Sys::close(self.fd) };
    }
}

/// POSIX protection of a segment's flags.
fn protection(flags: u32) -> c_int {
    let bit = |flag, protection| if flags & flag != 0 { protection } else { 0 };
    bit(ph::PF_R, PROT_READ) | bit(ph::PF_W, PROT_WRITE) | bit(ph::PF_X, PROT_EXEC)
}

/// Address range that the loadable segments take, in the file's own addresses.
struct Layout {
    start: usize,
    len: usize,
    /// There are pages between segments.
    has_holes: bool,
}

impl Layout {
    /// Checks the segments: in order, without overlap, within the file, on matching page offsets, readable.
    fn of(path: &str, headers: &[ProgramHeader], file_size: u64) -> Result<Self> {
        let damaged = |what: &str| error!("{path}: damaged file: {what}");
        let mut start = None;
        let mut end = 0_u64;
        let mut has_holes = false;
        for header in headers.iter().filter(|header| header.p_type == ph::PT_LOAD) {
            let page_mask = PAGE as u64 - 1;
            let memory_end = header.p_vaddr.checked_add(header.p_memsz);
            let memory_end = memory_end.filter(|&end| end < 1 << 46);
            let memory_end = memory_end.ok_or_else(|| damaged("a segment is too large"))?;
            let file_end = header.p_offset.checked_add(header.p_filesz);
            if file_end.is_none_or(|end| end > file_size) || header.p_filesz > header.p_memsz {
                return Err(damaged(
                    "a segment lies beyond its end: it may be cut short",
                ));
            }
            if header.p_flags & ph::PF_R == 0 && header.p_memsz != 0 {
                return Err(damaged("a segment cannot be read"));
            }
            if header.p_vaddr & page_mask != header.p_offset & page_mask {
                return Err(damaged("a segment's address does not match its offset"));
            }
            if start.is_some() && header.p_vaddr & !page_mask < end {
                return Err(damaged("segments overlap or are out of order"));
            }
            has_holes |= start.is_some() && header.p_vaddr & !page_mask > end;
            start.get_or_insert((header.p_vaddr & !page_mask) as usize);
            end = memory_end.next_multiple_of(PAGE as u64);
        }
        let start = start.ok_or_else(|| damaged("it has no loadable segment"))?;
        Ok(Self {
            start,
            len: end as usize - start,
            has_holes,
        })
    }
}

/// Makes the part of an object that relocation is done with read-only.
pub fn protect_relro(object: &Object) -> Result<()> {
    let Some((address, len)) = object.relro else {
        return Ok(());
    };
    let start = address & !(PAGE - 1);
    let end = (address + len) & !(PAGE - 1);
    if end <= start {
        return Ok(());
    }
    // SAFETY: pages of the object's own image that nothing writes any more.
    let done = unsafe { Sys::mprotect(start as *mut _, end - start, PROT_READ) };
    done.map_err(|errno| error!("{}: cannot protect: {errno:?}", object.display_name()))
}

/// Unmaps an object.
///
/// # Safety
/// Nothing refers to its memory any more.
pub unsafe fn unload(object: Object) {
    // SAFETY: the caller's promise.
    unsafe { release(object.image, object.headers) };
}

/// Gives back what [`File::load`] mapped and leaked.
///
/// # Safety
/// Nothing refers to either any more.
unsafe fn release(image: Image, headers: *const [ProgramHeader]) {
    // SAFETY: the caller's promise. The headers were leaked by `load` for this object alone.
    unsafe {
        let _ = Sys::munmap(image.start as *mut _, image.end - image.start);
        drop(alloc::boxed::Box::from_raw(headers.cast_mut()));
    }
}
