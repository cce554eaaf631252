//! PVH boot information: `hvm_start_info` (Xen, public/arch-x86/hvm/start_info.h).

use super::loader::LoaderInformation;
use crate::x86_64::memory::direct_map;

/// What the start information begins with; our entry puts it into EDI as well.
pub const MAGIC: u32 = 0x336e_c578;

#[repr(C)]
#[derive(Clone, Copy)]
struct StartInformation {
    magic: u32,
    version: u32,
    flags: u32,
    modules: u32,
    module_list: u64,
    command_line: u64,
    rsdp: u64,
    // From version 1 on.
    memory_map: u64,
    memory_map_entries: u32,
    reserved: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Module {
    address: u64,
    size: u64,
    command_line: u64,
    reserved: u64,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct MemoryMapEntry {
    address: u64,
    size: u64,
    /// As in E820: 1 is RAM.
    kind: u32,
    reserved: u32,
}

/// Reads the information at physical address `address`.
pub fn read(address: u64) -> LoaderInformation {
    // SAFETY: the loader entered at the PVH entry, so this is its start information, in the first
    // 4 GiB; nothing writes it.
    let start = unsafe { direct_map::read::<StartInformation>(address) };
    assert_eq!(start.magic, MAGIC, "PVH start information has no magic");
    assert!(
        start.version >= 1,
        "PVH start information has no memory map"
    );
    let mut out = LoaderInformation::new();
    for index in 0..u64::from(start.memory_map_entries) {
        let at = start.memory_map + index * size_of::<MemoryMapEntry>() as u64;
        // SAFETY: as above; the table has that many entries.
        let entry = unsafe { direct_map::read::<MemoryMapEntry>(at) };
        if entry.kind == 1 {
            out.memory.add_ram(entry.address, entry.size);
        }
    }
    if start.command_line != 0 {
        // SAFETY: as above; the command line ends with a zero byte.
        out.set_command_line(unsafe { direct_map::c_string(start.command_line) });
    }
    if start.modules > 0 {
        // SAFETY: as above; the list has at least one entry.
        let module = unsafe { direct_map::read::<Module>(start.module_list) };
        out.module = module.address..module.address + module.size;
    }
    if start.rsdp != 0 {
        // SAFETY: as above; what follows an old root pointer is memory too, and not looked at.
        out.rsdp = Some(unsafe { direct_map::read(start.rsdp) });
    }
    out
}
