//! Event queues, records, and what travels in messages.

use crate::call::{at, at_mut, call, spawn};
use crate::ipc::{plain, receive, reply, scheme};
use crate::memory::{close, system_info};
use crate::pipe::{pipe, read, write};
use crate::thread::{now, set, wait_while};
use crate::Test;
use abi::errno::Result;
use abi::event::{Event, EventFlags, EventOperation, Ready};
use abi::file::{FileFlags, StreamKind};
use abi::message::{Kind, Reply, ReplyFlags};
use abi::time::Clock;
use abi::{Call, Errno, Handle, UserSlice};
use core::sync::atomic::{AtomicU32, Ordering};

pub const TESTS: &[Test] = &[
    (
        "event: a level stays, an edge comes once, one shot disarms",
        kinds,
    ),
    ("event: a wait ends when something happens", waits),
    ("event: a closed handle's interest is gone", closed),
    ("event: records keep their bounds", records),
    ("event: a server sets its file ready", notify),
    ("event: handles travel both ways", handles),
    (
        "event: counters, timers and notifications as files refuse what they are not",
        count_files,
    ),
    (
        "event: a timer that threads set at once, while it expires, stays one timer",
        set_at_once,
    ),
    (
        "event: a queue that goes leaves nothing with what it watched",
        queue_goes_first,
    ),
];

fn control(queue: u64, operation: EventOperation, handle: u64, event: Event) -> Result<()> {
    call(
        Call::EventControl,
        [queue, operation as u64, handle, at(&event)],
    )
    .map(drop)
}

fn interest(ready: Ready, flags: u32, data: u64) -> Event {
    Event {
        ready: ready.bits() | flags,
        reserved: 0,
        data,
    }
}

/// Events within a millisecond: how many, and the first.
fn wait(queue: u64) -> Result<(u64, Event)> {
    let mut events = [Event::default(); 4];
    let until = now()? + 1_000_000;
    let count = call(Call::EventWait, [queue, at_mut(&mut events), 4, until, 0])?;
    Ok((count, events[0]))
}

fn kinds() -> Result<()> {
    let [reader, writer] = pipe(FileFlags::empty())?;
    let queue = call(Call::EventCreate, [])?;
    control(
        queue,
        EventOperation::Add,
        reader,
        interest(Ready::IN, 0, 1),
    )?;
    let again = control(
        queue,
        EventOperation::Add,
        reader,
        interest(Ready::IN, 0, 1),
    );
    assert_eq!(again, Err(Errno::EEXIST));
    assert_eq!(wait(queue)?.0, 0);
    write(writer, b"ab")?;
    for _ in 0..2 {
        let (count, event) = wait(queue)?;
        assert_eq!((count, event.ready, event.data), (1, Ready::IN.bits(), 1));
    }
    let edge = EventFlags::EDGE.bits();
    control(
        queue,
        EventOperation::Modify,
        reader,
        interest(Ready::IN, edge, 2),
    )?;
    assert_eq!(wait(queue)?.1.data, 2);
    assert_eq!(wait(queue)?.0, 0);
    write(writer, b"c")?;
    assert_eq!(wait(queue)?.0, 1);
    assert_eq!(wait(queue)?.0, 0);
    let once = EventFlags::ONE_SHOT.bits();
    control(
        queue,
        EventOperation::Modify,
        reader,
        interest(Ready::IN, once, 3),
    )?;
    assert_eq!(wait(queue)?.1.data, 3);
    write(writer, b"d")?;
    assert_eq!(wait(queue)?.0, 0);
    control(queue, EventOperation::Remove, reader, Event::default())?;
    let gone = control(queue, EventOperation::Remove, reader, Event::default());
    assert_eq!(gone, Err(Errno::ENOENT));
    close(queue)?;
    close(reader)?;
    close(writer)
}

extern "C" fn late_writer(writer: u64) {
    let until = now().unwrap_or(0) + 2_000_000;
    let _ = call(Call::Sleep, [1, until]);
    let _ = write(writer, b"late");
}

