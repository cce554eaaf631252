//! Rings against a queue of bytes and a queue of records.

use super::*;
use crate::file::pipe;
use crate::file::File;
use crate::handle::{Entry, Object};
use crate::machine::simulated::{self, load};
use crate::memory::AddressSpace;
use abi::memory::{MapFlags, MapRequest, Protection};
use abi::process::Identity;
use abi::time::NO_DEADLINE;
use abi::Handle;
use core::sync::atomic::Ordering;
use proptest::prelude::*;
use std::collections::VecDeque;
use std::vec::Vec;

const AT_ONCE: Receive = Receive {
    nonblocking: true,
    deadline_ns: NO_DEADLINE,
    peek: false,
};

const LOOK: Receive = Receive {
    peek: true,
    ..AT_ONCE
};

/// User memory: what is written comes from its first half, what is read goes to the second.
const BUFFER: usize = 0x100_0000;
const HALF: usize = 2 * PIPE_CAPACITY;

fn with_user_memory(test: impl FnOnce(&Arc<Thread>)) {
    let (_, _turn) = simulated::start();
    let before = frame::counts();
    let space = AddressSpace::new().unwrap();
    let request = MapRequest {
        address: BUFFER,
        len: 2 * HALF,
        protection: (Protection::READ | Protection::WRITE).bits(),
        flags: MapFlags::FIXED.bits(),
        object: Handle::NONE,
        reserved: 0,
        offset: 0,
    };
    space.map(&request, None).unwrap();
    load(Some(&space));
    test(&Thread::idle());
    load(None);
    drop(space);
    assert_eq!(frame::counts(), before, "frames leaked");
}

/// A ring with a reader and a writer.
fn open(transfer: Transfer) -> Ring {
    let ring = Ring::new(transfer);
    ring.open_writing();
    ring.open_reading();
    ring
}

/// Writes bytes that tell their place in the stream; the outcome.
fn write(ring: &Ring, thread: &Arc<Thread>, first: u8, len: usize) -> Result<usize, Errno> {
    let bytes: Vec<u8> = (0..len).map(|n| first.wrapping_add(n as u8)).collect();
    machine().copy_to_user(BUFFER, &bytes).unwrap();
    // In two pieces, as a vectored call has them.
    let pieces = [
        UserSlice {
            address: BUFFER,
            len: len / 3,
        },
        UserSlice {
            address: BUFFER + len / 3,
            len: len - len / 3,
        },
    ];
    ring.write(thread, &pieces, true, NO_DEADLINE)
}

fn read(ring: &Ring, thread: &Arc<Thread>, len: usize) -> Result<Vec<u8>, Errno> {
    let into = UserSlice {
        address: BUFFER + HALF,
        len,
    };
    let done = ring.read(thread, &[into], &AT_ONCE, None)?;
    let mut bytes = std::vec![0; done];
    machine().copy_from_user(&mut bytes, into.address).unwrap();
    Ok(bytes)
}

