//! Kernel calls, with any arguments at all: that the kernel survives them is what is tested.

use abi::errno::Result;
use abi::process::{ThreadOperation, ThreadStart};
use abi::system::SystemOperation;
use abi::upcall::{Fault, Notification, UpcallPage};
use abi::{Call, Errno};
use core::arch::{asm, naked_asm};
use core::sync::atomic::{AtomicU64, Ordering};

/// Makes a kernel call. Arguments that make the kernel write to memory name memory that the test
/// set aside for it.
pub fn raw(number: u64, arguments: [u64; 6]) -> i64 {
    let result;
    // SAFETY: the kernel preserves all but RAX, RCX and R11; tests hand out their own buffers.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number => result,
            in("rdi") arguments[0],
            in("rsi") arguments[1],
            in("rdx") arguments[2],
            in("r10") arguments[3],
            in("r8") arguments[4],
            in("r9") arguments[5],
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack),
        );
    }
    result
}

/// A call whose result is told by errno.
pub fn call<const N: usize>(call: Call, arguments: [u64; N]) -> Result<u64> {
    let mut six = [0; 6];
    six[..N].copy_from_slice(&arguments);
    Errno::from_result(raw(call as u64, six))
}

/// Ends the run.
pub fn power_off(status: u8) -> ! {
    let hardware = u64::from(abi::handle::boot::HARDWARE.0);
    let off = SystemOperation::PowerOff as u64;
    loop {
        let _ = call(Call::SystemControl, [hardware, off, status.into()]);
    }
}

/// Address of a value, for the kernel to read or write.
pub fn at<T: ?Sized>(value: &T) -> u64 {
    core::ptr::from_ref(value).cast::<u8>() as u64
}

/// Address of a value that the kernel writes.
pub fn at_mut<T: ?Sized>(value: &mut T) -> u64 {
    core::ptr::from_mut(value).cast::<u8>() as u64
}

/// Reads a byte of memory that a test mapped.
pub fn load(address: u64) -> u8 {
    // SAFETY: the test mapped it; volatile, so that the access happens.
    unsafe { (address as *const u8).read_volatile() }
}

/// Writes a byte of memory that a test mapped.
pub fn store(address: u64, value: u8) {
    // SAFETY: as for `load`.
    unsafe { (address as *mut u8).write_volatile(value) }
}

/// The CPU's time stamp: under the emulator's `-icount shift=0`, instructions executed.
pub fn time_stamp() -> u64 {
    // SAFETY: RDTSC is not privileged on Ochre.
    unsafe { core::arch::x86_64::_rdtsc() }
}

/// Uses a vector register, so that the kernel keeps vector state for this thread from now on.
pub fn use_vectors() {
    // SAFETY: this program is built without vector registers, so none holds anything.
    unsafe { asm!("xorps xmm0, xmm0", options(nomem, nostack)) }
}

/// Starts a thread that runs `body(argument)` on a stack of its own and ends; its number.
pub fn spawn(body: extern "C" fn(u64), argument: u64) -> Result<u64> {
    const STACK: usize = 0x10000;
    let stack = crate::memory::map(STACK)?;
    // The body's address lies on top of the stack, for the trampoline to pop.
    let top = stack + STACK as u64 - 16;
    // SAFETY: the stack was just mapped and is the new thread's alone.
    unsafe { (top as *mut u64).write(body as usize as u64) };
    let start = ThreadStart {
        entry: trampoline as *const () as usize,
        stack: top as usize,
        argument,
        ..ThreadStart::default()
    };
    call(Call::ThreadCreate, [at(&start)])
}

/// First code of a thread: calls the body on the stack, then ends the thread.
#[unsafe(naked)]
extern "C" fn trampoline() -> ! {
    naked_asm!(
        "pop rax",
        "sub rsp, 8",
        "and rsp, -16",
        "call rax",
        "xor edi, edi",
        "xor esi, esi",
        "mov eax, {exit}",
        "syscall",
        "ud2",
        exit = const Call::ThreadExit as u32,
    )
}

/// The words of the command line, from the initial stack (System V ABI, 3.4.1).
#[derive(Clone)]
pub struct Words {
    next: *const *const u8,
}

impl Words {
    /// The stack that the kernel gave the process: argc, then argv up to a null.
    pub fn of_stack(stack: u64) -> Self {
        Self {
            next: (stack + 8) as *const *const u8,
        }
    }
}

impl Iterator for Words {
    type Item = &'static [u8];

