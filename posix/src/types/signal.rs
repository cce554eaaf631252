//! `<signal.h>` and `<ucontext.h>`.

use bytemuck::{Pod, Zeroable};

/// What `rt_sigaction` takes: Linux's kernel struct (relibc converts C's `struct sigaction`).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Sigaction {
    /// `SIG_DFL`, `SIG_IGN` or the handler's address.
    pub handler: u64,
    /// `SA_*`.
    pub flags: u64,
    /// Kept for the caller; `posix` returns from handlers by itself.
    pub restorer: u64,
    /// Signals blocked while the handler runs; bit n-1 is signal n.
    pub mask: u64,
}

/// `siginfo_t`: 128 bytes whose union is laid out by the signal's cause.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct SigInfo {
    pub signo: i32,
    pub errno: i32,
    pub code: i32,
    pub pad: i32,
    /// pid and uid, timer id and overrun, or the low half of the fault address.
    pub first: [i32; 2],
    /// Status or value, at offset 24.
    pub second: u64,
    /// User time of a child, at offset 32.
    pub third: u64,
    pub rest: [u64; 11],
}

impl SigInfo {
    /// Sent by a process: `pid`, `uid` and (for `sigqueue`) a value or (for SIGCHLD) a status.
    pub fn sent(signo: i32, code: i32, pid: i32, uid: u32, value: u64) -> Self {
        Self {
            signo,
            code,
            first: [pid, uid as i32],
            second: value,
            ..Self::zeroed()
        }
    }

    /// Caused by the instruction that ran: `address` is `si_addr`.
    pub fn fault(signo: i32, code: i32, address: u64) -> Self {
        Self {
            signo,
            code,
            first: [address as i32, (address >> 32) as i32],
            ..Self::zeroed()
        }
    }

    /// `si_pid`.
    pub const fn pid(&self) -> i32 {
        self.first[0]
    }

    /// `si_addr`.
    pub const fn address(&self) -> u64 {
        self.first[0] as u32 as u64 | (self.first[1] as u32 as u64) << 32
    }
}

/// `stack_t`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct SigStack {
    /// Lowest address.
    pub sp: u64,
    /// `SS_*`.
    pub flags: i32,
    pub pad: i32,
    pub size: u64,
}

/// `mcontext_t` of x86-64: registers in the order of `REG_R8` … `REG_CR2`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct MachineContext {
    pub r8: u64,
    pub r9: u64,
    pub r10: u64,
    pub r11: u64,
    pub r12: u64,
    pub r13: u64,
    pub r14: u64,
    pub r15: u64,
    pub rdi: u64,
    pub rsi: u64,
    pub rbp: u64,
    pub rbx: u64,
    pub rdx: u64,
    pub rax: u64,
    pub rcx: u64,
    pub rsp: u64,
    pub rip: u64,
    pub rflags: u64,
    /// CS, GS, FS, SS, 16 bits each.
    pub segments: u64,
    pub error_code: u64,
    pub trap: u64,
    pub old_mask: u64,
    pub cr2: u64,
    /// Address of the vector state (FXSAVE layout, then the XSAVE extension).
    pub fpregs: u64,
    pub reserved: [u64; 8],
}

/// `ucontext_t`, musl's layout (Linux's is its start, up to the first word of the mask).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct UContext {
    pub flags: u64,
    pub link: u64,
    pub stack: SigStack,
    pub machine: MachineContext,
    pub mask: [u64; 16],
    pub fpregs_memory: [u64; 64],
}
