use super::*;
use proptest::prelude::*;
use std::collections::HashMap;
use std::vec::Vec;

fn records(count: usize) -> &'static [FrameRecord] {
    (0..count)
        .map(|_| FrameRecord::default())
        .collect::<Vec<_>>()
        .leak()
}

#[derive(Clone, Debug)]
enum Step {
    One(usize),
    Block(usize),
    Contiguous(u64),
    Retain(usize),
    Release(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3usize).prop_map(Step::One),
        1 => (0..=MAX_ORDER).prop_map(Step::Block),
        1 => (1..200u64).prop_map(Step::Contiguous),
        1 => any::<usize>().prop_map(Step::Retain),
        5 => (0..3usize, any::<usize>()).prop_map(|(cpu, which)| Step::Release(cpu, which)),
    ]
}

/// What was handed out: first frame → (frames, references).
type Model = HashMap<u64, (u64, u32)>;

fn take(model: &mut Model, usable: &[Range<u64>], first: Frame, frames: u64) {
    let range = first.0..first.0 + frames;
    assert!(
        usable
            .iter()
            .any(|u| u.start <= range.start && range.end <= u.end),
        "{range:?} is not usable memory"
    );
    for (&other, &(len, _)) in model.iter() {
        assert!(
            range.end <= other || other + len <= range.start,
            "{range:?} handed out twice"
        );
    }
    model.insert(first.0, (frames, 1));
}

fn run(steps: Vec<Step>) {
    let usable = [3..700, 1024..4096];
    let total: u64 = usable.iter().map(|r| r.end - r.start).sum();
    let allocator = Allocator::new(records(4096), &usable);
    assert_eq!(
        allocator.counts(),
        Counts {
            total,
            free: total,
            kernel: 0
        }
    );
    let mut model = Model::new();
    for step in steps {
        match step {
            Step::One(cpu) => {
                if let Some(frame) = allocator.allocate(cpu) {
                    take(&mut model, &usable, frame, 1);
                }
            }
            Step::Block(order) => {
                if let Some(frame) = allocator.allocate_order(order) {
                    assert_eq!(frame.0 % (1 << order), 0);
                    take(&mut model, &usable, frame, 1 << order);
                }
            }
            Step::Contiguous(count) => {
                if let Some(frame) = allocator.allocate_contiguous(count) {
                    for n in 0..count {
                        take(&mut model, &usable, Frame(frame.0 + n), 1);
                    }
                }
            }
            Step::Retain(which) => {
                let mut keys: Vec<_> = model.keys().copied().collect();
                keys.sort_unstable();
                if let Some(&first) = keys.get(which % keys.len().max(1)) {
                    let entry = model.get_mut(&first).unwrap();
                    if entry.0 == 1 && allocator.owner(Frame(first)) != Owner::Kernel {
                        allocator.retain(Frame(first));
                        entry.1 += 1;
                    }
                }
            }
            Step::Release(cpu, which) => {
                let mut keys: Vec<_> = model.keys().copied().collect();
                keys.sort_unstable();
                if let Some(&first) = keys.get(which % keys.len().max(1)) {
                    release_one(&allocator, &mut model, cpu, first);
                }
            }
        }
        let used: u64 = model.values().map(|&(frames, _)| frames).sum();
        assert_eq!(allocator.counts().free, total - used);
    }
    while let Some(&first) = model.keys().next() {
        release_one(&allocator, &mut model, 0, first);
    }
    assert_eq!(
        allocator.counts(),
        Counts {
            total,
            free: total,
            kernel: 0
        }
    );
    // All has coalesced: every whole aligned block of the largest order can be had again.
    for _ in 0..3 {
        assert!(allocator.allocate_order(MAX_ORDER).is_some());
    }
}

fn release_one(allocator: &Allocator, model: &mut Model, cpu: usize, first: u64) {
    let (_, references) = *model.get(&first).unwrap();
    if allocator.owner(Frame(first)) == Owner::Kernel {
        allocator.free(cpu, Frame(first));
    } else {
        assert_eq!(allocator.references(Frame(first)), references);
        allocator.release(cpu, Frame(first));
    }
    if references == 1 {
        model.remove(&first);
    } else {
        model.get_mut(&first).unwrap().1 -= 1;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn blocks_never_overlap_counts_are_exact_and_all_coalesces(
        steps in proptest::collection::vec(step(), 0..300)
    ) {
        run(steps);
    }
}

#[test]
fn user_allocations_stop_at_the_reserve_and_the_kernel_goes_on() {
    let allocator = Allocator::new(records(4096), core::slice::from_ref(&(0..4096)));
    let mut taken = 0;
    while allocator.allocate(0).is_some() {
        taken += 1;
    }
    // The reserve is a 64th of memory: 4096 / 64 = 64 frames.
    assert_eq!(taken, 4096 - 64);
    let mut kernel = 0;
    while allocator.allocate_order(0).is_some() {
        kernel += 1;
    }
    assert_eq!(kernel, 64);
    assert_eq!(allocator.counts().free, 0);
}

#[test]
fn another_cpus_magazine_is_drained_before_memory_is_called_short() {
    let allocator = Allocator::new(records(4096), core::slice::from_ref(&(0..4096)));
    let frame = allocator.allocate(5).unwrap();
    allocator.release(5, frame);
    let mut taken = 0;
    while allocator.allocate(0).is_some() {
        taken += 1;
    }
    assert_eq!(taken, 4096 - 64);
}
