//! Multiboot2 boot information (specification 2.0, section 3.6), through the `multiboot2` crate.

use super::loader::LoaderInformation;
use crate::x86_64::memory::direct_map;
use multiboot2::{BootInformation, BootInformationHeader, MemoryAreaType};

/// What EAX holds when a multiboot2 loader enters.
pub const MAGIC: u32 = multiboot2::MAGIC;

/// Reads the information at physical address `address`.
pub fn read(address: u64) -> LoaderInformation {
    let header = direct_map::pointer::<BootInformationHeader>(address);
    // SAFETY: the loader entered with the multiboot2 magic, so this is its information; it lies in
    // the first 4 GiB, which the boot page tables map.
    let information = unsafe { BootInformation::load(header) }
        .expect("the boot loader's multiboot2 information is malformed");
    let mut out = LoaderInformation::new();
    if let Some(map) = information.memory_map_tag() {
        for area in map.memory_areas() {
            if MemoryAreaType::from(area.typ()) == MemoryAreaType::Available {
                out.memory.add_ram(area.start_address(), area.size());
            }
        }
    }
    if let Some(Ok(line)) = information.command_line_tag().map(|tag| tag.cmdline()) {
        out.set_command_line(line.as_bytes());
    }
    if let Some(module) = information.module_tags().next() {
        out.module = u64::from(module.start_address())..u64::from(module.end_address());
    }
    let rsdp = information
        .rsdp_v2_tag()
        .map(|tag| core::ptr::from_ref(tag) as usize)
        .or_else(|| {
            information
                .rsdp_v1_tag()
                .map(|tag| core::ptr::from_ref(tag) as usize)
        });
    // SAFETY: the tag is an 8-byte header and then a copy of the root pointer; what follows an old
    // one is the rest of the boot information, and not looked at.
    out.rsdp = rsdp.map(|tag| unsafe { direct_map::read(direct_map::physical(tag) + 8) });
    out
}
