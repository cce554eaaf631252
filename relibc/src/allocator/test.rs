//! The model is a table of what each block was filled with; unit runs are looked for one by one.

use super::segment::{Segment, Span, ALL_FREE};
use super::*;
use proptest::prelude::*;
use std::collections::HashSet;
use std::sync::mpsc;
use std::vec::Vec;

/// A block, its size, and the byte that fills it.
struct Block(*mut u8, usize, u8);
// SAFETY: the block is whoever's has the value.
unsafe impl Send for Block {}

impl Block {
    fn new(block: *mut u8, size: usize, fill: u8) -> Self {
        assert!(!block.is_null() && block as usize % MIN_ALIGN == 0);
        // SAFETY: the block is new and as long.
        unsafe {
            assert!(usable_size(block) >= size);
            block.write_bytes(fill, size);
        }
        Self(block, size, fill)
    }

    /// All bytes for small blocks, every 509th of larger ones and the last.
    fn check(&self, size: usize) {
        let step = if size < 5000 { 1 } else { 509 };
        for index in (0..size).step_by(step).chain(size.checked_sub(1)) {
            // SAFETY: within the block.
            assert_eq!(unsafe { *self.0.add(index) }, self.2, "{index} of {size}");
        }
    }

    fn free(self) {
        self.check(self.1);
        // SAFETY: the block is not used again.
        unsafe { free(self.0) };
    }
}

#[derive(Clone, Debug)]
enum Step {
    Allocate(usize),
    Zeroed(usize),
    Aligned(u32, usize),
    Free(usize),
    Reallocate(usize, usize),
}

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![
        6 => 0_usize..1100,
        3 => 1000_usize..20_000,
        2 => 20_000_usize..600_000,
        1 => 600_000_usize..3_000_000,
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => size().prop_map(Step::Allocate),
        1 => size().prop_map(Step::Zeroed),
        1 => (4_u32..23, size()).prop_map(|(power, size)| Step::Aligned(power, size)),
        4 => any::<usize>().prop_map(Step::Free),
        3 => (any::<usize>(), size()).prop_map(|(index, size)| Step::Reallocate(index, size)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn blocks_keep_their_content_whatever_happens_to_others(
        steps in prop::collection::vec(step(), 1..400),
    ) {
        let mut live: Vec<Block> = Vec::new();
        for (number, step) in steps.into_iter().enumerate() {
            let fill = number as u8;
            match step {
                Step::Allocate(size) => live.push(Block::new(allocate(size), size, fill)),
                Step::Zeroed(size) => {
                    let block = Block(allocate_zeroed(size), size, 0);
                    block.check(size);
                    live.push(Block::new(block.0, size, fill));
                }
                Step::Aligned(power, size) => {
                    let block = allocate_aligned(1 << power, size);
                    prop_assert_eq!(block as usize % (1 << power), 0);
                    live.push(Block::new(block, size, fill));
                }
                Step::Free(index) if !live.is_empty() => {
                    live.swap_remove(index % live.len()).free();
                }
                Step::Reallocate(index, size) if !live.is_empty() => {
                    let index = index % live.len();
                    let old = live.swap_remove(index);
                    // SAFETY: the old block is not used again.
                    let new = unsafe { reallocate(old.0, size) };
                    Block(new, size, old.2).check(old.1.min(size));
                    live.push(Block::new(new, size, fill));
                }
                Step::Free(_) | Step::Reallocate(..) => {}
            }
        }
        live.into_iter().for_each(Block::free);
    }

    #[test]
    fn a_run_of_units_is_found_if_there_is_one(free: u64, units in 1_usize..40) {
        let free = free & ALL_FREE;
        let run = |first: usize| (first..first + units).all(|unit| unit < 64 && free >> unit & 1 == 1);
        // SAFETY: zeroed memory is a segment without free units.
        let mut segment: std::boxed::Box<Segment> = unsafe { std::boxed::Box::new_zeroed().assume_init() };
        segment.free = free;
        let found = segment.take(units).is_some();
        prop_assert_eq!(found, (1..64).any(run));
        let first = (1..64).find(|&first| run(first)).unwrap_or(0);
        let taken = if found { (u64::MAX >> (64 - units)) << first } else { 0 };
        prop_assert_eq!(segment.free, free & !taken);
    }

    #[test]
    fn the_registry_is_a_set(steps in prop::collection::vec((any::<bool>(), 0_usize..150), 1..600)) {
        // Addresses that no mapping has.
        let address = |number: usize| (usize::MAX << 47) + number * 7 % 256 * SEGMENT;
        let mut model = HashSet::new();
        for (add, number) in steps {
            if add && model.insert(number) {
                prop_assert!(registry::insert(address(number)));
            } else if !add && model.remove(&number) {
                registry::remove(address(number));
            }
            for number in 0..150 {
                prop_assert_eq!(registry::contains(address(number)), model.contains(&number));
            }
        }
        model.into_iter().for_each(|number| registry::remove(address(number)));
    }
}

#[test]
fn a_block_of_which_only_the_first_bytes_were_written_does_not_look_free() {
    // Each value of the first byte, in blocks whose neighbours were behind them in the list.
    let blocks: Vec<_> = (0..256).map(|_| allocate(16)).collect();
    for round in 0..=255_u8 {
        for &block in &blocks {
            // SAFETY: the block is live, and taken again when it was freed.
            unsafe {
                *block = round;
                free(block);
                assert_eq!(allocate(16), block);
            }
        }
    }
}

#[test]
fn only_multiples_of_the_block_size_are_blocks() {
    for class in 0..class::COUNT {
        let mut span = Span::NONE;
        span.units = 4;
        span.become_small(class);
        span.carved = span.capacity / 2;
        for distance in 0..(4 * UNIT) as u32 {
            let size = class::size(class) as u32;
            let is_block = distance % size == 0 && distance / size < span.carved;
            assert_eq!(span.has_block_at(distance), is_block, "{size} {distance}");
        }
    }
}

#[test]
fn a_block_keeps_its_content_while_it_grows_and_shrinks_across_all_kinds() {
    let mut block = Block::new(allocate(10), 10, 7);
    for size in [
        100,
        5_000,
        9_000,
        100_000,
        600_000,
        1 << 20,
        9 << 20,
        600_000,
        40_000,
        200,
        10,
    ] {
        // SAFETY: the old block is not used again.
        block.0 = unsafe { reallocate(block.0, size) };
        block.check(10);
        block.1 = 10;
    }
    block.free();
}

#[test]
fn threads_free_what_others_allocated() {
    const THREADS: usize = 4;
    let (senders, receivers): (Vec<_>, Vec<_>) =
        (0..THREADS).map(|_| mpsc::channel::<Block>()).unzip();
    let threads: Vec<_> = receivers
        .into_iter()
        .enumerate()
        .map(|(number, inbox)| {
            let senders = senders.clone();
            std::thread::spawn(move || {
                let mut random = number + 1;
                for round in 0..20_000 {
                    random = random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    let size = match random >> 60 {
                        0 => random >> 33 & 0xf_ffff,
                        _ => random >> 33 & 0x3ff,
                    };
                    let block = Block::new(allocate(size), size, round as u8);
                    // The other may have ended.
                    let _ = senders[random >> 40 & (THREADS - 1)]
                        .send(block)
                        .map_err(|e| e.0.free());
                    inbox.try_iter().for_each(Block::free);
                }
                drop(senders);
                inbox.iter().for_each(Block::free);
                leave();
            })
        })
        .collect();
    drop(senders);
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}
