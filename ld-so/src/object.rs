//! One loaded file: the program, a library, the loader itself or the kernel's vDSO.

use crate::error::Result;
use crate::{arch, error};
use alloc::ffi::CString;
use alloc::string::String;
use alloc::vec::Vec;
use core::ffi::{c_char, CStr};
use goblin::elf64::dynamic as dt;
use goblin::elf64::program_header::{self as ph, ProgramHeader};
use goblin::elf64::reloc::Rela;
use goblin::elf64::sym::Sym;

/// A function of `.init_array`: gets `main`'s arguments, as with glibc and musl.
pub type InitFunction = unsafe extern "C" fn(i32, *const *const u8, *const *const u8);
pub type FiniFunction = unsafe extern "C" fn();

/// Bytes of the file in memory: every table lies within it.
#[derive(Clone, Copy, Debug)]
pub struct Image {
    /// Difference between addresses in memory and in the file.
    pub base: usize,
    pub start: usize,
    pub end: usize,
}

impl Image {
    /// The table of `count` elements at the file's address `address`, if it lies in the image and
    /// is aligned.
    fn table<T>(&self, address: u64, count: usize) -> Option<&'static [T]> {
        let start = self.base.wrapping_add(address as usize);
        let bytes = count.checked_mul(size_of::<T>())?;
        let inside = start >= self.start && start <= self.end && bytes <= self.end - start;
        if !inside || start % align_of::<T>() != 0 {
            return None;
        }
        // SAFETY: within the mapping, aligned; `T` is a plain ELF structure. The mapping lives as
        // long as the object, which outlives its tables.
        Some(unsafe { core::slice::from_raw_parts(start as *const T, count) })
    }

    /// Whether `len` bytes at the memory address lie in the image.
    pub fn contains(&self, address: usize, len: usize) -> bool {
        address >= self.start && address <= self.end && len <= self.end - address
    }
}

/// The GNU hash table of an object.
#[derive(Clone, Copy, Debug)]
pub struct GnuHash {
    pub first: u32,
    pub shift: u32,
    pub bloom: &'static [u64],
    pub buckets: &'static [u32],
    /// Chains, indexed by symbol number minus `first`, to the end of the image.
    pub chains: &'static [u32],
}

/// The System V hash table of an object.
#[derive(Clone, Copy, Debug)]
pub struct SysvHash {
    pub buckets: &'static [u32],
    pub chains: &'static [u32],
}

/// Thread-local storage of an object.
#[derive(Clone, Copy, Debug)]
pub struct Tls {
    pub image: usize,
    pub file_size: usize,
    pub memory_size: usize,
    pub align: usize,
    /// Module number, from 1.
    pub module: usize,
    /// Distance below the thread pointer, if the block is in the static area.
    pub offset: Option<usize>,
}

/// Tables of the dynamic section.
#[derive(Default)]
pub struct Dynamic {
    /// The symbol table, and what follows to the end of the image: the dynamic section does not say how many symbols
    /// there are ([`Dynamic::count_symbols`]).
    pub symbols: &'static [Sym],
    pub strings: &'static [u8],
    pub gnu_hash: Option<GnuHash>,
    pub sysv_hash: Option<SysvHash>,
    pub rela: &'static [Rela],
    pub plt_rela: &'static [Rela],
    pub relr: &'static [u64],
    /// A word for each symbol, to the end of the image; empty without versions.
    pub versions: &'static [u16],
    pub version_definitions: usize,
    pub version_needs: usize,
    pub init: Option<usize>,
    pub fini: Option<usize>,
    pub preinit_array: &'static [usize],
    pub init_array: &'static [usize],
    pub fini_array: &'static [usize],
    pub needed: Vec<&'static CStr>,
    pub soname: Option<&'static CStr>,
    pub rpath: Option<&'static CStr>,
    pub runpath: Option<&'static CStr>,
    /// Address of the words through which the PLT reaches the loader.
    pub plt_got: Option<usize>,
    /// Every call is bound before the object is used.
    pub bind_now: bool,
    pub symbolic: bool,
    pub static_tls: bool,
    pub no_delete: bool,
    pub text_relocations: bool,
}

