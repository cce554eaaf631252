//! The dynamic loader with a file that may be damaged: it is mapped, its tables are read, symbols are looked up, it is
//! relocated against itself; then it goes again. Input: the file.
//!
//! A file with indirect functions is not relocated: they would be called, and be anything.

use std::ffi::CString;
use std::os::fd::{AsRawFd, FromRawFd};
use std::sync::OnceLock;

use goblin::elf64::reloc::r_type;
use goblin::elf64::sym::{st_type, STT_GNU_IFUNC};
use ld_so::map::{protect_relro, unload, File};
use ld_so::relocate::{relocate, Binding, Scope};
use ld_so::symbols::{find, Version, Wanted};

const R_X86_64_IRELATIVE: u32 = 37;

/// A file in memory, which every input is put into.
fn file() -> &'static std::fs::File {
    static FILE: OnceLock<std::fs::File> = OnceLock::new();
    // SAFETY: a string; the descriptor is the file's own.
    FILE.get_or_init(|| unsafe {
        let fd = libc::memfd_create(c"elf".as_ptr(), 0);
        assert!(fd >= 0);
        std::fs::File::from_raw_fd(fd)
    })
}

/// Whether the kernel knows of a mapping of the file.
fn is_mapped() -> bool {
    let mappings = std::fs::read_to_string("/proc/self/maps").unwrap();
    mappings.contains("/memfd:elf")
}

pub fn run(data: &[u8]) {
    // A program at a fixed address (ET_EXEC) would be mapped over this one.
    if data.len() > 1 << 20 || data.get(16) == Some(&2) {
        return;
    }
    use std::os::unix::fs::FileExt;
    file().set_len(0).unwrap();
    file().write_all_at(data, 0).unwrap();
    let path = format!("/proc/self/fd/{}", file().as_raw_fd());
    let opened = File::open(&path).expect("a file that is there");
    let facts = opened.facts().unwrap();
    let Ok(object) = opened.load(&facts) else {
        assert!(!is_mapped(), "what was refused is still mapped");
        return;
    };
    let tables = [object.dynamic.rela, object.dynamic.plt_rela];
    let is_indirect = tables
        .into_iter()
        .flatten()
        .any(|rela| r_type(rela.r_info) == R_X86_64_IRELATIVE)
        || object
            .dynamic
            .symbols
            .iter()
            .any(|symbol| st_type(symbol.st_info) == STT_GNU_IFUNC);
    for name in ["good_number", "", "nothing"] {
        let name = CString::new(name).unwrap();
        let _ = find(&object, &Wanted::new(&name, None));
        let _ = find(
            &object,
            &Wanted::new(&name, Some(Version { name: b"GOOD_1.0" })),
        );
    }
    if !is_indirect {
        let scope = Scope {
            objects: vec![&object],
            loader: |_| None,
        };
        // SAFETY: the object is mapped and nobody uses it.
        if unsafe { relocate(&object, &scope, Binding::Now) }.is_ok() {
            let _ = protect_relro(&object);
        }
    }
    // SAFETY: nothing refers to it.
    unsafe { unload(object) };
    assert!(!is_mapped(), "what was unloaded is still mapped");
}
