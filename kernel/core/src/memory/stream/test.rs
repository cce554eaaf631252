//! Streams against a vector of bytes.

use super::*;
use crate::machine::simulated::{self, load};
use crate::memory::AddressSpace;
use abi::memory::{MapFlags, MapRequest, Protection};
use abi::Handle;
use proptest::prelude::*;
use std::vec;
use std::vec::Vec;

/// Size limit of the stream under test: 8 pages.
const LIMIT: usize = 8 * PAGE_SIZE;
/// User memory that is mapped, and behind which nothing is.
const BUFFER: usize = 0x100_0000;
const BUFFER_LEN: usize = 3 * PAGE_SIZE;

fn with_user_memory(test: impl FnOnce()) {
    let (_, _turn) = simulated::start();
    let before = frame::counts();
    let space = AddressSpace::new().unwrap();
    let request = MapRequest {
        address: BUFFER,
        len: BUFFER_LEN,
        protection: (Protection::READ | Protection::WRITE).bits(),
        flags: MapFlags::FIXED.bits(),
        object: Handle::NONE,
        reserved: 0,
        offset: 0,
    };
    space.map(&request, None).unwrap();
    load(Some(&space));
    test();
    load(None);
    drop(space);
    assert_eq!(frame::counts(), before, "frames leaked");
}

fn memory_stream() -> Arc<Stream> {
    let object = MemoryObject::anonymous(LIMIT as u64).unwrap();
    Stream::new(Kind::Memory(object), 0).unwrap()
}

fn slice(address: usize, len: usize) -> UserSlice {
    UserSlice { address, len }
}

