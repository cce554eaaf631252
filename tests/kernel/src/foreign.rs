//! Foreign calls: `syscall` outside the native range, and what goes with serving one.

use crate::call::{
    at, at_mut, call, code_range, gs_word, run_code, set_foreign_handler, set_handler, spawn,
    words_of, ForeignHandler,
};
use crate::memory::{map, map_with, unmap, SELF};
use crate::notification::send;
use crate::thread::{now, set, wait_while};
use crate::Test;
use abi::errno::Result;
use abi::memory::Protection;
use abi::process::{ProcessOperation, ThreadOperation};
use abi::time::{Clock, NO_DEADLINE};
use abi::upcall::{Notification, HELD_BACK, SERVING};
use abi::{Call, Errno};
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

pub const TESTS: &[Test] = &[
    (
        "foreign: a call from outside the native range enters its handler",
        enters,
    ),
    (
        "foreign: a notification ends the server's wait and stays pending",
        gives_way,
    ),
    (
        "foreign: without a handler the call is an invalid instruction",
        no_handler,
    ),
    ("foreign: the GS base is the thread's own", gs_base),
    ("foreign: a copy tells of a bad address", copies),
];

/// `mov eax, 12345; mov edi, 7; syscall; ret`.
const GUEST: [u8; 13] = [0xb8, 0x39, 0x30, 0, 0, 0xbf, 7, 0, 0, 0, 0x0f, 0x05, 0xc3];

static OUTCOME: AtomicU32 = AtomicU32::new(0);
static RESULT: AtomicU64 = AtomicU64::new(0);
static CODE: AtomicU64 = AtomicU64::new(0);
static SERVE: AtomicU64 = AtomicU64::new(0);
static UPCALLS: AtomicU32 = AtomicU32::new(0);

/// Notifications and faults: counts, and leaves by ending the thread.
extern "C" fn upcall(page: u64) {
    RESULT.store(crate::call::fault_of(page).trap, Relaxed);
    UPCALLS.fetch_add(1, Relaxed);
    set(&OUTCOME, 2);
    let _ = call(Call::ThreadExit, [0, 0]);
}

/// A thread that runs [`GUEST`] with [`SERVE`] as the handler of its calls.
extern "C" fn body(page: u64) {
    let ready = set_handler(page, upcall);
    set_foreign_handler(page, SERVE.load(Relaxed));
    if ready.is_ok() {
        RESULT.store(run_code(CODE.load(Relaxed)), Relaxed);
    }
    set(&OUTCOME, 1);
}

/// Runs the guest with that handler (0: none): 1 if it came to its end, 2 after an upcall.
fn run_guest(serve: u64) -> Result<u32> {
    let access = Protection::READ | Protection::WRITE | Protection::EXECUTE;
    let code = map_with(4096, access)?;
    for (index, &byte) in GUEST.iter().enumerate() {
        crate::call::store(code + index as u64, byte);
    }
    let page = map(4096)?;
    CODE.store(code, Relaxed);
    SERVE.store(serve, Relaxed);
    OUTCOME.store(0, Relaxed);
    UPCALLS.store(0, Relaxed);
    let (start, len) = code_range();
    let native = ProcessOperation::SetNativeRange as u64;
    call(Call::ProcessControl, [SELF, native, start, len])?;
    spawn(body, page)?;
    wait_while(&OUTCOME, 0);
    call(Call::ProcessControl, [SELF, native, 0, 0])?;
    unmap(page, 4096)?;
    unmap(code, 4096)?;
    Ok(OUTCOME.load(Relaxed))
}

fn enters() -> Result<()> {
    /// The sum of the number and the first argument, as the guest set them.
    extern "C" fn serve(page: u64, number: u64, argument: u64) -> u64 {
        let disabled = words_of(page).disabled.load(Relaxed);
        assert_eq!(disabled, SERVING);
        number + argument
    }
    assert_eq!(run_guest(ForeignHandler::address(serve))?, 1);
    assert_eq!(RESULT.load(Relaxed), 12345 + 7);
    assert_eq!(UPCALLS.load(Relaxed), 0);
    Ok(())
}

fn gives_way() -> Result<()> {
    extern "C" fn serve(page: u64, _: u64, _: u64) -> u64 {
        served(page).map_or_else(|errno| u64::from(errno.0), |()| 5000)
    }
    fn served(page: u64) -> Result<()> {
        let own = call(Call::ThreadNumber, [])?;
        words_of(page).blocked.store(1 << 11, Relaxed);
        send(SELF, 12, 1, own)?;
        // Blocked: a wait goes on to its deadline.
        let sleep = |deadline| call(Call::Sleep, [Clock::Monotonic as u64, deadline]);
        assert_eq!(sleep(now()? + 1_000_000), Ok(0));
        assert_eq!(words_of(page).disabled.load(Relaxed), SERVING);
        send(SELF, 10, 77, own)?;
        assert_eq!(
            words_of(page).disabled.load(Relaxed),
            SERVING | HELD_BACK,
            "the server hears of it"
        );
        for _ in 0..2 {
            assert_eq!(sleep(NO_DEADLINE), Err(Errno::EINTR));
        }
        // A wait with another blocked word gives way to what that lets through.
        let mut out = Notification::default();
        let number = call(Call::NotificationTake, [1 << 9, at_mut(&mut out), 0])?;
        assert_eq!((number, out.words[0]), (10, 77));
        assert_eq!(
            call(Call::NotificationWait, [0, NO_DEADLINE]),
            Err(Errno::EINTR)
        );
        assert_eq!(
            sleep(now()? + 1_000_000),
            Ok(0),
            "the word was for that wait"
        );
        let number = call(Call::NotificationTake, [1 << 11, 0, 0])?;
        assert_eq!(number, 12);
        assert_eq!(UPCALLS.load(Relaxed), 0);
        Ok(())
    }
    assert_eq!(run_guest(ForeignHandler::address(serve))?, 1);
    assert_eq!(RESULT.load(Relaxed), 5000);
    Ok(())
}

fn no_handler() -> Result<()> {
    assert_eq!(run_guest(0)?, 2);
    assert_eq!(RESULT.load(Relaxed), 6);
    Ok(())
}

fn gs_base() -> Result<()> {
    let word = 0x1234_5678_9abc_u64;
    let set_gs = |base| {
        let operation = ThreadOperation::SetGsBase as u64;
        call(Call::ThreadControl, [0, operation, base])
    };
    set_gs(at(&word))?;
    call(Call::Yield, [])?;
    assert_eq!(gs_word(), word);
    let get = ThreadOperation::GetGsBase as u64;
    assert_eq!(call(Call::ThreadControl, [0, get]), Ok(at(&word)));
    assert_eq!(set_gs(1 << 47), Err(Errno::EINVAL));
    set_gs(0).map(drop)
}

fn copies() -> Result<()> {
    let text = *b"as it was written";
    let mut copy = [0; 17];
    call(Call::Copy, [at_mut(&mut copy), at(&text), 17])?;
    assert_eq!(copy, text);
    let page = map(8192)?;
    unmap(page + 4096, 4096)?;
    let bad = |target: u64, source: u64| call(Call::Copy, [target, source, 17]);
    assert_eq!(bad(page, 1 << 32), Err(Errno::EFAULT));
    assert_eq!(bad(1 << 32, page), Err(Errno::EFAULT));
    assert_eq!(bad(page + 4090, page), Err(Errno::EFAULT));
    assert_eq!(bad(page, u64::MAX - 8), Err(Errno::EFAULT));
    assert_eq!(bad(0xffff_8000_0000_0000, page), Err(Errno::EFAULT));
    unmap(page, 4096)
}
