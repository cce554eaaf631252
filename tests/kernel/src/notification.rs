//! Notifications: handlers, holding back, interrupted waits, timers.

use crate::call::{at, at_mut, call, notification_of, registers_of, set_handler, spawn, words_of};
use crate::ipc::{plain, receive, reply, scheme};
use crate::memory::{close, map, unmap, SELF};
use crate::pipe::{pipe, read, write};
use crate::thread::{now, set, wait_while};
use crate::Test;
use abi::errno::Result;
use abi::file::FileFlags;
use abi::message::{Kind, Reply};
use abi::process::{ProcessOperation, ThreadOperation};
use abi::time::{Clock, NO_DEADLINE};
use abi::upcall::Notification;
use abi::{Call, Errno, UserSlice};
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

pub const TESTS: &[Test] = &[
    (
        "notification: a handler runs, then what it interrupted",
        handled,
    ),
    (
        "notification: what is held back comes when let through",
        held_back,
    ),
    ("notification: a wait is interrupted", interrupts),
    ("notification: one is taken without a handler", taken),
    ("notification: a wait with another blocked word", waits),
    ("notification: a call is cancelled", cancels),
    ("notification: a timer fires at its intervals", timer),
    ("notification: what is ignored is dropped", ignored),
];

static COUNT: AtomicU32 = AtomicU32::new(0);
static LAST: AtomicU64 = AtomicU64::new(0);

/// Notes what came and goes on where the thread was.
extern "C" fn handler(page: u64) {
    let notification = notification_of(page);
    LAST.store(notification.number << 32 | notification.words[0], Relaxed);
    COUNT.fetch_add(1, Relaxed);
    let _ = call(Call::Resume, [registers_of(page), 0]);
}

pub fn send(process: u64, number: u64, word: u64, thread: u64) -> Result<()> {
    let notification = Notification {
        number,
        words: [word, 0, 0],
    };
    let notify = ProcessOperation::Notify as u64;
    call(
        Call::ProcessControl,
        [process, notify, at(&notification), thread],
    )
    .map(drop)
}

/// Runs `test` on a thread with an upcall page, so that the main thread keeps none.
fn with_handler(test: fn(u64) -> Result<()>) -> Result<()> {
    static TEST: AtomicU64 = AtomicU64::new(0);
    static OUTCOME: AtomicU32 = AtomicU32::new(0);
    extern "C" fn body(page: u64) {
        let test = crate::call::function(TEST.load(Relaxed));
        let outcome = set_handler(page, handler).and_then(|()| test(page));
        set(
            &OUTCOME,
            outcome.map_or_else(|error| u32::from(error.0), |()| 5000),
        );
    }
    COUNT.store(0, Relaxed);
    OUTCOME.store(0, Relaxed);
    TEST.store(test as usize as u64, Relaxed);
    let page = map(4096)?;
    spawn(body, page)?;
    wait_while(&OUTCOME, 0);
    unmap(page, 4096)?;
    match OUTCOME.load(Relaxed) {
        5000 => Ok(()),
        error => Err(Errno(error as u16)),
    }
}

fn handled() -> Result<()> {
    with_handler(|_| {
        for round in 1..=10 {
            send(SELF, 10, round, 0)?;
            assert_eq!(COUNT.load(Relaxed), round as u32);
            assert_eq!(LAST.load(Relaxed), 10 << 32 | round);
        }
        let own = call(Call::ThreadNumber, [])?;
        send(SELF, 64, 7, own)?;
        assert_eq!(LAST.load(Relaxed), 64 << 32 | 7);
        assert_eq!(send(SELF, 65, 0, 0), Err(Errno::EINVAL));
        assert_eq!(send(SELF, 0, 0, 0), Err(Errno::EINVAL));
        assert_eq!(send(SELF, 1, 0, 0xffff_fff0), Err(Errno::ESRCH));
        Ok(())
    })
}

