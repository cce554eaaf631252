//! Finding a symbol's definition by name and version.

use crate::error::Result;
use crate::object::Object;
use core::ffi::CStr;
use goblin::elf64::program_header::PF_X;
use goblin::elf64::section_header::SHN_UNDEF;
use goblin::elf64::sym::{st_bind, st_type, Sym, STB_LOCAL, STB_WEAK, STT_GNU_IFUNC, STT_TLS};

/// What a reference is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The symbol's address or value. A program at a fixed place says what a function's address is that it
    /// does not define itself: that of its own PLT entry (AMD64 supplement, "Function Addresses").
    Address,
    /// A call through a PLT slot: only a real definition serves.
    Call,
    /// The initial bytes of a variable that the program has a copy of: the program's own is passed over.
    Copy,
}

/// A name with its hash, computed once for a walk over many objects.
pub struct Wanted<'a> {
    pub name: &'a [u8],
    gnu: u32,
    pub version: Option<Version<'a>>,
    pub purpose: Purpose,
}

/// A version that is wanted.
#[derive(Clone, Copy)]
pub struct Version<'a> {
    pub name: &'a [u8],
}

impl<'a> Wanted<'a> {
    pub fn new(name: &'a CStr, version: Option<Version<'a>>) -> Self {
        let (name, gnu) = hashed(name.to_bytes_with_nul()).unwrap_or_default();
        Self {
            name,
            gnu,
            version,
            purpose: Purpose::Address,
        }
    }

    /// The name at the beginning of `strings`; none if it does not end there.
    pub fn at(strings: &'a [u8], version: Option<Version<'a>>, purpose: Purpose) -> Option<Self> {
        let (name, gnu) = hashed(strings)?;
        Some(Self {
            name,
            gnu,
            version,
            purpose,
        })
    }
}

/// The name at the beginning of `strings`, up to its NUL, and its GNU hash.
fn hashed(strings: &[u8]) -> Option<(&[u8], u32)> {
    let mut hash = 5381_u32;
    let mut rest = strings.iter();
    // No count beside: nearly all of a binding's time is spent here.
    while let Some(&byte) = rest.next() {
        if byte == 0 {
            let length = strings.len() - rest.as_slice().len() - 1;
            return Some((&strings[..length], hash));
        }
        hash = hash.wrapping_mul(33).wrapping_add(byte.into());
    }
    None
}

/// The System V hash of a name (gABI, "Hash Table").
pub fn sysv_hash(name: &[u8]) -> u32 {
    name.iter().fold(0, |hash: u32, &byte| {
        let hash = (hash << 4).wrapping_add(byte.into());
        let high = hash & 0xf000_0000;
        (hash ^ high >> 24) & !high
    })
}

/// `vd_*` of a version definition and `vda_name` of its first name (gABI-GNU symbol versioning).
#[repr(C)]
#[derive(Clone, Copy)]
struct VersionDefinition {
    version: u16,
    flags: u16,
    index: u16,
    names: u16,
    hash: u32,
    first_name: u32,
    next: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct VersionNeed {
    version: u16,
    entries: u16,
    file: u32,
    first: u32,
    next: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct VersionNeedEntry {
    hash: u32,
    flags: u16,
    index: u16,
    name: u32,
    next: u32,
}

const VERSION_HIDDEN: u16 = 0x8000;
const VER_FLG_BASE: u16 = 1;

/// Reads a plain structure of an object's image.
fn read<T: Copy>(object: &Object, address: usize) -> Result<T> {
    if !object.image.contains(address, size_of::<T>()) {
        return Err(object.damaged("a version table lies outside of the segments"));
    }
    // SAFETY: within the mapping; `T` is a plain structure, any bytes are valid.
    Ok(unsafe { (address as *const T).read_unaligned() })
}

/// Most versions that a file is looked through for: damaged ones could lead on nearly without end.
const VERSIONS_MAX: usize = 1 << 16;

/// Name of the version of number `index` that the object needs, from `DT_VERNEED`.
pub fn needed_version(object: &Object, index: u16) -> Result<Option<&'static CStr>> {
    let mut at = object.dynamic.version_needs;
    let mut left = VERSIONS_MAX;
    while at != 0 {
        let need: VersionNeed = read(object, at)?;
        let mut entry_at = at.wrapping_add(need.first as usize);
        left = left
            .checked_sub(1 + usize::from(need.entries))
            .ok_or_else(|| object.damaged("it needs too many versions"))?;
        for _ in 0..need.entries {
            let entry: VersionNeedEntry = read(object, entry_at)?;
            if entry.index == index {
                return object.string(entry.name.into()).map(Some);
            }
            entry_at = entry_at.wrapping_add(entry.next as usize);
        }
        at = if need.next == 0 {
            0
        } else {
            at.wrapping_add(need.next as usize)
        };
    }
    defined_version(object, index)
}

/// Name of the version of number `index` that the object defines, from `DT_VERDEF`.
fn defined_version(object: &Object, index: u16) -> Result<Option<&'static CStr>> {
    let mut at = object.dynamic.version_definitions;
    let mut left = VERSIONS_MAX;
    while at != 0 {
        left = left
            .checked_sub(1)
            .ok_or_else(|| object.damaged("it defines too many versions"))?;
        let definition: VersionDefinition = read(object, at)?;
        if definition.index == index && definition.flags & VER_FLG_BASE == 0 {
            let name: u32 = read(object, at.wrapping_add(definition.first_name as usize))?;
            return object.string(name.into()).map(Some);
        }
        at = if definition.next == 0 {
            0
        } else {
            at.wrapping_add(definition.next as usize)
        };
    }
    Ok(None)
}