fn waits() -> Result<()> {
    let [reader, writer] = pipe(FileFlags::empty())?;
    let inner = call(Call::EventCreate, [])?;
    let outer = call(Call::EventCreate, [])?;
    control(
        inner,
        EventOperation::Add,
        reader,
        interest(Ready::IN, 0, 5),
    )?;
    control(outer, EventOperation::Add, inner, interest(Ready::IN, 0, 6))?;
    let circle = control(inner, EventOperation::Add, outer, interest(Ready::IN, 0, 7));
    assert_eq!(circle, Err(Errno::ELOOP));
    spawn(late_writer, writer)?;
    let mut event = Event::default();
    let count = call(Call::EventWait, [outer, at_mut(&mut event), 1, u64::MAX, 0])?;
    assert_eq!((count, event.data), (1, 6));
    assert_eq!(wait(inner)?.1.data, 5);
    close(outer)?;
    close(inner)?;
    close(reader)?;
    close(writer)
}

fn closed() -> Result<()> {
    let [reader, writer] = pipe(FileFlags::empty())?;
    let queue = call(Call::EventCreate, [])?;
    write(writer, b"x")?;
    control(
        queue,
        EventOperation::Add,
        reader,
        interest(Ready::IN, 0, 1),
    )?;
    close(reader)?;
    assert_eq!(wait(queue)?.0, 0);
    close(writer)?;
    close(queue)
}

fn records() -> Result<()> {
    for kind in [1, 2] {
        let mut ends = [Handle::NONE; 2];
        let nonblock = FileFlags::NONBLOCK.bits().into();
        call(Call::SocketPair, [0, nonblock, at_mut(&mut ends), kind])?;
        let [one, other] = ends.map(|end| u64::from(end.0));
        write(one, b"first")?;
        write(one, b"")?;
        write(one, b"the third")?;
        let mut out = [0; 5];
        assert_eq!(read(other, &mut out), Ok(5));
        assert_eq!(out, *b"first");
        assert_eq!(read(other, &mut out), Ok(0));
        // What does not fit is lost.
        assert_eq!(read(other, &mut out), Ok(5));
        assert_eq!(out, *b"the t");
        assert_eq!(read(other, &mut out), Err(Errno::EAGAIN));
        close(one)?;
        assert_eq!(read(other, &mut out), Ok(0));
        close(other)?;
    }
    Ok(())
}

/// A queue that goes before what it watches is forgotten there.
fn queue_goes_first() -> Result<()> {
    let [reader, writer] = pipe(FileFlags::empty())?;
    let round = || {
        let queue = call(Call::EventCreate, [])?;
        let interest = interest(Ready::IN, 0, 1);
        control(queue, EventOperation::Add, reader, interest)?;
        close(queue)
    };
    (0..16).try_for_each(|_| round())?;
    let before = system_info()?.heap_bytes;
    (0..500).try_for_each(|_| round())?;
    let after = system_info()?.heap_bytes;
    assert!(after < before + 4096, "{} bytes are left", after - before);
    close(reader)?;
    close(writer)
}

/// The server below has ended, and will not receive from a handle that is another's by then.
static SERVED: AtomicU32 = AtomicU32::new(0);

/// Opens file 9, says it is readable after its first read, gives one handle back for one given.
extern "C" fn server(scheme: u64) {
    while let Ok(request) = receive(scheme, &mut [0; 64]) {
        let mut answer = Reply::new(request.id, 0);
        match (request.kind, request.operation) {
            (Kind::Call, 1) => {
                answer.flags = (ReplyFlags::NEW_FILE | ReplyFlags::NOT_SEEKABLE).bits();
                answer.file = 9;
                answer.rights = u32::MAX >> 25;
            }
            (Kind::Call, 2) => {
                let _ = call(Call::SchemeNotify, [scheme, 9, Ready::IN.bits().into()]);
            }
            (Kind::Call, 3) => {
                answer.result = i64::from(request.handles_len);
                let _ = write(request.handles[0].into(), b"from the server");
                answer.flags = (ReplyFlags::FORWARD | ReplyFlags::HANDLES).bits();
                answer.handles[..2].copy_from_slice(&request.handles[..2]);
                answer.handles_len = 2;
            }
            (Kind::Close, _) => return set(&SERVED, 1),
            _ => answer.result = Errno::ENOSYS.to_result(),
        }
        let _ = reply(scheme, &answer);
        for &handle in &request.handles[..request.handles_len as usize] {
            let _ = close(handle.into());
        }
    }
}

