//! x86-64: System V ABI, AMD64 supplement.

use core::arch::global_asm;

/// How a relocation type is computed (AMD64 supplement, table 4.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relocation {
    None,
    /// Symbol + addend, 64 bits.
    Absolute,
    /// The symbol, in a slot of the GOT.
    Slot,
    /// The symbol, in a slot that a PLT entry calls through.
    CallSlot,
    /// Load address + addend.
    Relative,
    /// The symbol's initial bytes.
    Copy,
    /// The symbol's TLS module.
    TlsModule,
    /// The symbol's offset in its module's TLS.
    TlsOffset,
    /// The symbol's offset from the thread pointer.
    ThreadOffset,
    /// A TLS descriptor: two words.
    TlsDescriptor,
    /// Result of calling load address + addend.
    IndirectRelative,
    /// The symbol's size + addend.
    Size,
    Unknown(u32),
}

impl Relocation {
    pub fn of(kind: u32) -> Self {
        match kind {
            0 => Self::None,
            1 => Self::Absolute,
            5 => Self::Copy,
            6 => Self::Slot,
            7 => Self::CallSlot,
            8 => Self::Relative,
            16 => Self::TlsModule,
            17 => Self::TlsOffset,
            18 => Self::ThreadOffset,
            33 => Self::Size,
            36 => Self::TlsDescriptor,
            37 => Self::IndirectRelative,
            other => Self::Unknown(other),
        }
    }
}

/// `e_machine` of this processor.
pub const MACHINE: u16 = goblin::elf64::header::EM_X86_64;

/// Goes to the program: its entry point, on the stack that the kernel made, with the function that
/// the program's start-up registers to run at exit.
///
/// # Safety
/// `entry` is the program's, `stack` as the kernel left it.
pub unsafe fn enter(entry: usize, stack: *const usize, finish: usize) -> ! {
    // SAFETY: the caller's promise; nothing of the loader's frame is used afterwards.
    unsafe {
        core::arch::asm!(
            "mov rsp, {stack}",
            "xor ebp, ebp",
            "jmp {entry}",
            stack = in(reg) stack,
            entry = in(reg) entry,
            in("rdx") finish,
            options(noreturn),
        )
    }
}

/// Where the PLT leads a call that is not bound yet; 0 in tests, which make no such calls.
pub fn lazy_call() -> u64 {
    #[cfg(not(test))]
    return ld_lazy_call as *const () as u64;
    #[cfg(test)]
    return 0;
}

extern "C" {
    /// TLS descriptor resolver whose argument is the offset from the thread pointer itself.
    pub fn ld_tlsdesc_static();
    /// TLS descriptor resolver whose argument points to a module and an offset.
    pub fn ld_tlsdesc_dynamic();
    #[cfg(not(test))]
    fn ld_lazy_call();
}

/// Saves all vector registers below the stack pointer, which is moved and aligned; RBP is the frame's. With XSAVE where
/// the system has it on (CPUID.1:ECX.OSXSAVE), for a function may hold values in the upper halves, too. Changes RAX,
/// RCX and RDX. The area is of the standard format: 2688 bytes up to the last component of AVX-512 (SDM 13.4).
macro_rules! save_vectors {
    () => {
        "
    sub rsp, 2752
    and rsp, -64
    push rbx
    mov eax, 1
    cpuid
    pop rbx
    bt ecx, 27
    jc 3f
    fxsave64 [rsp]
    jmp 4f
3:  xor eax, eax
    mov [rsp + 512], rax
    mov [rsp + 520], rax
    mov [rsp + 528], rax
    mov [rsp + 536], rax
    mov [rsp + 544], rax
    mov [rsp + 552], rax
    mov [rsp + 560], rax
    mov [rsp + 568], rax
    xor edx, edx
    mov eax, 0xe7
    xsave64 [rsp]
4:  mov [rsp + 2744], ecx
"
    };
}

/// Undoes [`save_vectors`], up to the stack pointer. Changes RAX and RDX.
macro_rules! restore_vectors {
    () => {
        "
    bt dword ptr [rsp + 2744], 27
    jc 5f
    fxrstor64 [rsp]
    jmp 6f
5:  xor edx, edx
    mov eax, 0xe7
    xrstor64 [rsp]
6:
"
    };
}

