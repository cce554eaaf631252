//! The first instructions: from exec's into Rust, and from there to the guest's.

use crate::start;
use core::arch::naked_asm;

/// Room to start on, until the first seat's own stack is needed for calls. The guest's stack stays
/// as exec made it.
#[repr(C, align(64))]
struct StartStack([u8; START_STACK_SIZE]);

const START_STACK_SIZE: usize = 64 << 10;

static mut START_STACK: StartStack = StartStack([0; START_STACK_SIZE]);

/// The ELF entry: the stack pointer is at the argument count (psABI 3.4.1).
///
/// # Safety
/// Nobody calls it: it is where exec starts.
#[unsafe(naked)]
#[cfg_attr(target_os = "none", unsafe(no_mangle))]
pub unsafe extern "C" fn _start() -> ! {
    naked_asm!(
        "mov rdi, rsp",
        "lea rsp, [rip + {stack} + {size}]",
        "xor ebp, ebp",
        "push rdi",
        "sub rsp, 8",
        "lea rdi, [rip + __ehdr_start]",
        "lea rsi, [rip + _DYNAMIC]",
        "call {relocate}",
        "add rsp, 8",
        "pop rdi",
        "call {main}",
        "ud2",
        stack = sym START_STACK,
        size = const START_STACK_SIZE,
        relocate = sym relocate,
        main = sym main,
    )
}

/// Adds the base to every address in the image (`R_X86_64_RELATIVE`, the only relocations that a
/// static position-independent program has).
///
/// # Safety
/// Called once, by [`_start`], before anything else. It may use no address that is itself
/// relocated.
unsafe extern "C" fn relocate(base: u64, mut dynamic: *const [u64; 2]) {
    const DT_RELA: u64 = 7;
    const DT_RELASZ: u64 = 8;
    let (mut table, mut len) = (0, 0);
    // SAFETY: the linker made the dynamic section, which ends with a zero tag.
    unsafe {
        while (*dynamic)[0] != 0 {
            match (*dynamic)[0] {
                DT_RELA => table = base + (*dynamic)[1],
                DT_RELASZ => len = (*dynamic)[1],
                _ => {}
            }
            dynamic = dynamic.add(1);
        }
    }
    let entries = table as *const [u64; 3];
    for index in 0..(len / 24) as usize {
        // SAFETY: the table has `len` bytes of entries: offset, type, addend; all of them are
        // relative ones, to words of the image.
        unsafe {
            let [offset, _, addend] = *entries.add(index);
            ((base + offset) as *mut u64).write_unaligned(base + addend);
        }
    }
}

extern "C" {
    static __ehdr_start: u8;
    static _end: u8;
}

/// Where the personality's image lies.
pub fn own_range() -> (usize, usize) {
    let (start, end) = (&raw const __ehdr_start, &raw const _end);
    (start as usize, end as usize)
}

extern "C" fn main(stack: *mut u64) -> ! {
    // SAFETY: exec wrote the System V layout: count, pointers, a null, pointers, a null, pairs up to
    // a null pair; nobody else uses it yet.
    let initial = unsafe { InitialStack::new(stack) };
    let entry = start::run(initial);
    // SAFETY: the guest's own entry and stack.
    unsafe { enter(entry, stack as u64) }
}

/// The initial stack, taken apart.
pub struct InitialStack {
    /// The environment's strings.
    pub environment: &'static [*const core::ffi::c_char],
    /// Tag and value, without the null pair.
    pub auxiliary: &'static mut [[u64; 2]],
}

impl InitialStack {
    /// # Safety
    /// `stack` is what exec made, and is used by nobody else.
    unsafe fn new(stack: *mut u64) -> Self {
        // SAFETY: the caller's promise.
        unsafe {
            let environment = stack.add(2 + *stack as usize);
            let count = (0..).take_while(|&i| *environment.add(i) != 0).count();
            let auxiliary = environment.add(count + 1).cast::<[u64; 2]>();
            let pairs = (0..).take_while(|&i| (*auxiliary.add(i))[0] != 0).count();
            Self {
                environment: core::slice::from_raw_parts(environment.cast(), count),
                auxiliary: core::slice::from_raw_parts_mut(auxiliary, pairs),
            }
        }
    }

    /// The value of an environment variable.
    pub fn variable(&self, name: &[u8]) -> Option<&'static [u8]> {
        self.environment.iter().find_map(|&string| {
            // SAFETY: exec wrote the strings, each with a NUL.
            let string = unsafe { core::ffi::CStr::from_ptr(string) }.to_bytes();
            string.strip_prefix(name)?.strip_prefix(b"=")
        })
    }

    /// The bytes at an address that the auxiliary vector tells.
    ///
    /// # Safety
    /// There are that many, and nobody writes them.
    pub unsafe fn bytes(address: u64, len: usize) -> &'static [u8] {
        // SAFETY: the caller's promise.
        unsafe { core::slice::from_raw_parts(address as *const u8, len) }
    }
}

/// Goes to the guest's first instruction with the registers that the psABI (3.4.1) and Linux give.
#[unsafe(naked)]
unsafe extern "C" fn enter(entry: u64, stack: u64) -> ! {
    naked_asm!(
        "mov rsp, rsi",
        "mov rcx, rdi",
        "xor eax, eax",
        "xor ebx, ebx",
        "xor edx, edx",
        "xor esi, esi",
        "xor edi, edi",
        "xor ebp, ebp",
        "xor r8d, r8d",
        "xor r9d, r9d",
        "xor r10d, r10d",
        "xor r11d, r11d",
        "xor r12d, r12d",
        "xor r13d, r13d",
        "xor r14d, r14d",
        "xor r15d, r15d",
        "jmp rcx",
    )
}