fn ask(namespace: u64, operation: u32, lent: &[Handle], out: &mut [Handle]) -> Result<u64> {
    let mut request = plain(operation);
    request.scheme = UserSlice::of(b"server");
    request.handles = UserSlice {
        address: at(lent) as usize,
        len: lent.len(),
    };
    request.handles_out = UserSlice {
        address: at_mut(out) as usize,
        len: out.len(),
    };
    let result = call(Call::Call, [namespace, at_mut(&mut request)])?;
    assert_eq!(request.handles_len, out.len());
    Ok(result)
}

fn notify() -> Result<()> {
    let [scheme, namespace] = scheme(b"server")?;
    SERVED.store(0, Ordering::Relaxed);
    spawn(server, scheme)?;
    let mut file = [Handle::NONE];
    ask(namespace, 1, &[], &mut file)?;
    let file = file[0].0.into();
    let queue = call(Call::EventCreate, [])?;
    control(queue, EventOperation::Add, file, interest(Ready::IN, 0, 4))?;
    assert_eq!(wait(queue)?.0, 0);
    ask(namespace, 2, &[], &mut [])?;
    assert_eq!(wait(queue)?.1.data, 4);
    close(queue)?;
    close(file)?;
    wait_while(&SERVED, 0);
    close(scheme)?;
    close(namespace)
}

fn handles() -> Result<()> {
    let [scheme, namespace] = scheme(b"server")?;
    SERVED.store(0, Ordering::Relaxed);
    spawn(server, scheme)?;
    let [reader, writer] = pipe(FileFlags::empty())?;
    let lent = [Handle(writer as u32), Handle(reader as u32)];
    let mut out = [Handle::NONE; 2];
    assert_eq!(ask(namespace, 3, &lent, &mut out)?, 2);
    let mut text = [0; 32];
    assert_eq!(read(out[1].0.into(), &mut text), Ok(15));
    assert_eq!(text[..15], *b"from the server");
    // All writing ends gone, the forwarded one last: end of file.
    close(writer)?;
    write(out[0].0.into(), b"y")?;
    close(out[0].0.into())?;
    assert_eq!(read(reader, &mut text), Ok(1));
    assert_eq!(read(reader, &mut text), Ok(0));
    close(out[1].0.into())?;
    close(reader)?;
    let mut file = [Handle::NONE];
    ask(namespace, 1, &[], &mut file)?;
    close(file[0].0.into())?;
    wait_while(&SERVED, 0);
    close(scheme)?;
    close(namespace)
}