impl Dynamic {
    /// Symbols in the table, by the hash tables. A GNU hash table holds only defined symbols, after the undefined ones;
    /// where it holds none, the end of the image bounds them.
    pub fn count_symbols(&self) -> usize {
        let bound = self.symbols.len();
        if let Some(hash) = self.sysv_hash {
            return hash.chains.len().min(bound);
        }
        let Some(hash) = self.gnu_hash else {
            return bound;
        };
        let last = hash.buckets.iter().copied().max();
        let Some(last) = last.filter(|&last| last >= hash.first) else {
            return bound;
        };
        let chain = hash.chains.get((last - hash.first) as usize..);
        let end = chain.and_then(|chain| chain.iter().position(|value| value & 1 == 1));
        (last as usize + end.map_or(0, |end| end + 1)).min(bound)
    }
}

/// `struct link_map` of `<link.h>`.
#[repr(C)]
#[derive(Debug)]
pub struct LinkMap {
    pub base: usize,
    pub name: *const c_char,
    pub dynamic: usize,
    pub next: *mut LinkMap,
    pub previous: *mut LinkMap,
}

/// A loaded file.
pub struct Object {
    /// Path it was loaded from; empty for the program.
    pub path: String,
    /// What debuggers and `dlinfo` see; `link::Linker` keeps its links right.
    pub link_map: LinkMap,
    /// The path for C, which `link_map` points to.
    c_path: CString,
    pub image: Image,
    pub headers: &'static [ProgramHeader],
    pub dynamic: Dynamic,
    pub tls: Option<Tls>,
    pub relro: Option<(usize, usize)>,
    pub entry: usize,
    /// Device and file number, to know a file by whatever name.
    pub identity: Option<(u64, u64)>,
    /// Objects that it needs, in the order it names them.
    pub needs: Vec<usize>,
    /// Where its symbols are looked up after the global scope: the object that was opened and
    /// its needs, breadth first. Empty for what came with the program.
    pub local_scope: Vec<usize>,
    pub global: bool,
    pub relocated: bool,
    /// Its relative relocations are done: it is this file.
    pub relocated_itself: bool,
    pub initialised: bool,
    /// Opens (`dlopen`) and needs that keep it.
    pub references: usize,
    /// Never unloaded: the program, what came with it, `RTLD_NODELETE`.
    pub permanent: bool,
    /// Objects bound to at relocation that are outside its own needs.
    pub bound: Vec<usize>,
}

impl Object {
    /// Makes an object of a mapped file. `headers` are its program headers in memory.
    pub fn new(
        path: String,
        image: Image,
        headers: &'static [ProgramHeader],
        entry: usize,
    ) -> Result<Self> {
        // A path that was opened has no NUL in it.
        let c_path = CString::new(path.as_str()).unwrap_or_default();
        let mut object = Self {
            path,
            link_map: LinkMap {
                base: image.base,
                name: c_path.as_ptr(),
                dynamic: 0,
                next: core::ptr::null_mut(),
                previous: core::ptr::null_mut(),
            },
            c_path,
            image,
            headers,
            dynamic: Dynamic::default(),
            tls: None,
            relro: None,
            entry,
            identity: None,
            needs: Vec::new(),
            local_scope: Vec::new(),
            global: false,
            relocated: false,
            relocated_itself: false,
            initialised: false,
            references: 0,
            permanent: false,
            bound: Vec::new(),
        };
        for header in headers {
            let address = image.base.wrapping_add(header.p_vaddr as usize);
            match header.p_type {
                ph::PT_DYNAMIC => {
                    let entries = header.p_memsz as usize / size_of::<dt::Dyn>();
                    object.link_map.dynamic = address;
                    object.read_dynamic(header.p_vaddr, entries)?;
                }
                ph::PT_TLS => object.read_tls(header)?,
                ph::PT_GNU_RELRO => {
                    let len = header.p_memsz as usize;
                    // What is made read-only must be data: code could not be run any more.
                    let is_data = object.segment(address, ph::PF_W).is_some();
                    if !image.contains(address, len) || !is_data {
                        return Err(object.damaged("PT_GNU_RELRO lies outside of the data"));
                    }
                    object.relro = Some((address, len));
                }
                _ => {}
            }
        }
        Ok(object)
    }

