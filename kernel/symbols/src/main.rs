//! `kernel-symbols IN OUT`: copies the kernel's ELF file and fills its `.symbols` section, from
//! which the kernel names the functions in a stack trace. The format is described in
//! `kernel/machine/src/x86_64/console/symbols.rs`.
#![forbid(unsafe_code)]

use goblin::elf::{sym, Elf};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Where the kernel is linked; addresses in the table count from here.
const IMAGE_BASE: u64 = 0xffff_ffff_8000_0000;

const HEADER: usize = 8;
const ENTRY: usize = 8;

/// Longer names are cut: generic parameters make some very long.
const NAME_MAX: usize = 160;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, input, output] = arguments.as_slice() else {
        eprintln!("usage: kernel-symbols IN OUT");
        return ExitCode::from(2);
    };
    match run(input, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("kernel-symbols: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(input: &str, output: &str) -> Result<(), String> {
    let mut file = std::fs::read(input).map_err(|error| format!("cannot read {input}: {error}"))?;
    let (range, table) = {
        let elf = Elf::parse(&file).map_err(|error| format!("{input} is no ELF file: {error}"))?;
        let section = elf
            .section_headers
            .iter()
            .find(|section| elf.shdr_strtab.get_at(section.sh_name) == Some(".symbols"))
            .ok_or_else(|| format!("{input} has no .symbols section: not our kernel"))?;
        let range = section
            .file_range()
            .ok_or_else(|| format!("{input}: .symbols has no bytes in the file"))?;
        (range, table(&functions(&elf)))
    };
    let room = file
        .get_mut(range)
        .ok_or_else(|| format!("{input} is cut off"))?;
    if table.len() > room.len() {
        return Err(format!(
            "the names take {} bytes, .symbols has {}: enlarge it in console/symbols.rs",
            table.len(),
            room.len()
        ));
    }
    room[..table.len()].copy_from_slice(&table);
    std::fs::write(output, &file).map_err(|error| format!("cannot write {output}: {error}"))
}

/// Functions of the kernel by distance from [`IMAGE_BASE`].
fn functions(elf: &Elf) -> BTreeMap<u32, String> {
    elf.syms
        .iter()
        .filter(|symbol| matches!(symbol.st_type(), sym::STT_FUNC | sym::STT_NOTYPE))
        .filter_map(|symbol| {
            let offset = u32::try_from(symbol.st_value.checked_sub(IMAGE_BASE)?).ok()?;
            let name = elf.strtab.get_at(symbol.st_name)?;
            let is_code = elf
                .section_headers
                .get(symbol.st_shndx)
                .is_some_and(|section| section.is_executable());
            (is_code && !name.is_empty()).then(|| (offset, plain(name)))
        })
        .collect()
}

/// The name as Rust writes it, without hash, cut to a bearable length.
fn plain(name: &str) -> String {
    let mut name = format!("{:#}", rustc_demangle::demangle(name));
    if let Some((end, _)) = name.char_indices().nth(NAME_MAX) {
        name.truncate(end);
    }
    name
}

/// The section's content.
fn table(functions: &BTreeMap<u32, String>) -> Vec<u8> {
    let mut table = b"OSYM".to_vec();
    table.extend((functions.len() as u32).to_le_bytes());
    let mut names = Vec::new();
    let names_start = HEADER + functions.len() * ENTRY;
    for (offset, name) in functions {
        table.extend(offset.to_le_bytes());
        table.extend(((names_start + names.len()) as u32).to_le_bytes());
        names.extend(name.as_bytes());
        names.push(0);
    }
    table.extend(names);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_lists_functions_in_order_with_names_ended_by_zero() {
        let functions = BTreeMap::from([(0x20, "b".into()), (0x10, "a".into())]);
        // Header 8 bytes, two entries of 8: names begin at 24.
        let expected = [
            b"OSYM".as_slice(),
            &[2, 0, 0, 0],
            &[0x10, 0, 0, 0, 24, 0, 0, 0],
            &[0x20, 0, 0, 0, 26, 0, 0, 0],
            b"a\0b\0",
        ]
        .concat();
        assert_eq!(table(&functions), expected);
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(plain(&"x".repeat(1000)).len(), NAME_MAX);
    }
}
