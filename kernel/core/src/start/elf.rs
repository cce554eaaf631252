//! Reading a static ELF program for x86-64 (System V ABI, "Object Files" and "Program Loading").

const HEADER: usize = 64;
const PROGRAM_HEADER: usize = 56;
const PT_LOAD: u32 = 1;
const ET_EXEC: u16 = 2;
const ET_DYN: u16 = 3;
const EM_X86_64: u16 = 62;

/// Where a position-independent program goes.
const DYN_BASE: u64 = 0x40_0000;

/// A part to be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment<'a> {
    pub address: u64,
    /// Bytes in memory; what `contents` does not cover is zero.
    pub len: u64,
    pub contents: &'a [u8],
    pub writable: bool,
    pub executable: bool,
}

/// A program.
pub struct Program<'a> {
    file: &'a [u8],
    base: u64,
    pub entry: u64,
    headers_offset: usize,
    pub headers: usize,
}

fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    Some(u16::from_le_bytes(
        bytes.get(offset..offset + 2)?.try_into().ok()?,
    ))
}

fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_le_bytes(
        bytes.get(offset..offset + 4)?.try_into().ok()?,
    ))
}

fn u64_at(bytes: &[u8], offset: usize) -> Option<u64> {
    Some(u64::from_le_bytes(
        bytes.get(offset..offset + 8)?.try_into().ok()?,
    ))
}

impl<'a> Program<'a> {
    /// Reads the header; None if it is no program for this machine.
    pub fn parse(file: &'a [u8]) -> Option<Self> {
        const IDENT: &[u8] = b"\x7fELF\x02\x01\x01";
        let kind = u16_at(file, 16)?;
        let headers_offset = u64_at(file, 32)? as usize;
        let headers = usize::from(u16_at(file, 56)?);
        if file.get(..HEADER)?.get(..IDENT.len())? != IDENT
            || !matches!(kind, ET_EXEC | ET_DYN)
            || u16_at(file, 18)? != EM_X86_64
            || usize::from(u16_at(file, 54)?) != PROGRAM_HEADER
        {
            return None;
        }
        file.get(headers_offset..)?
            .get(..headers * PROGRAM_HEADER)?;
        let base = if kind == ET_DYN { DYN_BASE } else { 0 };
        Some(Self {
            file,
            base,
            entry: u64_at(file, 24)?.checked_add(base)?,
            headers_offset,
            headers,
        })
    }

    /// The parts to be loaded; None for one that the file does not hold.
    pub fn segments(&self) -> impl Iterator<Item = Option<Segment<'a>>> + '_ {
        self.file[self.headers_offset..]
            .chunks_exact(PROGRAM_HEADER)
            .take(self.headers)
            .filter(|header| u32_at(header, 0) == Some(PT_LOAD))
            .map(|header| self.segment(header))
    }

    fn segment(&self, header: &[u8]) -> Option<Segment<'a>> {
        let flags = u32_at(header, 4)?;
        let offset = u64_at(header, 8)? as usize;
        let in_file = u64_at(header, 32)? as usize;
        let len = u64_at(header, 40)?;
        let contents = self.file.get(offset..)?.get(..in_file)?;
        if len < in_file as u64 {
            return None;
        }
        Some(Segment {
            address: u64_at(header, 16)?.checked_add(self.base)?,
            len,
            contents,
            writable: flags & 2 != 0,
            executable: flags & 1 != 0,
        })
    }

    /// Where the program headers are in memory (AT_PHDR), if a segment covers them.
    pub fn headers_address(&self) -> Option<u64> {
        let offset = self.headers_offset;
        self.segments().flatten().find_map(|segment| {
            let start = segment.contents.as_ptr() as usize - self.file.as_ptr() as usize;
            let within = offset.checked_sub(start)?;
            (within < segment.contents.len()).then_some(segment.address + within as u64)
        })
    }

    /// Bytes of one program header (AT_PHENT).
    pub const HEADER_LEN: u64 = PROGRAM_HEADER as u64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_test_program_is_read_as_the_linker_wrote_it() {
        let file = std::fs::read("/proc/self/exe").unwrap();
        let program = Program::parse(&file).unwrap();
        let segments: Vec<_> = program.segments().map(Option::unwrap).collect();
        assert!(segments
            .iter()
            .any(|s| s.executable && (s.address..s.address + s.len).contains(&program.entry)));
        assert!(segments.iter().any(|s| s.writable));
        assert!(program.headers_address().is_some());
    }

    #[test]
    fn a_cut_program_is_refused() {
        let file = std::fs::read("/proc/self/exe").unwrap();
        assert!(Program::parse(&file[..60]).is_none());
        let cut = &file[..5000];
        let program = Program::parse(cut).unwrap();
        assert!(program.segments().any(|segment| segment.is_none()));
    }
}
