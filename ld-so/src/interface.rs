//! What the C library calls: `dlopen` and its kin, and the loader's part in starting threads and in `fork`.

use crate::debugger;
use crate::error;
use crate::error::{Error, Result};
use crate::link::{self, Linker, OpenMode, LINKER, PROGRAM};
use crate::loading::{self, Loading};
use crate::object::{LinkMap, Object};
use crate::relocate::Binding;
use crate::symbols::{Version, Wanted};
use crate::tls;
use alloc::vec::Vec;
use core::ffi::{c_char, c_int, c_void, CStr};
use core::fmt::Write;
use goblin::elf64::sym::{st_type, STT_TLS};
use relibc::loader::{Loader, Report};
use relibc::platform::Sys;

const RTLD_NOW: c_int = 2;
const RTLD_NOLOAD: c_int = 4;
const RTLD_GLOBAL: c_int = 0x100;
const RTLD_NODELETE: c_int = 0x1000;
/// Handles that are not objects.
const RTLD_DEFAULT: usize = 0;
const RTLD_NEXT: usize = usize::MAX;
const RTLD_DI_LINKMAP: c_int = 2;

/// The table that the C library gets.
pub static LOADER: Loader = Loader {
    start_program,
    open,
    close,
    symbol,
    address,
    information,
    iterate,
    tls_address,
    tls_layout: tls::layout,
    tls_place: tls::place,
    tls_release: tls::release,
    before_fork,
    after_fork,
};

/// Keeps everything as it is, so that a child finds it whole. Not the lock of loading: initialisers may run for long.
extern "C" fn before_fork() {
    LINKER.raw().lock();
    tls::lock_for_fork();
}

extern "C" fn after_fork(is_child: bool) {
    tls::unlock_after_fork(is_child);
    LINKER.raw().unlock();
    if is_child {
        loading::forget_other_threads();
    }
}

/// Functions that are bound to the loader whatever libraries define.
pub fn loader_function(name: &[u8]) -> Option<usize> {
    match name {
        b"__tls_get_addr" => Some(tls::ld_tls_address as *const () as usize),
        _ => None,
    }
}

/// Function that the program's start-up registers to run at exit.
pub extern "C" fn finish() {
    let order = LINKER.lock().take_started();
    link::end(&order);
}

/// Binds the call that the object's PLT entry `index` makes; ends the process if nothing defines the function.
pub extern "C" fn bind_call(object: *const Object, index: usize) -> usize {
    let bound = LINKER.lock().bind_call(object, index);
    bound.unwrap_or_else(|error| {
        // Nothing is left to do when even this fails.
        let _ = writeln!(relibc::io::RawStderr, "ld-relibc-x86_64.so.1: {error}");
        Sys::end_process(127)
    })
}

unsafe extern "C" fn start_program() {
    link::start(&[PROGRAM]);
}

fn tell<T>(result: Result<T>, report: Report, failure: T) -> T {
    result.unwrap_or_else(|Error(text)| {
        // SAFETY: the text is live over the call.
        unsafe { report(text.as_ptr(), text.len()) };
        failure
    })
}

/// The object of a handle that `open` gave.
fn object_of(linker: &Linker, handle: usize) -> Result<usize> {
    linker
        .iter()
        .find(|(_, object)| core::ptr::from_ref(&object.link_map) as usize == handle)
        .map(|(number, _)| number)
        .ok_or_else(|| error!("{handle:#x} is not a handle of a loaded object"))
}

fn handle_of(linker: &Linker, number: usize) -> *mut c_void {
    core::ptr::from_ref(&linker.object(number).link_map)
        .cast_mut()
        .cast()
}

unsafe extern "C" fn open(
    path: *const c_char,
    mode: c_int,
    caller: usize,
    report: Report,
) -> *mut c_void {
    if path.is_null() {
        return handle_of(&LINKER.lock(), PROGRAM);
    }
    let _loading = Loading::begin();
    let mode = OpenMode {
        global: mode & RTLD_GLOBAL != 0,
        only_loaded: mode & RTLD_NOLOAD != 0,
        permanent: mode & RTLD_NODELETE != 0,
        binding: match mode & RTLD_NOW {
            0 => Binding::Lazy,
            _ => Binding::Now,
        },
    };
    // SAFETY: the C caller gives a string or null.
    let result = open_path(unsafe { CStr::from_ptr(path) }, mode, caller);
    let handle = result.map(|number| handle_of(&LINKER.lock(), number));
    tell(handle, report, core::ptr::null_mut())
}

