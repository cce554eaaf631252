//! `relibc-archive FILE.a`: makes every global definition in a static library weak, in place.
//!
//! A static program may define a function of the C library's itself (bash has its own `getenv`) and
//! still take another function from the same object of `libc.a`. With weak definitions there the
//! program's wins and the linker does not complain. References stay strong, so that they still pull
//! objects out of the archive; `objcopy --weaken` would weaken them too.

use anyhow::{Context, Result};
use object::elf;
use object::read::archive::ArchiveFile;
use object::read::elf::{FileHeader, SectionHeader, Sym};
use object::Endianness;
use std::mem::size_of;

fn main() -> Result<()> {
    let path = std::env::args_os()
        .nth(1)
        .context("usage: relibc-archive FILE.a")?;
    let mut data = std::fs::read(&path).with_context(|| path.display().to_string())?;
    for (offset, info) in weakened(&data)? {
        data[offset] = info;
    }
    std::fs::write(&path, data).with_context(|| path.display().to_string())
}

/// File offsets of the `st_info` bytes to change, and their new values.
fn weakened(data: &[u8]) -> Result<Vec<(usize, u8)>> {
    let mut changes = Vec::new();
    for member in ArchiveFile::parse(data)?.members() {
        let member = member?;
        let name = String::from_utf8_lossy(member.name()).into_owned();
        let (start, _) = member.file_range();
        let object = member.data(data)?;
        if name.ends_with(".o") {
            weakened_in_object(object, start as usize, &mut changes).with_context(|| name)?;
        }
    }
    Ok(changes)
}

fn weakened_in_object(object: &[u8], base: usize, changes: &mut Vec<(usize, u8)>) -> Result<()> {
    type Header = elf::FileHeader64<Endianness>;
    let header = Header::parse(object)?;
    let endian = header.endian()?;
    for section in header.section_headers(endian, object)? {
        if section.sh_type(endian) != elf::SHT_SYMTAB {
            continue;
        }
        let symbols: &[elf::Sym64<Endianness>] = section.data_as_array(endian, object)?;
        let table = base + section.sh_offset(endian) as usize;
        for (index, symbol) in symbols.iter().enumerate() {
            if symbol.st_bind() == elf::STB_GLOBAL && symbol.st_shndx(endian) != elf::SHN_UNDEF {
                // st_info is the fifth byte of an Elf64_Sym (System V gABI, symbol table).
                let offset = table + index * size_of::<elf::Sym64<Endianness>>() + 4;
                changes.push((offset, (elf::STB_WEAK << 4) | symbol.st_type()));
            }
        }
    }
    Ok(())
}
