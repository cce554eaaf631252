//! `relibc-archive FILE.a`: makes every global definition in a static library weak, in place.
//!
//! A static program may define a function of the C library's itself (bash has its own `getenv`) and
//! still take another function from the same object of `libc.a`. With weak definitions there the
//! program's wins and the linker does not complain. References stay strong, so that they still pull
//! objects out of the archive; `objcopy --weaken` would weaken them too.
//!
//! Of a variable with several names (`environ`, `__environ`) the one with two underscores stays strong: it tells the linker
//! that the weak ones are other names for it, so that a program that has copies of two of them has one copy.

use anyhow::{Context, Result};
use object::elf;
use object::read::archive::ArchiveFile;
use object::read::elf::{FileHeader, SectionHeader, Sym};
use object::Endianness;
use std::collections::BTreeSet;
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
    let header = elf::FileHeader64::<Endianness>::parse(object)?;
    let endian = header.endian()?;
    let sections = header.sections(endian, object)?;
    let table = sections.symbols(endian, object, elf::SHT_SYMTAB)?;
    let is_defined = |symbol: &&elf::Sym64<Endianness>| {
        symbol.st_bind() == elf::STB_GLOBAL && symbol.st_shndx(endian) != elf::SHN_UNDEF
    };
    let place =
        |symbol: &elf::Sym64<Endianness>| (symbol.st_shndx(endian), symbol.st_value(endian));
    let mut variables = BTreeSet::new();
    for symbol in table.iter().filter(is_defined) {
        let is_public = !table.symbol_name(endian, symbol)?.starts_with(b"_");
        if is_public && symbol.st_type() == elf::STT_OBJECT {
            variables.insert(place(symbol));
        }
    }
    let start = base + sections.section(table.section())?.sh_offset(endian) as usize;
    for (index, symbol) in table.iter().enumerate() {
        let name = table.symbol_name(endian, symbol)?;
        let is_main = name.starts_with(b"__") && !name.starts_with(b"___");
        let is_alias = symbol.st_type() == elf::STT_OBJECT && variables.contains(&place(symbol));
        if is_defined(&symbol) && !(is_main && is_alias) {
            // st_info is the fifth byte of an Elf64_Sym (System V gABI, symbol table).
            let offset = start + index * size_of::<elf::Sym64<Endianness>>() + 4;
            changes.push((offset, (elf::STB_WEAK << 4) | symbol.st_type()));
        }
    }
    Ok(())
}
