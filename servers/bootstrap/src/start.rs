//! The first instructions.

use core::fmt::Write;
use posix::kernel::system::log;
use posix::server::Output;
use posix::{Process, Thread};

static PROCESS: Process = Process::new();
static THREAD: Thread = Thread::new(&PROCESS);

/// The ELF entry: the stack pointer is aligned to 16 and points at the argument count.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn _start() -> ! {
    core::arch::naked_asm!("mov rdi, rsp", "xor ebp, ebp", "call {main}", "ud2", main = sym main)
}

extern "C" fn main(stack: *const usize) -> ! {
    // SAFETY: the kernel wrote the System V layout: a count, then that many NUL-ended strings.
    let arguments = unsafe { core::slice::from_raw_parts(stack.add(1).cast(), *stack) };
    let words = arguments.iter().map(|&word| {
        // SAFETY: as above; the stack stays as long as the program.
        unsafe { core::ffi::CStr::from_ptr(word) }.to_bytes()
    });
    match crate::steps::run(&THREAD, words) {
        Ok(never) => match never {},
        Err(errno) => {
            say(format_args!(
                "bootstrap: the system cannot start: {errno:?}"
            ));
            posix::process::exit(1)
        }
    }
}

/// Writes a line to the kernel log.
pub fn say(line: core::fmt::Arguments<'_>) {
    let mut buffer = [0; 256];
    let mut output = Output::new(&mut buffer);
    // The output cuts what does not fit, and never fails.
    let _ = output.write_fmt(line);
    log(output.bytes());
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    say(format_args!("bootstrap: {info}"));
    posix::process::exit(101)
}