fn count_files() -> Result<()> {
    let none = u64::from(Handle::NONE.0);
    let counter = call(Call::StreamCreate, [StreamKind::Counter as u64, none, 7])?;
    let timer = call(Call::TimerCreate, [Clock::Monotonic as u64, 0, 0])?;
    let notifications = call(Call::NotificationFile, [none, u64::MAX])?;
    let word = 0_u64;
    let small = [counter, at(&word), 7, u64::MAX];
    assert_eq!(call(Call::Read, small), Err(Errno::EINVAL));
    assert_eq!(call(Call::Write, small), Err(Errno::EINVAL));
    // Nothing is taken when there is nowhere to put it.
    assert_eq!(
        call(Call::Read, [counter, 8, 8, u64::MAX]),
        Err(Errno::EFAULT)
    );
    let mut value = 0_u64;
    assert_eq!(
        call(Call::Read, [counter, at_mut(&mut value), 8, u64::MAX]),
        Ok(8)
    );
    assert_eq!(value, 7);
    assert_eq!(
        call(Call::Read, [counter, at_mut(&mut value), 8, 0]),
        Err(Errno::ESPIPE)
    );
    assert_eq!(
        call(Call::Write, [timer, at(&word), 8, u64::MAX]),
        Err(Errno::EINVAL)
    );
    assert_eq!(
        call(Call::Read, [notifications, at_mut(&mut value), 8, u64::MAX]),
        Err(Errno::EOPNOTSUPP)
    );
    // Set from now, by the clock, in no known way; what is no timer.
    assert_eq!(call(Call::TimerSet, [timer, 1, 0, 0, 1]), Ok(0));
    assert_eq!(
        call(Call::Read, [timer, at_mut(&mut value), 8, u64::MAX]),
        Ok(8)
    );
    assert_eq!(value, 1);
    assert_eq!(
        call(Call::TimerSet, [timer, 1, 0, 0, 2]),
        Err(Errno::EINVAL)
    );
    assert_eq!(call(Call::TimerSet, [counter, 1, 0]), Err(Errno::EINVAL));
    assert_eq!(
        call(Call::TimerCreate, [Clock::Monotonic as u64, 65, 0]),
        Err(Errno::EINVAL)
    );
    // The set of notifications, which may be any word.
    assert_eq!(
        call(Call::NotificationSet, [notifications, at_mut(&mut value)]),
        Ok(0)
    );
    assert_eq!(value, u64::MAX);
    assert_eq!(
        call(Call::NotificationSet, [notifications, 8]),
        Err(Errno::EFAULT)
    );
    assert_eq!(
        call(Call::NotificationSet, [counter, at_mut(&mut value)]),
        Err(Errno::EINVAL)
    );
    assert_eq!(call(Call::NotificationFile, [timer, 1]), Err(Errno::EINVAL));
    [counter, timer, notifications]
        .into_iter()
        .try_for_each(close)
}

/// How many threads set the timer.
static SETTERS: AtomicU32 = AtomicU32::new(0);

/// Sets a timer to spans about as long as the calls take, and sleeps now and then, so that its CPU's deadlines move.
extern "C" fn setter(timer: u64) {
    for round in 0..20_000 {
        let (span, interval) = (1 + round % 13 * 500, round % 3 * 2_000);
        let _ = call(Call::TimerSet, [timer, span, interval, 0, 1]);
        if round % 64 == 0 {
            let until = now().unwrap_or_default() + 20_000;
            let _ = call(Call::Sleep, [Clock::Monotonic as u64, until]);
        }
    }
    SETTERS.fetch_sub(1, Ordering::Release);
}

fn set_at_once() -> Result<()> {
    let timer = call(Call::TimerCreate, [Clock::Monotonic as u64, 0, 0])?;
    SETTERS.store(3, Ordering::Relaxed);
    for _ in 0..3 {
        spawn(setter, timer)?;
    }
    while SETTERS.load(Ordering::Acquire) != 0 {
        let until = now()? + 50_000;
        call(Call::Sleep, [Clock::Monotonic as u64, until])?;
    }
    let mut value = 0_u64;
    // Once, and stopped: nothing else expires.
    call(Call::TimerSet, [timer, 1, 0, 0, 1])?;
    call(Call::Read, [timer, at_mut(&mut value), 8, u64::MAX])?;
    assert_eq!(value, 1);
    call(Call::TimerSet, [timer, 5_000_000, 0, 0, 1])?;
    call(Call::TimerSet, [timer, 0, 0, 0, 1])?;
    call(Call::Sleep, [Clock::Monotonic as u64, now()? + 10_000_000])?;
    let mut state = [1_u64; 2];
    call(Call::TimerGet, [timer, at_mut(&mut state)])?;
    assert_eq!(state, [0, 0]);
    close(timer)
}