/// POSIX write, "pipe or FIFO", with O_NONBLOCK set: whole up to PIPE_BUF, else what fits.
fn fits(len: usize, room: usize) -> Result<usize, Errno> {
    match (len, room) {
        (0, _) => Ok(0),
        (_, 0) => Err(Errno::EAGAIN),
        (len, room) if len <= PIPE_BUF && len > room => Err(Errno::EAGAIN),
        (len, room) => Ok(len.min(room)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_byte_ring_is_a_queue_of_bytes(
        steps in proptest::collection::vec((any::<bool>(), 0..HALF / 2), 1..40)
    ) {
        with_user_memory(|thread| {
            let ring = open(Transfer::Bytes);
            let mut model = VecDeque::new();
            let mut next = 0u8;
            for (writes, len) in steps {
                if writes {
                    let expected = fits(len, PIPE_CAPACITY - model.len());
                    assert_eq!(write(&ring, thread, next, len), expected);
                    for _ in 0..expected.unwrap_or(0) {
                        model.push_back(next);
                        next = next.wrapping_add(1);
                    }
                } else if model.is_empty() && len > 0 {
                    assert_eq!(read(&ring, thread, len), Err(Errno::EAGAIN));
                } else {
                    let taken: Vec<u8> = model.drain(..len.min(model.len())).collect();
                    assert_eq!(read(&ring, thread, len), Ok(taken));
                }
                assert_eq!(ring.readable_bytes(), model.len() as u64);
                assert_eq!(ring.read_ready().contains(Ready::IN), !model.is_empty());
            }
        });
    }

    #[test]
    fn a_record_ring_keeps_bounds(
        steps in proptest::collection::vec((any::<bool>(), 0..9000usize, 0..9000usize), 1..60)
    ) {
        with_user_memory(|thread| {
            let ring = open(Transfer::Records);
            let mut model: VecDeque<(u8, usize)> = VecDeque::new();
            let mut used = 0;
            for (number, (writes, len, room)) in steps.into_iter().enumerate() {
                if writes {
                    if used + PREFIX + len > PIPE_CAPACITY {
                        assert_eq!(write(&ring, thread, 0, len), Err(Errno::EAGAIN));
                        continue;
                    }
                    assert_eq!(write(&ring, thread, number as u8, len), Ok(len));
                    model.push_back((number as u8, len));
                    used += PREFIX + len;
                } else if let Some((first, len)) = model.pop_front() {
                    let expected: Vec<u8> = (0..len.min(room))
                        .map(|n| first.wrapping_add(n as u8))
                        .collect();
                    assert_eq!(read(&ring, thread, room), Ok(expected));
                    used -= PREFIX + len;
                } else {
                    assert_eq!(read(&ring, thread, room), Err(Errno::EAGAIN));
                }
            }
        });
    }
}

#[test]
fn nothing_is_lost_when_the_reader_gives_a_bad_address() {
    with_user_memory(|thread| {
        let ring = open(Transfer::Bytes);
        assert_eq!(write(&ring, thread, 1, 100), Ok(100));
        let bad = UserSlice {
            address: BUFFER + 4 * HALF,
            len: 50,
        };
        assert_eq!(
            ring.read(thread, &[bad], &AT_ONCE, None),
            Err(Errno::EFAULT)
        );
        assert_eq!(
            ring.write(thread, &[bad], true, NO_DEADLINE),
            Err(Errno::EFAULT)
        );
        assert_eq!(read(&ring, thread, 1000).map(|bytes| bytes.len()), Ok(100));
    });
}

#[test]
fn ends_that_are_gone_are_told() {
    with_user_memory(|thread| {
        let ring = open(Transfer::Bytes);
        assert_eq!(write(&ring, thread, 1, 10), Ok(10));
        ring.shut_writing();
        assert_eq!(read(&ring, thread, 100).map(|bytes| bytes.len()), Ok(10));
        assert_eq!(read(&ring, thread, 100), Ok(Vec::new()));
        ring.shut_reading();
        assert_eq!(write(&ring, thread, 1, 10), Err(Errno::EPIPE));
    });
}

#[test]
fn what_is_in_a_ring_stays_while_an_end_is_open_and_is_lost_with_the_last() {
    with_user_memory(|thread| {
        let ring = open(Transfer::Bytes);
        assert_eq!(write(&ring, thread, 1, 3), Ok(3));
        ring.close_reading();
        assert_eq!(write(&ring, thread, 1, 1), Err(Errno::EPIPE));
        assert_eq!(ring.open_reading(), None);
        ring.close_writing();
        assert_eq!(read(&ring, thread, 2), Ok(std::vec![1, 2]));
        ring.close_reading();
        assert_eq!(ring.readable_bytes(), 0);
        assert_eq!(ring.open_reading(), Some(1));
        assert_eq!(read(&ring, thread, 2), Ok(std::vec![]));
        ring.close_reading();
    });
}

#[test]
fn a_ring_is_not_at_its_end_before_the_writer_that_comes() {
    with_user_memory(|thread| {
        let ring = Ring::new(Transfer::Bytes);
        let ever = ring.open_reading();
        let into = UserSlice {
            address: BUFFER + HALF,
            len: 1,
        };
        let read = || ring.read(thread, &[into], &AT_ONCE, ever);
        assert_eq!(read(), Err(Errno::EAGAIN));
        ring.open_writing();
        assert_eq!(read(), Err(Errno::EAGAIN));
        ring.close_writing();
        assert_eq!(read(), Ok(0));
        ring.close_reading();
    });
}

/// Sends one byte with handles; what is left of them.
fn send(ring: &Ring, thread: &Arc<Thread>, extra: Extra) -> Result<Option<Extra>, Errno> {
    extra.reserve(ring)?;
    let mut extra = Some(extra);
    let byte = UserSlice {
        address: BUFFER,
        len: 1,
    };
    let wait = Wait {
        nonblocking: true,
        deadline_ns: NO_DEADLINE,
    };
    ring.send(thread, &[byte], &wait, &mut extra).map(|_| extra)
}

fn room(len: usize) -> UserSlice {
    UserSlice {
        address: BUFFER + HALF,
        len,
    }
}

fn with(files: &[&Arc<File>]) -> Extra {
    let entries = files
        .iter()
        .map(|file| Entry::new(Object::File((*file).clone())));
    Extra::new(entries.collect(), None, Identity::default())
}

#[test]
fn handles_belong_to_their_byte() {
    with_user_memory(|thread| {
        let ring = open(Transfer::Bytes);
        let [one, other] = pipe::create(0);
        write(&ring, thread, 0, 3).unwrap();
        send(&ring, thread, with(&[&one, &other])).unwrap();
        write(&ring, thread, 9, 2).unwrap();
        let receive = |len, how| ring.receive(thread, &[room(len)], how).unwrap();
        let before = receive(2, &AT_ONCE);
        assert_eq!((before.bytes, before.extra.is_none()), (2, true));
        // What came before goes along, what came after does not.
        let seen = receive(10, &LOOK);
        assert_eq!(seen.bytes, 2);
        assert_eq!(seen.extra.map(|extra| extra.entries().count()), Some(2));
        let taken = receive(10, &AT_ONCE);
        assert_eq!(taken.bytes, 2);
        assert_eq!(taken.extra.map(|extra| extra.entries().count()), Some(2));
        let after = receive(10, &AT_ONCE);
        assert_eq!((after.bytes, after.extra.is_none()), (2, true));
        assert_eq!(ring.handles_held.load(Ordering::SeqCst), 0);
        assert_eq!((Arc::strong_count(&one), Arc::strong_count(&other)), (1, 1));
    });
}

#[test]
fn a_plain_read_loses_the_handles_and_so_does_the_end_of_the_reader() {
    with_user_memory(|thread| {
        let ring = open(Transfer::Bytes);
        let [one, _] = pipe::create(0);
        send(&ring, thread, with(&[&one])).unwrap();
        send(&ring, thread, with(&[&one])).unwrap();
        assert_eq!(Arc::strong_count(&one), 3);
        assert_eq!(ring.read(thread, &[room(10)], &AT_ONCE, None), Ok(1));
        assert_eq!(Arc::strong_count(&one), 2);
        ring.close_reading();
        assert_eq!(Arc::strong_count(&one), 1);
    });
}

#[test]
fn sockets_do_not_travel_in_circles() {
    with_user_memory(|thread| {
        let pair = || pipe::create_pair(0, 0, Identity::default());
        let ([a, b], [c, d]) = (pair(), pair());
        let into = |file: &Arc<File>| file.socket_ends().unwrap();
        // `b` reads what `a` writes: it may not be sent to itself.
        let to_b = into(&a).writer;
        let sent = send(to_b.ring(), thread, with(&[&b])).map(drop);
        assert_eq!(sent, Err(Errno::ETOOMANYREFS));
        // `d` is sent to `b`; then nothing with sockets in it is sent to `d`, and `b` is not sent.
        send(to_b.ring(), thread, with(&[&d])).unwrap();
        let to_d = into(&c).writer;
        let sent = send(to_d.ring(), thread, with(&[&a])).map(drop);
        assert_eq!(sent, Err(Errno::ETOOMANYREFS));
        let sent = send(to_d.ring(), thread, with(&[&b])).map(drop);
        assert_eq!(sent, Err(Errno::ETOOMANYREFS));
        let [pipe_end, _] = pipe::create(0);
        assert!(send(to_d.ring(), thread, with(&[&pipe_end])).is_ok());
        let taken = into(&b).reader.ring().receive(thread, &[room(1)], &AT_ONCE);
        drop(taken);
        assert!(send(to_d.ring(), thread, with(&[&a])).is_ok());
        assert_eq!(Arc::strong_count(&d), 1);
    });
}

#[test]
fn a_record_that_is_cut_tells_its_length() {
    with_user_memory(|thread| {
        let ring = open(Transfer::Records);
        write(&ring, thread, 0, 100).unwrap();
        let seen = ring.receive(thread, &[room(7)], &LOOK).unwrap();
        assert_eq!((seen.bytes, seen.record), (7, 100));
        let taken = ring.receive(thread, &[room(7)], &AT_ONCE).unwrap();
        assert_eq!((taken.bytes, taken.record), (7, 100));
        assert_eq!(ring.readable_bytes(), 0);
    });
}