fn open_path(path: &CStr, mode: OpenMode, caller: usize) -> Result<usize> {
    let name = path
        .to_str()
        .map_err(|_| error!("the library's name is not UTF-8"))?;
    let (root, order) = {
        let mut linker = LINKER.lock();
        let caller = linker.holder(caller);
        let root = linker.open(name, caller, mode)?;
        (root, linker.take_unstarted(&[root]))
    };
    link::start(&order);
    Ok(root)
}

unsafe extern "C" fn close(handle: *mut c_void, report: Report) -> c_int {
    let _loading = Loading::begin();
    let ending = {
        let mut linker = LINKER.lock();
        object_of(&linker, handle as usize).map(|number| linker.close(number))
    };
    let result = ending.map(|ending| {
        link::end(&ending);
        let mut linker = LINKER.lock();
        for number in ending {
            linker.remove(number);
        }
        debugger::settled();
        0
    });
    tell(result, report, -1)
}

unsafe extern "C" fn symbol(
    handle: *mut c_void,
    name: *const c_char,
    version: *const c_char,
    caller: usize,
    report: Report,
) -> *mut c_void {
    // SAFETY: the C caller gives strings; the version may be null.
    let (name, version) = unsafe {
        (
            CStr::from_ptr(name),
            (!version.is_null()).then(|| CStr::from_ptr(version).to_bytes()),
        )
    };
    let version = version.map(|name| Version { name });
    tell(
        find(handle as usize, name, version, caller),
        report,
        core::ptr::null_mut(),
    )
}

fn find(
    handle: usize,
    name: &CStr,
    version: Option<Version<'_>>,
    caller: usize,
) -> Result<*mut c_void> {
    let wanted = Wanted::new(name, version);
    if let Some(address) = loader_function(wanted.name) {
        return Ok(address as *mut c_void);
    }
    let linker = LINKER.lock();
    let found = match handle {
        RTLD_DEFAULT => {
            let found = linker.find(&linker.global, &wanted);
            found.or_else(|| linker.find(local_scope(&linker, caller), &wanted))
        }
        RTLD_NEXT => linker.find(&scope_after(&linker, caller), &wanted),
        handle => match object_of(&linker, handle)? {
            PROGRAM => linker.find(&linker.global, &wanted),
            number => linker.find(&needs_of(&linker, number), &wanted),
        },
    };
    let found = found.ok_or_else(|| error!("symbol {} not found", name.to_string_lossy()))?;
    if st_type(found.symbol.st_info) == STT_TLS {
        let module = found.object.tls.map_or(0, |tls| tls.module);
        let index = tls::TlsIndex {
            module,
            offset: found.symbol.st_value as usize,
        };
        drop(linker);
        // SAFETY: the module is loaded; the block is made for the calling thread.
        return Ok(unsafe { tls::ld_tls_address(&index) }.cast());
    }
    if !found.is_callable() {
        return Err(found
            .object
            .damaged("an indirect function lies outside of the code"));
    }
    // SAFETY: what can be found has been relocated.
    Ok(unsafe { found.address() } as *mut c_void)
}

/// What the object that holds an address searches after the global scope.
fn local_scope(linker: &Linker, address: usize) -> &[usize] {
    match linker.holder(address) {
        Some(number) => &linker.object(number).local_scope,
        None => &[],
    }
}

/// What is searched after the object that holds an address.
fn scope_after(linker: &Linker, address: usize) -> Vec<usize> {
    let mut scope = linker.scope_numbers(local_scope(linker, address));
    let holder = linker.holder(address);
    let at = holder.and_then(|holder| scope.iter().position(|&number| number == holder));
    scope.drain(..at.map_or(0, |at| at + 1));
    scope
}

/// The object and all it needs, breadth first.
fn needs_of(linker: &Linker, root: usize) -> Vec<usize> {
    let mut order = alloc::vec![root];
    let mut next = 0;
    while next < order.len() {
        for &need in &linker.object(order[next]).needs {
            if !order.contains(&need) {
                order.push(need);
            }
        }
        next += 1;
    }
    order
}

/// `Dl_info` of `<dlfcn.h>`.
#[repr(C)]
struct AddressInformation {
    file: *const c_char,
    base: usize,
    symbol: *const c_char,
    symbol_address: usize,
}