    /// Sets the path, which the kernel did not tell when the object was made.
    pub fn set_path(&mut self, path: String) {
        self.c_path = CString::new(path.as_str()).unwrap_or_default();
        self.link_map.name = self.c_path.as_ptr();
        self.path = path;
    }

    /// An error about this file's content.
    pub fn damaged(&self, what: &str) -> crate::error::Error {
        error!("{}: damaged file: {what}", self.display_name())
    }

    /// The path, or something readable for the program.
    pub fn display_name(&self) -> &str {
        if self.path.is_empty() {
            "the program"
        } else {
            &self.path
        }
    }

    fn read_tls(&mut self, header: &ProgramHeader) -> Result<()> {
        let image = self.image.base.wrapping_add(header.p_vaddr as usize);
        let align = (header.p_align as usize).max(1);
        let sizes_fit = header.p_filesz <= header.p_memsz && header.p_memsz < 1 << 40;
        if !align.is_power_of_two() || align > 1 << 20 || !sizes_fit {
            return Err(self.damaged("PT_TLS has impossible sizes"));
        }
        if !self.image.contains(image, header.p_filesz as usize) {
            return Err(self.damaged("PT_TLS lies outside of the segments"));
        }
        self.tls = Some(Tls {
            image,
            file_size: header.p_filesz as usize,
            memory_size: header.p_memsz as usize,
            align,
            module: 0,
            offset: None,
        });
        Ok(())
    }

