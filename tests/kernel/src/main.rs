//! Tests of the kernel from inside: this program is the first process of a test boot.
//!
//! `run.sh` builds it, makes an initfs with it as `boot/bootstrap`, and boots the kernel. Words of
//! the kernel's command line choose tests by their names; `bench` measures instead. `seed=N` and
//! `children=N` are for the random calls of [`bounds`]. Results go to
//! the kernel log; the run's exit status is 0 if all passed.
//!
//! Rooms: [`call`] holds all unsafe code; each other module tests one area and lists its tests in
//! `TESTS`.
#![no_std]
#![no_main]

mod bench;
mod bounds;
mod call;
mod event;
mod fault;
mod foreign;
mod fork;
mod ipc;
mod memory;
mod notification;
mod pipe;
mod print;
mod process;
mod thread;

use abi::Errno;
use core::arch::naked_asm;

/// A test fails with an error number, or by a panic that says where.
type Test = (&'static str, fn() -> Result<(), Errno>);

/// The first code: gives `start` the initial stack.
#[no_mangle]
#[unsafe(naked)]
extern "C" fn _start() -> ! {
    naked_asm!("mov rdi, rsp", "and rsp, -16", "call {start}", "ud2", start = sym start)
}

extern "C" fn start(stack: u64) -> ! {
    let words = call::Words::of_stack(stack);
    if words.clone().any(|word| word == b"bench") {
        bench::run(words);
        call::power_off(0);
    }
    let mut failed = 0;
    let mut passed = 0;
    let all = [
        memory::TESTS,
        fault::TESTS,
        thread::TESTS,
        pipe::TESTS,
        ipc::TESTS,
        fork::TESTS,
        notification::TESTS,
        foreign::TESTS,
        process::TESTS,
        event::TESTS,
        bounds::TESTS,
    ];
    for &(name, test) in all.iter().copied().flatten() {
        let mut chosen = words
            .clone()
            .filter(|word| word.first() != Some(&b'-') && !bounds::option(word))
            .peekable();
        if chosen.peek().is_some() && !chosen.any(|word| name.as_bytes().starts_with(word)) {
            continue;
        }
        print::line!("test {name}");
        match test() {
            Ok(()) => passed += 1,
            Err(error) => {
                failed += 1;
                print::line!("FAILED {name}: {error:?}");
            }
        }
    }
    print::line!("kernel tests: {passed} passed, {failed} failed");
    call::power_off(u8::from(failed > 0))
}

#[panic_handler]
fn panic(information: &core::panic::PanicInfo<'_>) -> ! {
    print::line!("kernel tests: {information}");
    call::power_off(1)
}
