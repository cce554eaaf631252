//! From the kernel's first instruction to the program's.

use crate::arch;
use crate::debugger;
use crate::error;
use crate::error::Result;
use crate::interface::{finish, LOADER};
use crate::link::{self, split_list, Arguments, LINKER, PROGRAM};
use crate::map::File;
use crate::object::{Image, Object};
use crate::relocate::Binding;
use crate::tls;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::alloc::Layout;
use core::cell::UnsafeCell;
use core::ffi::CStr;
use core::fmt::Write;
use core::mem::MaybeUninit;
use goblin::elf64::header::Header;
use goblin::elf64::program_header::{self as ph, ProgramHeader};
use relibc::platform::{self, Sys};
use relibc::thread::Tcb;

const AT_NULL: usize = 0;
const AT_PHDR: usize = 3;
const AT_PHNUM: usize = 5;
const AT_BASE: usize = 7;
const AT_ENTRY: usize = 9;
const AT_SECURE: usize = 23;
const AT_EXECFN: usize = 31;

const HELP: &str = "usage: ld-relibc-x86_64.so.1 [OPTION]... PROGRAM [ARGUMENT]...\n\
    Runs PROGRAM as the kernel would through this loader.\n\
    \x20 --library-path LIST  search these folders instead of LD_LIBRARY_PATH's\n\
    \x20 --preload LIST       load these libraries first, besides LD_PRELOAD's\n\
    \x20 --list               say which libraries are loaded, and from where, instead of running it\n\
    LD_BIND_NOW=1 makes a function that no library defines an error before the program starts.\n";

/// What tells exec that this is a program of ours when it is started by its name (as `crt1.S` does).
#[used]
#[link_section = ".note.Ochre"]
static NOTE: [u32; 6] = [
    6,
    4,
    1,
    u32::from_le_bytes(*b"Ochr"),
    u32::from_le_bytes(*b"e\0\0\0"),
    1,
];

/// The kernel's gift on the stack: arguments, environment, auxiliary vector.
struct Stack {
    stack: *mut usize,
    /// The auxiliary vector, behind the environment.
    vector: *mut [usize; 2],
}

impl Stack {
    /// # Safety
    /// `stack` is the kernel's first stack pointer.
    unsafe fn new(stack: *mut usize) -> Self {
        let mut found = Self {
            stack,
            vector: core::ptr::null_mut(),
        };
        let mut end = found.environment();
        // SAFETY: the environment ends with a null pointer.
        unsafe {
            while !(*end).is_null() {
                end = end.add(1);
            }
        }
        found.vector = end.wrapping_add(1).cast();
        found
    }

    fn count(&self) -> usize {
        // SAFETY: the System V layout begins with the argument count.
        unsafe { *self.stack }
    }

    fn arguments(&self) -> *mut *mut u8 {
        self.stack.wrapping_add(1).cast()
    }

    fn environment(&self) -> *mut *mut u8 {
        self.arguments().wrapping_add(self.count() + 1)
    }

    /// The entry of a tag in the auxiliary vector.
    fn entry(&self, tag: usize) -> Option<&mut usize> {
        let mut entry = self.vector;
        // SAFETY: pairs of words up to one whose first is AT_NULL.
        unsafe {
            while (*entry)[0] != AT_NULL {
                if (*entry)[0] == tag {
                    return Some(&mut (*entry)[1]);
                }
                entry = entry.add(1);
            }
        }
        None
    }

    fn value(&self, tag: usize) -> Option<usize> {
        self.entry(tag).map(|value| *value)
    }

    fn set(&self, tag: usize, value: usize) {
        if let Some(entry) = self.entry(tag) {
            *entry = value;
        }
    }

    fn text(pointer: *const u8) -> String {
        // SAFETY: a NUL-terminated string of the kernel's.
        unsafe { CStr::from_ptr(pointer.cast()) }
            .to_string_lossy()
            .into_owned()
    }

    fn argument(&self, index: usize) -> Option<String> {
        // SAFETY: within the arguments.
        (index < self.count()).then(|| Self::text(unsafe { *self.arguments().add(index) }))
    }

    /// Whether the environment has a variable for the loader.
    fn has_variables(&self) -> bool {
        let mut entry = self.environment();
        // SAFETY: the environment ends with a null pointer; its strings end with a NUL.
        unsafe {
            while !(*entry).is_null() {
                let text: *const u8 = *entry;
                if *text == b'L' && *text.add(1) == b'D' && *text.add(2) == b'_' {
                    return true;
                }
                entry = entry.add(1);
            }
        }
        false
    }