#[derive(Clone, Debug)]
enum Step {
    Write {
        offset: usize,
        len: usize,
        at: usize,
        seed: u8,
    },
    Append {
        len: usize,
        seed: u8,
    },
    Read {
        offset: usize,
        len: usize,
        at: usize,
    },
    Cut {
        size: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let offset = prop_oneof![
        0..LIMIT + 100,
        (0..9usize).prop_map(|page| page * PAGE_SIZE)
    ];
    let len = prop_oneof![0..300usize, 0..BUFFER_LEN, Just(PAGE_SIZE)];
    let at = 0..PAGE_SIZE;
    prop_oneof![
        3 => (offset.clone(), len.clone(), at.clone(), any::<u8>())
            .prop_map(|(offset, len, at, seed)| Step::Write { offset, len, at, seed }),
        1 => (len.clone(), any::<u8>()).prop_map(|(len, seed)| Step::Append { len, seed }),
        2 => (offset.clone(), len, at).prop_map(|(offset, len, at)| Step::Read { offset, len, at }),
        1 => offset.prop_map(|size| Step::Cut { size }),
    ]
}

fn pattern(len: usize, seed: u8) -> Vec<u8> {
    (0..len)
        .map(|n| seed.wrapping_add(n as u8).wrapping_mul(31))
        .collect()
}

fn store(model: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if bytes.is_empty() {
        return;
    }
    if model.len() < end {
        model.resize(end, 0);
    }
    model[offset..end].copy_from_slice(bytes);
}

fn run(stream: &Stream, model: &mut Vec<u8>, step: Step) {
    match step {
        Step::Write {
            offset,
            len,
            at,
            seed,
        } => {
            let len = len.min(BUFFER_LEN - at);
            let bytes = pattern(len, seed);
            machine().copy_to_user(BUFFER + at, &bytes).unwrap();
            let result = stream.write_at(offset as u64, slice(BUFFER + at, len));
            if len > 0 && offset >= LIMIT {
                assert_eq!(result, Err(Errno::EFBIG));
            } else {
                let fits = len.min(LIMIT.saturating_sub(offset));
                assert_eq!(result, Ok(fits));
                store(model, offset, &bytes[..fits]);
            }
        }
        Step::Append { len, seed } => {
            let bytes = pattern(len, seed);
            machine().copy_to_user(BUFFER, &bytes).unwrap();
            let result = stream.append(slice(BUFFER, len));
            let start = model.len();
            if len > 0 && start == LIMIT {
                assert_eq!(result, Err(Errno::EFBIG));
            } else {
                let fits = len.min(LIMIT - start);
                assert_eq!(result, Ok((fits, (start + fits) as u64)));
                store(model, start, &bytes[..fits]);
            }
        }
        Step::Read { offset, len, at } => {
            let len = len.min(BUFFER_LEN - at);
            let expected = model.get(offset..).unwrap_or(&[]);
            let expected = &expected[..len.min(expected.len())];
            let result = stream.read_at(offset as u64, slice(BUFFER + at, len));
            assert_eq!(result, Ok(expected.len()));
            let mut found = vec![0; expected.len()];
            machine().copy_from_user(&mut found, BUFFER + at).unwrap();
            assert_eq!(found, expected);
        }
        Step::Cut { size } => {
            let result = stream.set_size(size as u64);
            if size > LIMIT {
                assert_eq!(result, Err(Errno::EFBIG));
            } else {
                assert_eq!(result, Ok(()));
                model.resize(size, 0);
            }
        }
    }
    assert_eq!(stream.size(), model.len() as u64);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn a_stream_holds_what_a_vector_holds(steps in proptest::collection::vec(step(), 0..60)) {
        with_user_memory(|| {
            let stream = memory_stream();
            let mut model = Vec::new();
            for step in steps {
                run(&stream, &mut model, step);
            }
            let mut all = vec![0xff; model.len()];
            stream.object().unwrap().read(0, &mut all).unwrap();
            assert_eq!(all, model);
        });
    }
}

#[test]
fn holes_read_as_zeros_and_stay_holes() {
    with_user_memory(|| {
        let stream = memory_stream();
        let page = PAGE_SIZE as u64;
        stream.write_at(5 * page, slice(BUFFER, 1)).unwrap();
        assert_eq!(stream.read_at(0, slice(BUFFER, BUFFER_LEN)), Ok(BUFFER_LEN));
        assert_eq!(stream.state().resident_pages, 1);
        assert_eq!(stream.seek_data(0), Ok(5 * page));
        assert_eq!(stream.seek_hole(0), Ok(0));
        assert_eq!(stream.seek_hole(5 * page), Ok(5 * page + 1));
        assert_eq!(stream.seek_data(5 * page + 1), Err(Errno::ENXIO));
    });
}

#[test]
fn a_copy_that_meets_unmapped_memory_does_what_came_before() {
    with_user_memory(|| {
        let stream = memory_stream();
        let last = BUFFER + BUFFER_LEN - PAGE_SIZE;
        assert_eq!(
            stream.write_at(0, slice(last, 2 * PAGE_SIZE)),
            Ok(PAGE_SIZE)
        );
        assert_eq!(stream.size(), PAGE_SIZE as u64);
        assert_eq!(
            stream.write_at(0, slice(BUFFER + BUFFER_LEN, 9)),
            Err(Errno::EFAULT)
        );
        assert_eq!(
            stream.append(slice(BUFFER + BUFFER_LEN, 9)),
            Err(Errno::EFAULT)
        );
        assert_eq!(stream.size(), PAGE_SIZE as u64);
        assert_eq!(
            stream.read_at(0, slice(BUFFER + BUFFER_LEN, 9)),
            Err(Errno::EFAULT)
        );
        assert_eq!(
            stream.read_at(0, slice(usize::MAX - 3, 9)),
            Err(Errno::EFAULT)
        );
    });
}

#[test]
fn the_devices_without_a_server_behave_as_their_manual_pages_say() {
    with_user_memory(|| {
        // null(4), zero(4), full(4).
        let null = Stream::new(Kind::Null, 0).unwrap();
        assert_eq!(null.read_at(0, slice(BUFFER, 10)), Ok(0));
        assert_eq!(null.write_at(0, slice(BUFFER, 10)), Ok(10));
        let zero = Stream::new(Kind::Zero, 0).unwrap();
        machine().copy_to_user(BUFFER, &[1; 10]).unwrap();
        assert_eq!(zero.read_at(7, slice(BUFFER, 10)), Ok(10));
        let mut found = [1; 10];
        machine().copy_from_user(&mut found, BUFFER).unwrap();
        assert_eq!(found, [0; 10]);
        assert_eq!(zero.write_at(0, slice(BUFFER, 10)), Ok(10));
        let full = Stream::new(Kind::Full, 0).unwrap();
        assert_eq!(full.write_at(0, slice(BUFFER, 10)), Err(Errno::ENOSPC));
        assert_eq!(full.read_at(0, slice(BUFFER, 10)), Ok(10));
        assert_eq!(full.set_size(0), Err(Errno::EINVAL));
    });
}