/// Whether the object's symbol `index` is the one wanted as far as versions go.
fn version_matches(object: &Object, index: usize, wanted: &Wanted) -> bool {
    let Some(&version) = object.dynamic.versions.get(index) else {
        return true;
    };
    let number = version & !VERSION_HIDDEN;
    match wanted.version {
        // Local (0) is never visible; without a version asked for, the default or base one serves.
        None => number == 1 || (number != 0 && version & VERSION_HIDDEN == 0),
        Some(_) if number == 0 => false,
        Some(wanted) => match defined_version(object, number) {
            Ok(Some(name)) => name.to_bytes() == wanted.name,
            // The object's base version: one that has no versions of its own serves all.
            Ok(None) => version & VERSION_HIDDEN == 0,
            Err(_) => false,
        },
    }
}

fn is_definition(object: &Object, index: usize, symbol: &Sym, wanted: &Wanted) -> bool {
    let serves = match u32::from(symbol.st_shndx) {
        SHN_UNDEF => symbol.st_value != 0 && wanted.purpose == Purpose::Address,
        _ => symbol.st_value != 0 || st_type(symbol.st_info) == STT_TLS,
    };
    serves
        && st_bind(symbol.st_info) != STB_LOCAL
        && object.is_string(symbol.st_name.into(), wanted.name)
        && version_matches(object, index, wanted)
}

/// The object's own definition of a name.
pub fn find(object: &Object, wanted: &Wanted) -> Option<&'static Sym> {
    let symbols = object.dynamic.symbols;
    if let Some(hash) = &object.dynamic.gnu_hash {
        let word = hash.bloom[(wanted.gnu as usize / 64) & (hash.bloom.len() - 1)];
        let bits = 1_u64 << (wanted.gnu % 64) | 1 << ((wanted.gnu >> hash.shift) % 64);
        if word & bits != bits {
            return None;
        }
        let mut index = hash.buckets[wanted.gnu as usize % hash.buckets.len()];
        if index < hash.first {
            return None;
        }
        loop {
            let chain = *hash.chains.get((index - hash.first) as usize)?;
            let symbol = symbols.get(index as usize)?;
            if chain | 1 == wanted.gnu | 1 && is_definition(object, index as usize, symbol, wanted)
            {
                return Some(symbol);
            }
            if chain & 1 == 1 {
                return None;
            }
            index += 1;
        }
    }
    let hash = object.dynamic.sysv_hash.as_ref()?;
    let mut index = hash.buckets[sysv_hash(wanted.name) as usize % hash.buckets.len()] as usize;
    // A chain longer than the table would be a ring.
    for _ in 0..hash.chains.len() {
        if index == 0 {
            return None;
        }
        let symbol = symbols.get(index)?;
        if is_definition(object, index, symbol, wanted) {
            return Some(symbol);
        }
        index = *hash.chains.get(index)? as usize;
    }
    None
}

/// A definition and who has it.
#[derive(Clone, Copy)]
pub struct Definition<'a> {
    pub object: &'a Object,
    pub symbol: &'static Sym,
}

impl Definition<'_> {
    /// Whether it is no indirect function, or one that lies in its object's code.
    pub fn is_callable(&self) -> bool {
        st_type(self.symbol.st_info) != STT_GNU_IFUNC || {
            let function = self
                .object
                .image
                .base
                .wrapping_add(self.symbol.st_value as usize);
            self.object.segment(function, PF_X).is_some()
        }
    }

    /// The symbol's address; an indirect function is asked for it.
    ///
    /// # Safety
    /// The object is relocated if the symbol is an indirect function.
    pub unsafe fn address(&self) -> usize {
        let value = self
            .object
            .image
            .base
            .wrapping_add(self.symbol.st_value as usize);
        let absolute = u32::from(self.symbol.st_shndx) == goblin::elf64::section_header::SHN_ABS;
        if st_type(self.symbol.st_info) == STT_GNU_IFUNC {
            // SAFETY: the ABI says that the value is a function that gives the address.
            let resolve: extern "C" fn() -> usize = unsafe { core::mem::transmute(value) };
            return resolve();
        }
        if absolute {
            self.symbol.st_value as usize
        } else {
            value
        }
    }
}

/// Whether an undefined reference may stay unresolved.
pub fn may_be_missing(reference: &Sym) -> bool {
    st_bind(reference.st_info) == STB_WEAK
}