    fn variable(&self, name: &str) -> Option<String> {
        let mut entry = self.environment();
        // SAFETY: the environment ends with a null pointer; its strings end with a NUL, which no name has in it.
        unsafe {
            while !(*entry).is_null() {
                let text: *const u8 = *entry;
                let differs = |(at, &byte): (usize, &u8)| *text.add(at) != byte;
                let length = name.len();
                if !name.as_bytes().iter().enumerate().any(differs) && *text.add(length) == b'=' {
                    return Some(Self::text(text.add(length + 1)));
                }
                entry = entry.add(1);
            }
        }
        None
    }

    /// Removes the first `count` arguments: what stands behind moves down, so that the stack
    /// pointer keeps its alignment.
    fn drop_arguments(&mut self, count: usize) {
        let mut end = self.vector;
        // SAFETY: all words up to the end of the auxiliary vector belong to the start-up block.
        unsafe {
            while (*end)[0] != AT_NULL {
                end = end.add(1);
            }
            let end: *mut usize = end.add(1).cast();
            let from = self.stack.add(1 + count);
            let words = end.offset_from(from) as usize;
            *self.stack -= count;
            core::ptr::copy(from, self.stack.add(1), words);
            self.vector = self.vector.byte_sub(count * size_of::<usize>());
        }
    }
}

/// Called by the entry point, once the loader is relocated.
///
/// # Safety
/// `stack` is the kernel's first stack pointer, `header` and `dynamic` are this file's own.
pub unsafe extern "C" fn ld_start(stack: *mut usize, header: *mut u8, dynamic: *const usize) -> ! {
    // SAFETY: the caller's promise; nothing has used these relocations' places yet.
    unsafe { relibc::start::bind_to_itself(header, dynamic) };
    relibc::arch::vector::stay_narrow();
    // SAFETY: the caller's promise.
    let mut stack = unsafe { Stack::new(stack) };
    // SAFETY: the room is given away once.
    unsafe { relibc::allocator::give_early(EARLY.0.get().cast(), size_of::<EarlyRoom>()) };
    // SAFETY: the kernel's vector, and the loader's only thread, which has no control block yet.
    unsafe {
        relibc::start::auxv::set(stack.vector.cast());
        if stack.value(platform::AT_OCHRE_STATE).is_some() {
            platform::choose_ochre();
            adopt_ochre();
        }
    }
    // SAFETY: the caller's promise.
    match unsafe { prepare(&mut stack, header) } {
        Ok(entry) => {
            // SAFETY: the program is bound and its libraries are started.
            unsafe { arch::enter(entry, stack.stack, finish as *const () as usize) }
        }
        Err(error) => {
            // Nothing is left to do when even this fails.
            let _ = writeln!(relibc::io::RawStderr, "ld-relibc-x86_64.so.1: {error}");
            Sys::end_process(127)
        }
    }
}

/// A control block for the time until thread-local storage is laid out.
struct FirstBlock(UnsafeCell<MaybeUninit<Tcb>>);
// SAFETY: used by the first thread only, before there is another.
unsafe impl Sync for FirstBlock {}
static FIRST_BLOCK: FirstBlock = FirstBlock(UnsafeCell::new(MaybeUninit::zeroed()));

/// What the loader allocates while it starts a program comes from here: two pages, which begin where a page does, without a kernel call.
#[repr(align(4096))]
struct EarlyRoom(UnsafeCell<[u8; 64 << 10]>);
// SAFETY: given to the allocator, once.
unsafe impl Sync for EarlyRoom {}
#[link_section = ".bss.large"]
static EARLY: EarlyRoom = EarlyRoom(UnsafeCell::new([0; 64 << 10]));

/// Takes over what Ochre's `exec` left: calls there find their thread through its control block.
///
/// # Safety
/// Called once, on the first thread.
unsafe fn adopt_ochre() {
    // SAFETY: zeroed memory is a valid control block but for its own address.
    unsafe {
        let block: *mut Tcb = FIRST_BLOCK.0.get().cast();
        (*block).self_pointer = block;
        if Sys::set_thread_pointer(block.cast()).is_err() {
            Sys::end_process(127);
        }
    }
    platform::ochre::start();
}