    fn read_dynamic(&mut self, address: u64, entries: usize) -> Result<()> {
        let image = self.image;
        let table = image.table::<dt::Dyn>(address, entries);
        let table = table.ok_or_else(|| self.damaged("PT_DYNAMIC lies outside of the segments"))?;
        let len = table
            .iter()
            .position(|entry| entry.d_tag == dt::DT_NULL)
            .unwrap_or(table.len());
        let table = &table[..len];
        // One walk for the tags that have small numbers, which are nearly all.
        let mut small = [None; SMALL_TAGS];
        for entry in table {
            if let Some(place) = small.get_mut(entry.d_tag as usize) {
                *place = Some(entry.d_val);
            }
        }
        let value = |tag: u64| match small.get(tag as usize) {
            Some(value) => *value,
            None => {
                let mut entries = table.iter().rev();
                let found = entries.find(|entry| entry.d_tag == tag);
                found.map(|entry| entry.d_val)
            }
        };
        let sized =
            |tag, size_tag| value(tag).map(|at| (at, value(size_tag).unwrap_or(0) as usize));
        let missing =
            |what: &str| self.damaged(&alloc::format!("{what} lies outside of the segments"));

        let mut dynamic = Dynamic::default();
        if let Some((at, size)) = sized(dt::DT_STRTAB, dt::DT_STRSZ) {
            dynamic.strings = image.table(at, size).ok_or_else(|| missing("DT_STRTAB"))?;
        }
        if let Some((at, size)) = sized(dt::DT_RELA, dt::DT_RELASZ) {
            let count = size / size_of::<Rela>();
            dynamic.rela = image.table(at, count).ok_or_else(|| missing("DT_RELA"))?;
        }
        if let Some((at, size)) = sized(dt::DT_JMPREL, dt::DT_PLTRELSZ) {
            let count = size / size_of::<Rela>();
            dynamic.plt_rela = image.table(at, count).ok_or_else(|| missing("DT_JMPREL"))?;
        }
        if let Some((at, size)) = sized(DT_RELR, DT_RELRSZ) {
            dynamic.relr = image
                .table(at, size / 8)
                .ok_or_else(|| missing("DT_RELR"))?;
        }
        let arrays = [
            (
                dt::DT_PREINIT_ARRAY,
                dt::DT_PREINIT_ARRAYSZ,
                &mut dynamic.preinit_array,
            ),
            (
                dt::DT_INIT_ARRAY,
                dt::DT_INIT_ARRAYSZ,
                &mut dynamic.init_array,
            ),
            (
                dt::DT_FINI_ARRAY,
                dt::DT_FINI_ARRAYSZ,
                &mut dynamic.fini_array,
            ),
        ];
        for (tag, size_tag, array) in arrays {
            if let Some((at, size)) = sized(tag, size_tag) {
                *array = image
                    .table(at, size / 8)
                    .ok_or_else(|| missing("an array of functions"))?;
            }
        }
        let function = |tag| value(tag).map(|at| image.base.wrapping_add(at as usize));
        dynamic.init = function(dt::DT_INIT);
        dynamic.fini = function(dt::DT_FINI);
        dynamic.gnu_hash = value(dt::DT_GNU_HASH)
            .map(|at| read_gnu_hash(&image, at).ok_or_else(|| missing("DT_GNU_HASH")))
            .transpose()?;
        dynamic.sysv_hash = value(dt::DT_HASH)
            .map(|at| read_sysv_hash(&image, at).ok_or_else(|| missing("DT_HASH")))
            .transpose()?;
        if let Some(at) = value(dt::DT_SYMTAB) {
            dynamic.symbols = rest(&image, at).ok_or_else(|| missing("DT_SYMTAB"))?;
        }
        if let Some(at) = value(dt::DT_VERSYM) {
            dynamic.versions = rest(&image, at).ok_or_else(|| missing("DT_VERSYM"))?;
        }
        dynamic.version_definitions = function(dt::DT_VERDEF).unwrap_or(0);
        dynamic.version_needs = function(dt::DT_VERNEED).unwrap_or(0);
        let flags = value(dt::DT_FLAGS).unwrap_or(0);
        let flags_1 = value(dt::DT_FLAGS_1).unwrap_or(0);
        dynamic.plt_got = function(dt::DT_PLTGOT);
        dynamic.bind_now = value(dt::DT_BIND_NOW).is_some()
            || flags & dt::DF_BIND_NOW != 0
            || flags_1 & dt::DF_1_NOW != 0;
        dynamic.symbolic = value(dt::DT_SYMBOLIC).is_some() || flags & dt::DF_SYMBOLIC != 0;
        dynamic.static_tls = flags & dt::DF_STATIC_TLS != 0;
        dynamic.text_relocations = value(dt::DT_TEXTREL).is_some() || flags & dt::DF_TEXTREL != 0;
        dynamic.no_delete = flags_1 & dt::DF_1_NODELETE != 0;
        for entry in table {
            let text = || string(dynamic.strings, entry.d_val).ok_or_else(|| missing("a name"));
            match entry.d_tag {
                dt::DT_NEEDED => dynamic.needed.push(text()?),
                dt::DT_SONAME => dynamic.soname = Some(text()?),
                dt::DT_RPATH => dynamic.rpath = Some(text()?),
                dt::DT_RUNPATH => dynamic.runpath = Some(text()?),
                _ => {}
            }
        }
        self.dynamic = dynamic;
        Ok(())
    }