fn held_back() -> Result<()> {
    with_handler(|page| {
        let words = words_of(page);
        words.blocked.store(1 << 9 | 1 << 39, Relaxed);
        for word in 0..3 {
            send(SELF, 10, word, 0)?;
            send(SELF, 40, word, 0)?;
        }
        assert_eq!(COUNT.load(Relaxed), 0);
        let pending = call(Call::ThreadControl, [0, ThreadOperation::GetPending as u64])?;
        assert_eq!(pending, 1 << 9 | 1 << 39);
        words.blocked.store(0, Relaxed);
        call(Call::NotificationPoll, [])?;
        // Number 10 collapses to one, number 40 queues.
        assert_eq!(COUNT.load(Relaxed), 4);
        assert_eq!(LAST.load(Relaxed), 40 << 32 | 2);
        Ok(())
    })
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// Sends notification 12 to thread `NUMBER` when that is set, after a moment.
extern "C" fn sender(_: u64) {
    wait_while(&NUMBER, 0);
    let until = now().unwrap_or(0) + 3_000_000;
    let _ = call(Call::Sleep, [Clock::Monotonic as u64, until]);
    let _ = send(SELF, 12, 5, NUMBER.swap(0, Relaxed).into());
}

fn interrupts() -> Result<()> {
    with_handler(|_| {
        let [reader, writer] = pipe(FileFlags::empty())?;
        spawn(sender, 0)?;
        set(&NUMBER, call(Call::ThreadNumber, [])? as u32);
        assert_eq!(read(reader, &mut [0; 8]), Err(Errno::EINTR));
        assert_eq!(COUNT.load(Relaxed), 1);
        // Bytes that are there win over a notification that came before.
        write(writer, b"x")?;
        assert_eq!(read(reader, &mut [0; 8]), Ok(1));
        spawn(sender, 0)?;
        set(&NUMBER, call(Call::ThreadNumber, [])? as u32);
        let sleep = call(Call::Sleep, [Clock::Monotonic as u64, NO_DEADLINE]);
        assert_eq!(sleep, Err(Errno::EINTR));
        close(reader)?;
        close(writer)
    })
}

fn taken() -> Result<()> {
    with_handler(|page| {
        words_of(page).blocked.store(1 << 11, Relaxed);
        let mut out = Notification::default();
        let none = call(Call::NotificationTake, [1 << 11, at_mut(&mut out), now()?]);
        assert_eq!(none, Err(Errno::EAGAIN));
        send(SELF, 12, 77, 0)?;
        let number = call(Call::NotificationTake, [1 << 11, at_mut(&mut out), 0])?;
        assert_eq!((number, out.words[0]), (12, 77));
        // Not pending yet: a sender wakes the taker.
        spawn(sender, 0)?;
        set(&NUMBER, call(Call::ThreadNumber, [])? as u32);
        let number = call(
            Call::NotificationTake,
            [1 << 11, at_mut(&mut out), NO_DEADLINE],
        )?;
        assert_eq!((number, out.words[0]), (12, 5));
        assert_eq!(COUNT.load(Relaxed), 0);
        Ok(())
    })
}

fn waits() -> Result<()> {
    with_handler(|page| {
        let words = words_of(page);
        words.blocked.store(1 << 11, Relaxed);
        send(SELF, 12, 1, 0)?;
        assert_eq!(COUNT.load(Relaxed), 0);
        let outcome = call(Call::NotificationWait, [0, NO_DEADLINE]);
        assert_eq!(outcome, Err(Errno::EINTR));
        assert_eq!(COUNT.load(Relaxed), 1);
        // The word in the page is as it was: the next one is held back again.
        assert_eq!(words.blocked.load(Relaxed), 1 << 11);
        send(SELF, 12, 2, 0)?;
        assert_eq!(COUNT.load(Relaxed), 1);
        let outcome = call(Call::NotificationWait, [1 << 11, now()? + 1_000_000]);
        assert_eq!(outcome, Err(Errno::EAGAIN));
        assert_eq!(COUNT.load(Relaxed), 1);
        words.blocked.store(0, Relaxed);
        call(Call::NotificationPoll, [])?;
        assert_eq!(COUNT.load(Relaxed), 2);
        Ok(())
    })
}

/// Answers a call only when told to cancel it.
extern "C" fn slow_server(scheme: u64) {
    let mut waiting = 0;
    while let Ok(request) = receive(scheme, &mut [0; 64]) {
        match request.kind {
            Kind::Call => {
                waiting = request.id;
                set(&NUMBER, request.args[0] as u32);
            }
            Kind::Cancel if request.args[0] == waiting => {
                let _ = reply(scheme, &Reply::new(waiting, Errno::EINTR.to_result()));
                return;
            }
            _ => return,
        }
    }
}

fn cancels() -> Result<()> {
    with_handler(|_| {
        let [scheme, namespace] = scheme(b"slow")?;
        spawn(slow_server, scheme)?;
        spawn(sender, 0)?;
        let mut request = plain(1);
        request.scheme = UserSlice::of(b"slow");
        request.args[0] = call(Call::ThreadNumber, [])?;
        let outcome = call(Call::Call, [namespace, at_mut(&mut request)]);
        assert_eq!(outcome, Err(Errno::EINTR));
        assert_eq!(COUNT.load(Relaxed), 1);
        close(scheme)?;
        close(namespace)
    })
}

fn timer() -> Result<()> {
    with_handler(|_| {
        let timer = call(Call::TimerCreate, [Clock::Monotonic as u64, 14, 99])?;
        let interval = 2_000_000;
        let start = now()?;
        let mut old = [1u64; 2];
        call(
            Call::TimerSet,
            [timer, start + interval, interval, at_mut(&mut old)],
        )?;
        assert_eq!(old, [0, 0]);
        while COUNT.load(Relaxed) < 5 {
            let _ = call(Call::Sleep, [Clock::Monotonic as u64, NO_DEADLINE]);
        }
        assert!(now()? >= start + 5 * interval);
        assert_eq!(LAST.load(Relaxed), 14 << 32 | 99);
        let mut state = [0u64; 2];
        call(Call::TimerGet, [timer, at_mut(&mut state)])?;
        assert!(state[0] > 0 && state[0] <= interval && state[1] == interval);
        call(Call::TimerSet, [timer, 0, 0, 0])?;
        let count = COUNT.load(Relaxed);
        call(
            Call::Sleep,
            [Clock::Monotonic as u64, now()? + 3 * interval],
        )?;
        assert_eq!(COUNT.load(Relaxed), count);
        close(timer)
    })
}

fn ignored() -> Result<()> {
    with_handler(|_| {
        let ignore = ProcessOperation::SetIgnored as u64;
        call(Call::ProcessControl, [SELF, ignore, 1 << 16])?;
        send(SELF, 17, 0, 0)?;
        assert_eq!(COUNT.load(Relaxed), 0);
        call(Call::ProcessControl, [SELF, ignore, 0])?;
        call(Call::NotificationPoll, [])?;
        Ok(())
    })
}