/// Loads, binds and starts everything; gives the program's entry point.
///
/// # Safety
/// As for [`ld_start`].
unsafe fn prepare(stack: &mut Stack, header: *mut u8) -> Result<usize> {
    let own_entry = arch_entry(header);
    let as_command = stack.value(AT_ENTRY) == Some(own_entry);
    // SAFETY: the caller's promise.
    let mut loader = unsafe { own_object(header)? };
    let mut options = Options::default();
    if as_command {
        options = Options::read(stack)?;
    }
    let mut linker = LINKER.lock();
    linker.search.secure = stack.value(AT_SECURE).is_some_and(|value| value != 0);
    let has_variables = !linker.search.secure && stack.has_variables();
    let trusted = |name| match has_variables {
        true => stack.variable(name),
        false => None,
    };
    if let Some(list) = options
        .library_path
        .clone()
        .or_else(|| trusted("LD_LIBRARY_PATH"))
        .filter(|list| !list.is_empty())
    {
        linker.search.add_folders(&list);
    }
    let mut program = if as_command {
        command_program(stack)?
    } else {
        let name = stack.value(AT_EXECFN);
        linker.search.program_name =
            name.map_or_else(String::new, |name| Stack::text(name as *const u8));
        // SAFETY: the kernel mapped the program.
        unsafe { kernel_program(stack)? }
    };
    loader.set_path(interpreter_name(&program));
    let entry = program.entry;
    program.permanent = true;
    linker.add(program);
    loader.permanent = true;
    loader.relocated_itself = true;
    loader.initialised = true;
    let loader = linker.add(loader);

    let listing = options.list || trusted("LD_TRACE_LOADED_OBJECTS").is_some();
    if listing {
        linker.missing = Some(Vec::new());
    }
    let mut roots = alloc::vec![PROGRAM];
    let preload = [options.preload.clone(), trusted("LD_PRELOAD")];
    for name in preload.iter().flatten().flat_map(|list| split_list(list)) {
        match linker.preload(&name) {
            Ok(number) if !roots.contains(&number) => roots.push(number),
            Ok(_) => {}
            Err(error) => {
                let _ = writeln!(
                    relibc::io::RawStderr,
                    "ld-relibc-x86_64.so.1: {error}; not preloaded"
                );
            }
        }
    }
    let order = linker.load_needs(&roots)?;
    let numbers: Vec<usize> = order
        .iter()
        .copied()
        .chain((!order.contains(&loader)).then_some(loader))
        .collect();
    linker.global = numbers.clone();
    linker.arguments = Arguments {
        count: stack.count() as i32,
        arguments: stack.arguments().cast(),
        environment: stack.environment().cast(),
    };
    if listing {
        Sys::end_process(list(&linker, &order));
    }
    linker.place_tls(&order, true)?;
    tls::fix_layout();
    first_thread()?;
    let binding = match trusted("LD_BIND_NOW") {
        Some(value) if !value.is_empty() => Binding::Now,
        _ => Binding::Lazy,
    };
    debugger::introduce(linker.object(PROGRAM), linker.object(loader));
    linker.bind(&numbers, &[], binding)?;
    tls::fill_behind(0);
    debugger::begin(linker.object(PROGRAM));
    for number in numbers {
        linker.make_permanent(number);
    }
    let mut start_order = linker.take_unstarted(&roots);
    drop(linker);
    // SAFETY: called once, with what the kernel left.
    unsafe {
        relibc::start::attach(
            &LOADER,
            stack.arguments().cast(),
            stack.environment().cast(),
            stack.vector.cast(),
        );
    }
    relibc::arch::vector::ask_when_needed();
    link::before_all();
    // The C library asks for the program's own initialisers, when it has registered what ends them.
    start_order.retain(|&number| number != PROGRAM);
    link::start(&start_order);
    Ok(entry)
}

fn arch_entry(header: *mut u8) -> usize {
    // SAFETY: this file's own header.
    let file = unsafe { &*header.cast::<Header>() };
    (header as usize).wrapping_add(file.e_entry as usize)
}

/// This loader as an object.
///
/// # Safety
/// `header` is this file's own header in memory.
unsafe fn own_object(header: *mut u8) -> Result<Object> {
    // SAFETY: the kernel mapped the file; its headers lie in the first segment.
    let headers = unsafe {
        let file = &*header.cast::<Header>();
        core::slice::from_raw_parts(
            header.add(file.e_phoff as usize).cast(),
            file.e_phnum as usize,
        )
    };
    Object::new(
        String::new(),
        image_of(headers, header as usize),
        headers,
        arch_entry(header),
    )
}

/// The range that mapped segments take.
fn image_of(headers: &[ProgramHeader], base: usize) -> Image {
    let loads = || headers.iter().filter(|header| header.p_type == ph::PT_LOAD);
    let start = loads()
        .map(|header| header.p_vaddr as usize & !4095)
        .min()
        .unwrap_or(0);
    let end = loads()
        .map(|header| (header.p_vaddr + header.p_memsz) as usize)
        .max()
        .unwrap_or(0);
    Image {
        base,
        start: base.wrapping_add(start),
        end: base.wrapping_add(end).next_multiple_of(4096),
    }
}