    /// A string of the object's string table.
    pub fn string(&self, offset: u64) -> Result<&'static CStr> {
        string(self.dynamic.strings, offset)
            .ok_or_else(|| self.damaged("a name lies outside of the string table"))
    }

    /// Whether `text` is what stands at that place of the string table.
    pub fn is_string(&self, offset: u64, text: &[u8]) -> bool {
        let rest = self.dynamic.strings.get(offset as usize..);
        rest.and_then(|rest| rest.strip_prefix(text))
            .is_some_and(|rest| rest.first() == Some(&0))
    }

    /// The symbol of that number.
    pub fn symbol(&self, index: usize) -> Result<&'static Sym> {
        self.dynamic
            .symbols
            .get(index)
            .ok_or_else(|| self.damaged("a symbol number is too large"))
    }

    /// The path, NUL-terminated.
    pub fn c_path(&self) -> &CStr {
        &self.c_path
    }

    /// Whether the address lies in one of its loaded segments.
    pub fn holds(&self, address: usize) -> bool {
        self.headers
            .iter()
            .filter(|header| header.p_type == ph::PT_LOAD)
            .any(|header| {
                let start = self.image.base.wrapping_add(header.p_vaddr as usize);
                address >= start && address - start < header.p_memsz as usize
            })
    }

    /// Where the loaded segment begins and ends that has the address, if it has the permission (`PF_W`, `PF_X`), too.
    pub fn segment(&self, address: usize, permission: u32) -> Option<(usize, usize)> {
        let mut segments = self.headers.iter().filter_map(|header| {
            let may = header.p_type == ph::PT_LOAD && header.p_flags & permission != 0;
            let start = self.image.base.wrapping_add(header.p_vaddr as usize);
            may.then(|| (start, start.wrapping_add(header.p_memsz as usize)))
        });
        segments.find(|&(start, end)| address >= start && address < end)
    }

    /// Name by which others may need it: its DT_SONAME, or the last part of its path.
    pub fn is_named(&self, name: &[u8]) -> bool {
        let base = self
            .path
            .as_bytes()
            .rsplit(|&b| b == b'/')
            .next()
            .unwrap_or_default();
        self.dynamic
            .soname
            .is_some_and(|soname| soname.to_bytes() == name)
            || (!base.is_empty() && base == name)
    }
}

/// Tags from 0 up to the last of the gABI's own.
const SMALL_TAGS: usize = 38;
const DT_RELR: u64 = 36;
const DT_RELRSZ: u64 = 35;

fn string(strings: &'static [u8], offset: u64) -> Option<&'static CStr> {
    CStr::from_bytes_until_nul(strings.get(offset as usize..)?).ok()
}

/// Elements of `T` from the file's address to the end of the image.
fn rest<T>(image: &Image, address: u64) -> Option<&'static [T]> {
    let start = image.base.wrapping_add(address as usize);
    let bytes = image.contains(start, 0).then(|| image.end - start)?;
    image.table(address, bytes / size_of::<T>())
}

fn read_gnu_hash(image: &Image, address: u64) -> Option<GnuHash> {
    let &[buckets, first, bloom, shift] = image.table::<u32>(address, 4)? else {
        return None;
    };
    if buckets == 0 || !bloom.is_power_of_two() || shift >= 32 {
        return None;
    }
    let bloom_at = address + 16;
    let buckets_at = bloom_at + 8 * u64::from(bloom);
    let chains_at = buckets_at + 4 * u64::from(buckets);
    Some(GnuHash {
        first,
        shift,
        bloom: image.table(bloom_at, bloom as usize)?,
        buckets: image.table(buckets_at, buckets as usize)?,
        chains: rest(image, chains_at)?,
    })
}

fn read_sysv_hash(image: &Image, address: u64) -> Option<SysvHash> {
    let &[buckets, chains] = image.table::<u32>(address, 2)? else {
        return None;
    };
    if buckets == 0 {
        return None;
    }
    Some(SysvHash {
        buckets: image.table(address + 8, buckets as usize)?,
        chains: image.table(address + 8 + 4 * u64::from(buckets), chains as usize)?,
    })
}

/// Whether a file header is one of a program or library for this machine.
pub fn check_header(path: &str, header: &goblin::elf64::header::Header) -> Result<()> {
    use goblin::elf64::header as eh;
    let wrong = |what: &str| Err(error!("{path}: {what}"));
    if &header.e_ident[..4] != eh::ELFMAG {
        return wrong("not an ELF file");
    }
    if header.e_ident[eh::EI_CLASS] != eh::ELFCLASS64
        || header.e_ident[eh::EI_DATA] != eh::ELFDATA2LSB
    {
        return wrong("not a 64-bit little-endian ELF file");
    }
    if header.e_machine != arch::MACHINE {
        return wrong("made for another processor");
    }
    if header.e_type != eh::ET_DYN && header.e_type != eh::ET_EXEC {
        return wrong("neither a program nor a shared library");
    }
    if header.e_phentsize as usize != size_of::<ProgramHeader>() || header.e_phnum == 0 {
        return wrong("damaged file: no usable program headers");
    }
    Ok(())
}