unsafe extern "C" fn address(address: usize, information: *mut c_void) -> c_int {
    let linker = LINKER.lock();
    let Some(number) = linker.holder(address) else {
        return 0;
    };
    let object = linker.object(number);
    let mut found = AddressInformation {
        file: object.c_path().as_ptr(),
        base: object.image.start,
        symbol: core::ptr::null(),
        symbol_address: 0,
    };
    if number == PROGRAM && !linker.arguments.arguments.is_null() {
        // SAFETY: `argv[0]`, which may be null.
        found.file = unsafe { *linker.arguments.arguments }.cast();
    }
    if let Some((symbol, at)) = nearest_symbol(object, address) {
        found.symbol = symbol;
        found.symbol_address = at;
    }
    // SAFETY: the C caller's `Dl_info`.
    unsafe { information.cast::<AddressInformation>().write(found) };
    1
}

/// The last exported symbol at or below the address.
fn nearest_symbol(object: &Object, address: usize) -> Option<(*const c_char, usize)> {
    let symbols = object.dynamic.symbols;
    let symbols = &symbols[..object.dynamic.count_symbols()];
    let defined = symbols.iter().filter(|symbol| {
        symbol.st_value != 0
            && u32::from(symbol.st_shndx) != goblin::elf64::section_header::SHN_UNDEF
            && st_type(symbol.st_info) != STT_TLS
    });
    let place = |value: u64| object.image.base.wrapping_add(value as usize);
    let symbol = defined
        .filter(|symbol| {
            let start = place(symbol.st_value);
            let covers =
                symbol.st_size == 0 || address - start.min(address) < symbol.st_size as usize;
            start <= address && covers
        })
        .max_by_key(|symbol| symbol.st_value)?;
    let name = object.string(symbol.st_name.into()).ok()?;
    Some((name.as_ptr(), place(symbol.st_value)))
}

unsafe extern "C" fn information(
    handle: *mut c_void,
    request: c_int,
    result: *mut c_void,
    report: Report,
) -> c_int {
    let linker = LINKER.lock();
    let answer = object_of(&linker, handle as usize).and_then(|number| match request {
        RTLD_DI_LINKMAP => {
            let map = core::ptr::from_ref(&linker.object(number).link_map).cast_mut();
            // SAFETY: for this request the C caller gives a `struct link_map **`.
            unsafe { result.cast::<*mut LinkMap>().write(map) };
            Ok(0)
        }
        other => Err(error!("dlinfo request {other} is not supported")),
    });
    tell(answer, report, -1)
}

/// `struct dl_phdr_info` of `<link.h>`.
#[repr(C)]
#[derive(Clone, Copy)]
struct HeaderInformation {
    base: usize,
    name: *const c_char,
    headers: *const c_void,
    count: u16,
    loads: u64,
    unloads: u64,
    tls_module: usize,
    tls_data: *mut u8,
}

unsafe extern "C" fn iterate(
    callback: unsafe extern "C" fn(*mut c_void, usize, *mut c_void) -> c_int,
    data: *mut c_void,
) -> c_int {
    // A copy, so that the callback may call `dl*` functions itself.
    let all: Vec<HeaderInformation> = {
        let linker = LINKER.lock();
        let facts = |(_, object): (usize, &Object)| HeaderInformation {
            base: object.image.base,
            name: object.c_path().as_ptr(),
            headers: object.headers.as_ptr().cast(),
            count: object.headers.len() as u16,
            loads: linker.loads,
            unloads: linker.unloads,
            tls_module: object.tls.map_or(0, |tls| tls.module),
            tls_data: core::ptr::null_mut(),
        };
        linker.iter().map(facts).collect()
    };
    for mut facts in all {
        // SAFETY: the vector is the calling thread's; the callback is the C caller's.
        let status = unsafe {
            let vector = (*relibc::thread::Tcb::current()).dtv;
            if facts.tls_module != 0 && !vector.is_null() && facts.tls_module <= *vector {
                facts.tls_data = *vector.add(facts.tls_module) as *mut u8;
            }
            callback(
                (&raw mut facts).cast(),
                size_of::<HeaderInformation>(),
                data,
            )
        };
        if status != 0 {
            return status;
        }
    }
    0
}

unsafe extern "C" fn tls_address(index: *const c_void) -> *mut c_void {
    // SAFETY: the C caller gives a `tls_index`.
    unsafe { tls::ld_tls_address(index.cast()) }.cast()
}