/// The program that the kernel mapped.
///
/// # Safety
/// The auxiliary vector tells the truth.
unsafe fn kernel_program(stack: &Stack) -> Result<Object> {
    let missing = || error!("the kernel did not say where the program is (AT_PHDR)");
    let address = stack.value(AT_PHDR).ok_or_else(missing)?;
    let count = stack.value(AT_PHNUM).ok_or_else(missing)?;
    // SAFETY: the caller's promise.
    let headers = unsafe { core::slice::from_raw_parts(address as *const ProgramHeader, count) };
    let own = headers.iter().find(|header| header.p_type == ph::PT_PHDR);
    let base = own.map_or(0, |own| address.wrapping_sub(own.p_vaddr as usize));
    let entry = stack.value(AT_ENTRY).ok_or_else(missing)?;
    Object::new(String::new(), image_of(headers, base), headers, entry)
}

/// The program named on this loader's own command line.
fn command_program(stack: &Stack) -> Result<Object> {
    let name = stack
        .argument(0)
        .ok_or_else(|| error!("no program given\n{HELP}"))?;
    let file = File::open(&name).ok_or_else(|| error!("{name}: not found"))?;
    let program = file.load(&file.facts()?)?;
    let headers = program.headers;
    stack.set(AT_PHDR, headers.as_ptr() as usize);
    stack.set(AT_PHNUM, headers.len());
    stack.set(AT_ENTRY, program.entry);
    // SAFETY: the first argument is there.
    stack.set(AT_EXECFN, unsafe { *stack.arguments() } as usize);
    stack.set(AT_BASE, 0);
    Ok(program)
}

/// The path by which the program asks for its loader.
fn interpreter_name(program: &Object) -> String {
    let interpreter = program
        .headers
        .iter()
        .find(|header| header.p_type == ph::PT_INTERP);
    let address =
        interpreter.map(|header| program.image.base.wrapping_add(header.p_vaddr as usize));
    match (address, interpreter) {
        (Some(address), Some(header))
            if program.image.contains(address, header.p_filesz as usize) =>
        {
            // SAFETY: within the program's image.
            let bytes = unsafe {
                core::slice::from_raw_parts(address as *const u8, header.p_filesz as usize)
            };
            let text = CStr::from_bytes_until_nul(bytes).unwrap_or(c"");
            text.to_string_lossy().into_owned()
        }
        _ => "/lib/ld-relibc-x86_64.so.1".to_string(),
    }
}

/// Sets up the first thread's TLS and control block.
fn first_thread() -> Result<()> {
    let layout = tls::layout();
    let layout = Layout::from_size_align(layout.size, layout.align)
        .map_err(|_| error!("the thread-local storage is too large"))?;
    // SAFETY: the layout is not empty; the block is never freed.
    unsafe {
        let memory = alloc::alloc::alloc_zeroed(layout);
        if memory.is_null() {
            return Err(error!("no memory for thread-local storage"));
        }
        let tcb = tls::place(memory);
        Sys::set_thread_pointer(tcb.cast())
            .map_err(|errno| error!("cannot set the thread pointer: {errno:?}"))?;
    }
    Ok(())
}

/// Prints what `ldd` does. Gives the exit status.
fn list(linker: &link::Linker, order: &[usize]) -> i32 {
    let mut out = String::new();
    if linker.object(PROGRAM).link_map.dynamic == 0 {
        let _ = relibc::io::RawStderr.write_str("\tnot a dynamic executable\n");
        return 1;
    }
    for &number in order.iter().filter(|&&number| number != PROGRAM) {
        let object = linker.object(number);
        let base = object.path.rsplit('/').next().unwrap_or_default();
        let name = object
            .dynamic
            .soname
            .map_or(base.to_string(), |name| name.to_string_lossy().into_owned());
        let _ = writeln!(
            out,
            "\t{name} => {} ({:#x})",
            object.path, object.image.start
        );
    }
    for name in linker.missing.iter().flatten() {
        let _ = writeln!(out, "\t{name} => not found");
    }
    let _ = relibc::io::RawStdout.write_str(&out);
    0
}

/// Options of the loader run as a command.
#[derive(Default)]
struct Options {
    library_path: Option<String>,
    preload: Option<String>,
    list: bool,
}

impl Options {
    /// Takes the options off the arguments, so that the program's own are left.
    fn read(stack: &mut Stack) -> Result<Self> {
        let mut options = Self::default();
        stack.drop_arguments(1);
        while let Some(argument) = stack
            .argument(0)
            .filter(|argument| argument.starts_with("--"))
        {
            let value = || {
                stack
                    .argument(1)
                    .ok_or_else(|| error!("{argument} needs a value\n{HELP}"))
            };
            let mut words = 2;
            match argument.as_str() {
                "--library-path" => options.library_path = Some(value()?),
                "--preload" => options.preload = Some(value()?),
                "--list" => {
                    options.list = true;
                    words = 1;
                }
                "--help" => {
                    let _ = relibc::io::RawStdout.write_str(HELP);
                    Sys::end_process(0);
                }
                _ => return Err(error!("unknown option {argument}\n{HELP}")),
            }
            stack.drop_arguments(words);
        }
        Ok(options)
    }
}
