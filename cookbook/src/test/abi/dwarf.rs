//! The entries of a file's debugging information, as far as types need them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use gimli::{AttributeValue, DwAt, DwTag, EndianSlice, LittleEndian, UnitOffset};
use goblin::elf::Elf;

/// One entry.
pub struct Entry {
    pub tag: DwTag,
    /// Below the unit: 1 is the file's scope.
    pub depth: isize,
    pub name: Option<String>,
    /// The key of the entry of its type; `void` has none.
    pub of: Option<usize>,
    pub size: Option<u64>,
    pub encoding: Option<u64>,
    /// A member's place in its structure, in bytes.
    pub offset: u64,
    /// A bit field's width and its place in its structure, in bits.
    pub bits: Option<(u64, u64)>,
    /// An array's last index.
    pub last: Option<u64>,
    /// It has no body.
    pub is_incomplete: bool,
    pub children: Vec<usize>,
}

/// All entries, by their place in the section.
pub type Entries = BTreeMap<usize, Entry>;

type Slice<'a> = EndianSlice<'a, LittleEndian>;

/// Reads the only unit of a linked file.
pub fn read(file: &Path) -> Result<Entries> {
    let bytes = fs::read(file)?;
    let elf = Elf::parse(&bytes)?;
    let section = |id: gimli::SectionId| -> Result<Slice<'_>, gimli::Error> {
        let found = elf
            .section_headers
            .iter()
            .find(|header| elf.shdr_strtab.get_at(header.sh_name) == Some(id.name()));
        let range = found.and_then(goblin::elf::SectionHeader::file_range);
        let data = range.and_then(|range| bytes.get(range)).unwrap_or_default();
        Ok(EndianSlice::new(data, LittleEndian))
    };
    let dwarf = gimli::Dwarf::load(section)?;
    let header = dwarf.units().next()?;
    let header = header.with_context(|| format!("{}: no debugging information", file.display()))?;
    let unit = dwarf.unit(header)?;
    let mut found = Entries::new();
    let mut above: Vec<usize> = Vec::new();
    let mut cursor = unit.entries();
    let mut depth = 0;
    while let Some((delta, entry)) = cursor.next_dfs()? {
        depth += delta;
        above.truncate(depth.max(0) as usize);
        let key = entry.offset().0;
        let value = |name: DwAt| entry.attr_value(name);
        let number =
            |name: DwAt| Ok::<_, gimli::Error>(value(name)?.and_then(|value| value.udata_value()));
        let reference = |value: AttributeValue<Slice<'_>>| match value {
            AttributeValue::UnitRef(UnitOffset(place)) => Some(place),
            _ => None,
        };
        let name = match value(gimli::DW_AT_name)? {
            Some(name) => Some(
                dwarf
                    .attr_string(&unit, name)?
                    .to_string_lossy()
                    .into_owned(),
            ),
            None => None,
        };
        let offset = number(gimli::DW_AT_data_member_location)?.unwrap_or(0);
        let bits = match number(gimli::DW_AT_bit_size)? {
            Some(width) => {
                let place = number(gimli::DW_AT_data_bit_offset)?.unwrap_or(0);
                Some((width, place))
            }
            None => None,
        };
        if let Some(parent) = above.last().and_then(|parent| found.get_mut(parent)) {
            let parent: &mut Entry = parent;
            parent.children.push(key);
        }
        above.push(key);
        let entry = Entry {
            tag: entry.tag(),
            depth,
            name,
            of: value(gimli::DW_AT_type)?.and_then(reference),
            size: number(gimli::DW_AT_byte_size)?,
            encoding: match value(gimli::DW_AT_encoding)? {
                Some(AttributeValue::Encoding(encoding)) => Some(u64::from(encoding.0)),
                _ => None,
            },
            offset,
            bits,
            last: number(gimli::DW_AT_upper_bound)?,
            is_incomplete: value(gimli::DW_AT_declaration)?.is_some(),
            children: Vec::new(),
        };
        found.insert(key, entry);
    }
    Ok(found)
}