// The entry point: the kernel's stack pointer is the argument. Nothing is relocated yet.
//
// A call that is not bound yet comes with two words more on the stack: what the loader stored for the object, and the
// number of the PLT's relocation. It goes on to the function with all registers as the caller set them.
#[cfg(not(test))]
global_asm!(
    ".text",
    ".globl _start",
    ".type _start, @function",
    "_start:",
    "    xor ebp, ebp",
    "    mov rbx, rsp",
    "    and rsp, -16",
    "    lea rdi, [rip + __ehdr_start]",
    "    lea rsi, [rip + _DYNAMIC]",
    "    call {relocate}",
    "    mov rdi, rbx",
    "    lea rsi, [rip + __ehdr_start]",
    "    lea rdx, [rip + _DYNAMIC]",
    "    call {start}",
    "    ud2",
    ".hidden __ehdr_start",
    ".hidden _DYNAMIC",
    ".globl ld_lazy_call",
    ".hidden ld_lazy_call",
    ".type ld_lazy_call, @function",
    "ld_lazy_call:",
    "    push rbp",
    "    mov rbp, rsp",
    "    push rax",
    "    push rcx",
    "    push rdx",
    "    push rsi",
    "    push rdi",
    "    push r8",
    "    push r9",
    "    push r10",
    save_vectors!(),
    "    mov rdi, [rbp + 8]",
    "    mov rsi, [rbp + 16]",
    "    call {bind}",
    "    mov [rbp + 16], rax",
    restore_vectors!(),
    "    lea rsp, [rbp - 64]",
    "    pop r10",
    "    pop r9",
    "    pop r8",
    "    pop rdi",
    "    pop rsi",
    "    pop rdx",
    "    pop rcx",
    "    pop rax",
    "    pop rbp",
    "    add rsp, 8",
    "    ret",
    bind = sym crate::interface::bind_call,
    relocate = sym relibc::start::relocate,
    start = sym crate::start::ld_start,
);

// TLS descriptor resolvers get the descriptor's address in RAX, answer in RAX with the distance
// from the thread pointer and change no other register. The dynamic one takes the quick way when the
// thread has the module's block, and else saves all that a C function may change.
global_asm!(
    ".text",
    ".globl ld_tlsdesc_static",
    ".hidden ld_tlsdesc_static",
    ".type ld_tlsdesc_static, @function",
    "ld_tlsdesc_static:",
    "    mov rax, [rax + 8]",
    "    ret",
    ".globl ld_tlsdesc_dynamic",
    ".hidden ld_tlsdesc_dynamic",
    ".type ld_tlsdesc_dynamic, @function",
    "ld_tlsdesc_dynamic:",
    "    push rdi",
    "    push rsi",
    "    mov rdi, [rax + 8]",
    "    mov rsi, fs:[8]",
    "    mov rax, [rdi]",
    "    test rsi, rsi",
    "    jz 2f",
    "    cmp rax, [rsi]",
    "    ja 2f",
    "    mov rax, [rsi + 8 * rax]",
    "    test rax, rax",
    "    jz 2f",
    "    add rax, [rdi + 8]",
    "    sub rax, fs:[0]",
    "    pop rsi",
    "    pop rdi",
    "    ret",
    "2:  push rbp",
    "    mov rbp, rsp",
    "    push rdx",
    "    push rcx",
    "    push r8",
    "    push r9",
    "    push r10",
    "    push r11",
    save_vectors!(),
    "    call {slow}",
    "    sub rax, fs:[0]",
    "    mov rdi, rax",
    restore_vectors!(),
    "    mov rax, rdi",
    "    lea rsp, [rbp - 48]",
    "    pop r11",
    "    pop r10",
    "    pop r9",
    "    pop r8",
    "    pop rcx",
    "    pop rdx",
    "    pop rbp",
    "    pop rsi",
    "    pop rdi",
    "    ret",
    slow = sym crate::tls::ld_tls_address,
);