    fn next(&mut self) -> Option<&'static [u8]> {
        // SAFETY: the array ends with a null pointer, where this stops.
        let word = unsafe { *self.next };
        if word.is_null() {
            return None;
        }
        // SAFETY: not at the end yet; each word is a string on the initial stack, which stays.
        unsafe {
            self.next = self.next.add(1);
            Some(core::ffi::CStr::from_ptr(word.cast()).to_bytes())
        }
    }
}

/// Makes `page`, fresh memory, the calling thread's upcall page with that handler.
pub fn set_handler(page: u64, handler: extern "C" fn(u64)) -> Result<()> {
    let page_of = page as *const UpcallPage;
    // SAFETY: the caller mapped the page; zeros are a valid upcall page, and its words are atomic.
    let words = unsafe { &*page_of };
    words
        .handler
        .store(handler as usize as u64, Ordering::Relaxed);
    words.disabled.store(0, Ordering::Relaxed);
    let set = ThreadOperation::SetUpcallPage as u64;
    call(Call::ThreadControl, [0, set, page]).map(drop)
}

/// The fault that an upcall page tells of.
pub fn fault_of(page: u64) -> Fault {
    let page = page as *const UpcallPage;
    // SAFETY: the handler was entered with this page, which the kernel has filled.
    unsafe { (&raw const (*page).fault).read_volatile() }
}

/// The notification that an upcall page tells of.
pub fn notification_of(page: u64) -> Notification {
    let page = page as *const UpcallPage;
    // SAFETY: the handler was entered with this page, which the kernel has filled.
    unsafe { (&raw const (*page).notification).read_volatile() }
}

/// Address of the registers that an upcall page has saved.
pub fn registers_of(page: u64) -> u64 {
    page + core::mem::offset_of!(UpcallPage, registers) as u64
}

/// The atomic words of an upcall page.
pub fn words_of(page: u64) -> &'static UpcallPage {
    // SAFETY: the test mapped the page; only its atomic words are used through this.
    unsafe { &*(page as *const UpcallPage) }
}

/// A test body whose address went through a word.
pub fn function(address: u64) -> fn(u64) -> Result<()> {
    // SAFETY: the word was made from such a function.
    unsafe { core::mem::transmute::<usize, fn(u64) -> Result<()>>(address as usize) }
}

/// A function that serves foreign calls: the upcall page, the call's number, its first argument.
pub struct ForeignHandler;

/// The function behind [`foreign_entry`].
static FOREIGN: AtomicU64 = AtomicU64::new(0);

impl ForeignHandler {
    /// Makes `serve` the function, and gives the address to register.
    pub fn address(serve: extern "C" fn(u64, u64, u64) -> u64) -> u64 {
        FOREIGN.store(serve as usize as u64, Ordering::Relaxed);
        foreign_entry as *const () as u64
    }
}

/// Entered on the guest's stack, which the test's guest can spare: serves and goes back behind
/// the guest's `syscall`.
#[unsafe(naked)]
extern "C" fn foreign_entry() {
    naked_asm!(
        "push rbp",
        "push rcx",
        "push rdi",
        "mov rbp, rsp",
        "and rsp, -16",
        "mov rsi, rax",
        "mov rdx, [rdi + {rdi}]",
        "call qword ptr [rip + {serve}]",
        "mov rsp, rbp",
        "pop rdi",
        "pop rcx",
        "pop rbp",
        "mov dword ptr [rdi + {disabled}], 0",
        "mov rdi, [rdi + {rdi}]",
        "jmp rcx",
        rdi = const core::mem::offset_of!(UpcallPage, registers.rdi),
        disabled = const core::mem::offset_of!(UpcallPage, disabled),
        serve = sym FOREIGN,
    )
}

/// Has foreign calls of the thread with that page enter `handler`.
pub fn set_foreign_handler(page: u64, handler: u64) {
    words_of(page)
        .syscall_handler
        .store(handler, Ordering::Relaxed);
}

/// Calls code that a test has written.
pub fn run_code(address: u64) -> u64 {
    // SAFETY: the test wrote a function without arguments there.
    let code = unsafe { core::mem::transmute::<usize, extern "C" fn() -> u64>(address as usize) };
    code()
}

/// Where this program's own code lies: start and length.
pub fn code_range() -> (u64, u64) {
    extern "C" {
        static __executable_start: u8;
        static etext: u8;
    }
    let (start, end) = (&raw const __executable_start, &raw const etext);
    (start as u64, end as u64 - start as u64)
}

/// The word that the GS base points to.
pub fn gs_word() -> u64 {
    let word;
    // SAFETY: the test has set the base to a word of its own.
    unsafe { asm!("mov {}, gs:[0]", out(reg) word, options(nostack, readonly)) };
    word
}
