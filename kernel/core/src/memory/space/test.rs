//! Address spaces against a model: bytes by address, mappings by page.

use super::*;
use crate::machine::simulated::{self, load};
use crate::memory::stream::Kind;
use crate::memory::{Access, FaultCause, Stream};
use abi::memory::{Advice, LockAll, MapFlags, MapRequest};
use abi::Handle;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::vec;
use std::vec::Vec;

const RW: Protection = Protection::READ.union(Protection::WRITE);
/// Where the models map: 64 pages.
const BASE: usize = 0x10_0000;
const PAGES: usize = 64;

fn request(address: usize, len: usize, protection: Protection, flags: MapFlags) -> MapRequest {
    MapRequest {
        address,
        len,
        protection: protection.bits(),
        flags: flags.bits(),
        object: Handle::NONE,
        reserved: 0,
        offset: 0,
    }
}

fn backing(object: &Arc<MemoryObject>) -> Backing {
    Backing {
        object: object.clone(),
        stream: None,
        file: 0,
        allowed: Protection::all(),
    }
}

fn store(address: usize, value: u8) -> bool {
    machine().copy_to_user(address, &[value]).is_ok()
}

fn fetch(address: usize) -> Option<u8> {
    let mut byte = [0];
    machine().copy_from_user(&mut byte, address).ok()?;
    Some(byte[0])
}

/// Runs a test alone and checks that every frame has come back.
fn alone(test: impl FnOnce(&'static simulated::Simulated)) {
    let (simulated, _turn) = simulated::start();
    let before = frame::counts();
    test(simulated);
    load(None);
    assert_eq!(frame::counts(), before, "frames leaked");
}

/// A page of the model: what it may be used for, and where its bytes are.
#[derive(Clone)]
struct ModelPage {
    protection: Protection,
    inherited: bool,
    wiped: bool,
    place: Place,
}

#[derive(Clone)]
enum Place {
    /// First byte of each private page stands for all of it.
    Private(u8),
    Shared(std::rc::Rc<std::cell::Cell<u8>>),
}

type Model = BTreeMap<usize, ModelPage>;

#[derive(Clone, Debug)]
enum Step {
    Map {
        at: usize,
        pages: usize,
        protection: u32,
        shared: bool,
    },
    Unmap {
        at: usize,
        pages: usize,
    },
    Protect {
        at: usize,
        pages: usize,
        protection: u32,
    },
    Store {
        at: usize,
        value: u8,
    },
    Fetch {
        at: usize,
    },
    DontNeed {
        at: usize,
        pages: usize,
    },
    Flag {
        at: usize,
        pages: usize,
        advice: usize,
    },
    Move {
        at: usize,
        pages: usize,
        to: usize,
    },
    Fork,
    Switch {
        to: usize,
    },
    Exit {
        which: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let at = 0..PAGES;
    let pages = 1..12usize;
    let protection = prop_oneof![Just(0u32), Just(1), Just(3), Just(3), Just(3)];
    prop_oneof![
        4 => (at.clone(), pages.clone(), protection.clone(), any::<bool>())
            .prop_map(|(at, pages, protection, shared)| Step::Map { at, pages, protection, shared }),
        2 => (at.clone(), pages.clone()).prop_map(|(at, pages)| Step::Unmap { at, pages }),
        2 => (at.clone(), pages.clone(), protection)
            .prop_map(|(at, pages, protection)| Step::Protect { at, pages, protection }),
        10 => (at.clone(), 1u8..255).prop_map(|(at, value)| Step::Store { at, value }),
        6 => at.clone().prop_map(|at| Step::Fetch { at }),
        1 => (at.clone(), pages.clone()).prop_map(|(at, pages)| Step::DontNeed { at, pages }),
        1 => (at.clone(), pages.clone(), 0..4usize)
            .prop_map(|(at, pages, advice)| Step::Flag { at, pages, advice }),
        1 => (at.clone(), pages, at).prop_map(|(at, pages, to)| Step::Move { at, pages, to }),
        1 => Just(Step::Fork),
        2 => (0..4usize).prop_map(|to| Step::Switch { to }),
        1 => (0..4usize).prop_map(|which| Step::Exit { which }),
    ]
}

/// Processes of the model; one is loaded.
struct World {
    processes: Vec<(Arc<AddressSpace>, Model)>,
    loaded: usize,
}

fn address(page: usize) -> usize {
    BASE + page * PAGE_SIZE
}

fn span(at: usize, pages: usize) -> Range<usize> {
    at..(at + pages).min(PAGES)
}

impl World {
    fn new() -> Self {
        let space = AddressSpace::new().unwrap();
        load(Some(&space));
        Self {
            processes: vec![(space, Model::new())],
            loaded: 0,
        }
    }

    fn run(&mut self, step: Step) {
        let full = self.processes.len() == 4;
        let (space, model) = &mut self.processes[self.loaded];
        match step {
            Step::Map {
                at,
                pages,
                protection,
                shared,
            } => {
                let range = span(at, pages);
                let protection = Protection::from_bits_retain(protection);
                let flags = if shared {
                    MapFlags::SHARED
                } else {
                    MapFlags::empty()
                };
                let len = range.len() * PAGE_SIZE;
                let asked = request(address(at), len, protection, flags | MapFlags::FIXED);
                assert_eq!(space.map(&asked, None), Ok(address(at)));
                for page in range {
                    let place = if shared {
                        Place::Shared(std::rc::Rc::default())
                    } else {
                        Place::Private(0)
                    };
                    model.insert(
                        page,
                        ModelPage {
                            protection,
                            inherited: true,
                            wiped: false,
                            place,
                        },
                    );
                }
            }
            Step::Unmap { at, pages } => {
                let range = span(at, pages);
                assert_eq!(space.unmap(address(at), range.len() * PAGE_SIZE), Ok(()));
                range.for_each(|page| drop(model.remove(&page)));
            }
            Step::Protect {
                at,
                pages,
                protection,
            } => {
                let range = span(at, pages);
                let protection = Protection::from_bits_retain(protection);
                let result = space.protect(address(at), range.len() * PAGE_SIZE, protection);
                if range.clone().all(|page| model.contains_key(&page)) {
                    assert_eq!(result, Ok(()));
                    range.for_each(|page| model.get_mut(&page).unwrap().protection = protection);
                } else {
                    assert_eq!(result, Err(Errno::ENOMEM));
                }
            }
            Step::Store { at, value } => {
                let stored = store(address(at), value);
                match model.get_mut(&at) {
                    Some(page) if page.protection.contains(Protection::WRITE) => {
                        assert!(stored);
                        match &mut page.place {
                            Place::Private(byte) => *byte = value,
                            Place::Shared(cell) => cell.set(value),
                        }
                    }
                    _ => assert!(!stored),
                }
            }
            Step::Fetch { at } => assert_eq!(fetch(address(at)), expected(model, at)),
            Step::DontNeed { at, pages } => {
                let range = span(at, pages);
                let result = space.advise(address(at), range.len() * PAGE_SIZE, Advice::DontNeed);
                if range.clone().all(|page| model.contains_key(&page)) {
                    assert_eq!(result, Ok(()));
                    for page in range {
                        if let Place::Private(byte) = &mut model.get_mut(&page).unwrap().place {
                            *byte = 0;
                        }
                    }
                } else {
                    assert_eq!(result, Err(Errno::ENOMEM));
                }
            }
            Step::Flag { at, pages, advice } => flag(space, model, span(at, pages), advice),
            Step::Move { at, pages, to } => move_pages(space, model, span(at, pages), to),
            Step::Fork if !full => {
                let child = space.fork().unwrap();
                let mut copy = model.clone();
                copy.retain(|_, page| page.inherited);
                for page in copy.values_mut() {
                    if let (true, Place::Private(byte)) = (page.wiped, &mut page.place) {
                        *byte = 0;
                    }
                }
                self.processes.push((child, copy));
            }
            Step::Fork => {}
            Step::Switch { to } => {
                self.loaded = to % self.processes.len();
                load(Some(&self.processes[self.loaded].0));
            }
            Step::Exit { which } => {
                if self.processes.len() > 1 {
                    load(None);
                    self.processes.remove(which % self.processes.len());
                    self.loaded = 0;
                    load(Some(&self.processes[0].0));
                }
            }
        }
    }

    fn check(&mut self) {
        for (space, model) in &self.processes {
            load(Some(space));
            for page in 0..PAGES {
                assert_eq!(fetch(address(page)), expected(model, page), "page {page}");
            }
            assert_eq!(
                space.accounting().virtual_bytes,
                (model.len() * PAGE_SIZE) as u64
            );
            let entered = (0..PAGES)
                .filter(|&page| machine().query_page(space.table(), address(page)).is_some());
            let resident = (entered.count() * PAGE_SIZE) as u64;
            assert_eq!(space.accounting().resident_bytes, resident);
            space.inner.lock().tree.check();
        }
        load(Some(&self.processes[self.loaded].0));
    }
}

fn expected(model: &Model, page: usize) -> Option<u8> {
    let page = model
        .get(&page)
        .filter(|page| !page.protection.is_empty())?;
    Some(match &page.place {
        Place::Private(byte) => *byte,
        Place::Shared(cell) => cell.get(),
    })
}

fn flag(space: &AddressSpace, model: &mut Model, range: Range<usize>, advice: usize) {
    let advice = [
        Advice::DontFork,
        Advice::DoFork,
        Advice::WipeOnFork,
        Advice::KeepOnFork,
    ][advice];
    let result = space.advise(address(range.start), range.len() * PAGE_SIZE, advice);
    let private = |page| {
        matches!(
            model.get(&page),
            Some(ModelPage {
                place: Place::Private(_),
                ..
            })
        )
    };
    if !range.clone().all(|page| model.contains_key(&page)) {
        assert_eq!(result, Err(Errno::ENOMEM));
    } else if advice == Advice::WipeOnFork && !range.clone().all(private) {
        assert_eq!(result, Err(Errno::EINVAL));
    } else {
        assert_eq!(result, Ok(()));
        for page in range {
            let page = model.get_mut(&page).unwrap();
            match advice {
                Advice::DontFork => page.inherited = false,
                Advice::DoFork => page.inherited = true,
                Advice::WipeOnFork => page.wiped = true,
                _ => page.wiped = false,
            }
        }
    }
}

fn move_pages(space: &AddressSpace, model: &mut Model, from: Range<usize>, to: usize) {
    if to + from.len() > PAGES {
        return;
    }
    let len = from.len() * PAGE_SIZE;
    let placement = Placement::Exactly(address(to));
    // Refused: more than one mapping, a hole, an overlap. Then nothing may have changed.
    if space
        .remap(address(from.start), len, len, placement)
        .is_ok()
    {
        assert!(to >= from.end || to + from.len() <= from.start);
        let moved: Vec<_> = from
            .clone()
            .map(|page| model.remove(&page).unwrap())
            .collect();
        for (n, page) in moved.into_iter().enumerate() {
            model.insert(to + n, page);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn forked_mapped_moved_and_protected_memory_holds_what_was_stored(
        steps in proptest::collection::vec(step(), 1..120)
    ) {
        alone(|_| {
            let mut world = World::new();
            for step in steps {
                world.run(step);
            }
            world.check();
            load(None);
        });
    }

    #[test]
    fn without_memory_for_page_tables_calls_fail_and_nothing_leaks(
        steps in proptest::collection::vec(step(), 1..60), budget in 0..40u64
    ) {
        alone(|simulated| {
            let mut world = World::new();
            for (n, step) in steps.into_iter().enumerate() {
                let scarce = n % 3 == 2;
                simulated.map_budget.store(if scarce { budget % 5 } else { u64::MAX }, Ordering::Relaxed);
                match step {
                    Step::Fork if scarce => drop(world.processes[world.loaded].0.fork()),
                    Step::Move { at, pages, .. } if scarce => {
                        // Grows by moving, or fails and keeps all.
                        let (space, _) = &world.processes[world.loaded];
                        let len = span(at, pages).len() * PAGE_SIZE;
                        if let Ok(moved) = space.remap(address(at), len, len + (1 << 30), Placement::Anywhere) {
                            simulated.map_budget.store(u64::MAX, Ordering::Relaxed);
                            if moved == address(at) {
                                assert_eq!(space.unmap(moved + len, 1 << 30), Ok(()));
                                continue;
                            }
                            let back = Placement::Exactly(address(at));
                            assert_eq!(space.remap(moved, len + (1 << 30), len, back), Ok(address(at)));
                        }
                    }
                    Step::Store { .. } | Step::Fetch { .. } if scarce => {}
                    step => world.run(step),
                }
            }
            simulated.map_budget.store(u64::MAX, Ordering::Relaxed);
            world.check();
            load(None);
        });
    }
}

#[test]
fn memory_that_is_chosen_lies_apart_and_a_hole_is_used_again() {
    alone(|_| {
        let space = AddressSpace::new().unwrap();
        let map = |len| {
            space
                .map(&request(0, len, RW, MapFlags::empty()), None)
                .unwrap()
        };
        let a = map(0x5000);
        let b = map(0x3000);
        let c = map(0x5000);
        assert!(a >= b + 0x3000 && b >= c + 0x5000);
        space.unmap(b, 0x3000).unwrap();
        assert_eq!(map(0x3000), b);
        space.inner.lock().tree.check();
    });
}

#[test]
fn a_huge_reservation_costs_no_frames() {
    alone(|_| {
        let space = AddressSpace::new().unwrap();
        let before = frame::counts();
        let none = request(0, 1 << 46, Protection::empty(), MapFlags::empty());
        let at = space.map(&none, None).unwrap();
        assert_eq!(
            space.page_fault(at, Access::Read),
            Err(FaultCause::Protection)
        );
        space.protect(at + (1 << 40), 0x1000, RW).unwrap();
        assert_eq!(frame::counts(), before);
        assert_eq!(space.page_fault(at + (1 << 40), Access::Write), Ok(()));
    });
}

#[test]
fn placement_flags_are_honoured() {
    alone(|_| {
        let space = AddressSpace::new().unwrap();
        let low = space
            .map(&request(0, 0x1000, RW, MapFlags::LOW_2G), None)
            .unwrap();
        assert!(low < 1 << 31);
        let exact = MapFlags::FIXED_NO_REPLACE;
        assert_eq!(
            space.map(&request(low, 0x1000, RW, exact), None),
            Err(Errno::EEXIST)
        );
        assert_eq!(
            space.map(&request(low, 0x1000, RW, MapFlags::FIXED), None),
            Ok(low)
        );
        assert_eq!(
            space.map(&request(low + 1, 0x1000, RW, MapFlags::FIXED), None),
            Err(Errno::EINVAL)
        );
        assert_eq!(
            space.map(&request(0, 0x1000, RW, MapFlags::FIXED), None),
            Err(Errno::EPERM)
        );
        let beyond = request(USER_TOP, 0x1000, RW, MapFlags::FIXED);
        assert_eq!(space.map(&beyond, None), Err(Errno::ENOMEM));
        let wraps = request(usize::MAX & !0xfff, 0x2000, RW, MapFlags::FIXED);
        assert_eq!(space.map(&wraps, None), Err(Errno::ENOMEM));
        let hint = space.map(&request(0x5000_0000, 0x1000, RW, MapFlags::empty()), None);
        assert_eq!(hint, Ok(0x5000_0000));
        assert_eq!(
            space.map(&request(0, 0, RW, exact), None),
            Err(Errno::EINVAL)
        );
        assert_eq!(
            space.map(&request(0, usize::MAX, RW, MapFlags::empty()), None),
            Err(Errno::ENOMEM)
        );
    });
}

#[test]
fn a_stack_grows_down_to_its_guard_and_not_further() {
    alone(|_| {
        let space = AddressSpace::new().unwrap();
        let top = 0x4000_0000;
        let stack = request(
            top - 0x1000,
            0x1000,
            RW,
            MapFlags::GROWS_DOWN | MapFlags::FIXED,
        );
        space.map(&stack, None).unwrap();
        space
            .map(&request(top - 0x40_0000, 0x1000, RW, MapFlags::FIXED), None)
            .unwrap();
        assert_eq!(space.page_fault(top - 0x8000, Access::Write), Ok(()));
        assert_eq!(space.accounting().virtual_bytes, 0x9000);
        // 256 pages above the mapping below it: 0x400000 - 0x1000 - 0x100000.
        let lowest = top - 0x40_0000 + 0x1000 + 0x10_0000;
        assert_eq!(
            space.page_fault(lowest - 1, Access::Write),
            Err(FaultCause::Unmapped)
        );
        assert_eq!(space.page_fault(lowest, Access::Write), Ok(()));
        space.inner.lock().tree.check();
    });
}

#[test]
fn the_limit_counts_what_a_mapping_replaces() {
    alone(|_| {
        let space = AddressSpace::new().unwrap();
        space.set_limit(0x3000);
        let at = space
            .map(&request(0, 0x2000, RW, MapFlags::empty()), None)
            .unwrap();
        assert_eq!(
            space.map(&request(0, 0x2000, RW, MapFlags::empty()), None),
            Err(Errno::ENOMEM)
        );
        assert_eq!(
            space.map(&request(at, 0x3000, RW, MapFlags::FIXED), None),
            Ok(at)
        );
        assert_eq!(
            space.remap(at, 0x3000, 0x4000, Placement::Anywhere),
            Err(Errno::ENOMEM)
        );
    });
}

#[test]
fn a_private_file_mapping_sees_the_file_until_it_writes() {
    alone(|_| {
        let object = MemoryObject::anonymous(1 << 40).unwrap();
        object.write(0, b"file").unwrap();
        let stream = Stream::new(Kind::Memory(object.clone()), 5000).unwrap();
        let space = AddressSpace::new().unwrap();
        load(Some(&space));
        let shown = Backing {
            stream: Some(stream.clone()),
            ..backing(&object)
        };
        let private = space
            .map(
                &request(0, 0x4000, RW, MapFlags::empty()),
                Some(shown.clone()),
            )
            .unwrap();
        let shared = space
            .map(&request(0, 0x4000, RW, MapFlags::SHARED), Some(shown))
            .unwrap();
        assert_eq!(fetch(private), Some(b'f'));
        assert!(store(shared, b'F'));
        assert_eq!(fetch(private), Some(b'F'));
        assert!(store(private, b'p'));
        assert_eq!(fetch(shared), Some(b'F'));
        assert!(store(shared, b'X'));
        assert_eq!(fetch(private), Some(b'p'));
        // 5000 bytes are two pages.
        assert_eq!(space.page_fault(shared + 0x1fff, Access::Write), Ok(()));
        assert_eq!(
            space.page_fault(shared + 0x2000, Access::Read),
            Err(FaultCause::BeyondEnd)
        );
        stream.set_size(0).unwrap();
        assert_eq!(
            space.page_fault(shared, Access::Read),
            Err(FaultCause::BeyondEnd)
        );
        assert_eq!(
            space.page_fault(private, Access::Read),
            Err(FaultCause::BeyondEnd)
        );
        stream.set_size(4096).unwrap();
        assert_eq!(fetch(shared), Some(0));
        load(None);
    });
}

#[test]
fn one_fault_enters_the_resident_pages_around_it() {
    alone(|_| {
        let object = MemoryObject::anonymous(0x40_000).unwrap();
        object.write(0, &vec![1; 0x40_000]).unwrap();
        let space = AddressSpace::new().unwrap();
        let read = request(0x100_0000, 0x40_000, Protection::READ, MapFlags::FIXED);
        let at = space.map(&read, Some(backing(&object))).unwrap();
        space.page_fault(at + 0x5000, Access::Read).unwrap();
        // 64 KiB, aligned: 16 pages.
        assert_eq!(space.accounting().resident_bytes, 0x10000);
        let mut resident = [9; 64];
        space.resident(at, &mut resident).unwrap();
        assert_eq!(
            resident, [1; 64],
            "pages of the object are resident, entered or not"
        );
    });
}

#[test]
fn futexes_in_shared_memory_are_known_by_object_and_in_private_by_space() {
    alone(|_| {
        let space = AddressSpace::new().unwrap();
        let shared = space
            .map(&request(0, 0x2000, RW, MapFlags::SHARED), None)
            .unwrap();
        let private = space
            .map(&request(0, 0x2000, RW, MapFlags::empty()), None)
            .unwrap();
        let child = space.fork().unwrap();
        assert_eq!(
            space.futex_key(shared + 0x1004),
            child.futex_key(shared + 0x1004)
        );
        assert_eq!(space.futex_key(shared + 0x1004).unwrap().1, 0x1004);
        assert_ne!(space.futex_key(private), child.futex_key(private));
        assert_eq!(space.futex_key(0x3000), Err(Errno::EFAULT));
    });
}

#[test]
fn rights_of_the_handle_limit_a_mapping_for_good() {
    alone(|_| {
        let object = MemoryObject::anonymous(0x1000).unwrap();
        let space = AddressSpace::new().unwrap();
        let read_only = Backing {
            allowed: Protection::READ,
            ..backing(&object)
        };
        let shared = request(0, 0x1000, RW, MapFlags::SHARED);
        assert_eq!(
            space.map(&shared, Some(read_only.clone())),
            Err(Errno::EACCES)
        );
        let shared = request(0, 0x1000, Protection::READ, MapFlags::SHARED);
        let at = space.map(&shared, Some(read_only.clone())).unwrap();
        assert_eq!(space.protect(at, 0x1000, RW), Err(Errno::EACCES));
        // A private copy may be written.
        let at = space
            .map(&request(0, 0x1000, RW, MapFlags::empty()), Some(read_only))
            .unwrap();
        assert_eq!(space.page_fault(at, Access::Write), Ok(()));
    });
}

#[test]
fn exec_and_debuggers_write_private_memory_that_its_owner_may_only_read() {
    alone(|_| {
        let space = AddressSpace::new().unwrap();
        let at = space
            .map(
                &request(0, 0x3000, Protection::READ, MapFlags::empty()),
                None,
            )
            .unwrap();
        let text: Vec<u8> = (0..0x2345).map(|n| n as u8).collect();
        space.write(at + 0x123, &text).unwrap();
        let mut back = vec![0; text.len()];
        space.read(at + 0x123, &mut back).unwrap();
        assert_eq!(back, text);
        load(Some(&space));
        assert!(!store(at, 1));
        assert_eq!(space.write(at + 0x2fff, &[1, 2]), Err(Errno::EFAULT));
        assert_eq!(space.write(usize::MAX, &[1, 2]), Err(Errno::EFAULT));
        load(None);
    });
}

#[test]
fn messages_cross_between_spaces_page_by_page() {
    alone(|_| {
        let (ours, theirs) = (AddressSpace::new().unwrap(), AddressSpace::new().unwrap());
        let a = ours
            .map(&request(0, 0x4000, RW, MapFlags::empty()), None)
            .unwrap();
        let b = theirs
            .map(&request(0, 0x4000, RW, MapFlags::empty()), None)
            .unwrap();
        load(Some(&ours));
        let text: Vec<u8> = (0..0x2222).map(|n| (n * 7) as u8).collect();
        machine().copy_to_user(a + 0x321, &text).unwrap();
        let slice = |address| abi::UserSlice {
            address,
            len: text.len(),
        };
        theirs.copy_from_user(b + 0x77, slice(a + 0x321)).unwrap();
        theirs.copy_to_user(b + 0x77, slice(a + 0x1000)).unwrap();
        let mut back = vec![0; text.len()];
        machine().copy_from_user(&mut back, a + 0x1000).unwrap();
        assert_eq!(back, text);
        let wild = abi::UserSlice {
            address: 0x20_0000,
            len: 1,
        };
        assert_eq!(theirs.copy_from_user(b, wild), Err(Errno::EFAULT));
        load(None);
    });
}

#[test]
fn a_process_that_uses_all_memory_gets_an_error_and_gives_all_back() {
    alone(|_| {
        let space = AddressSpace::new().unwrap();
        let at = space
            .map(&request(0, 1 << 30, RW, MapFlags::empty()), None)
            .unwrap();
        let touched = (0..).find(|n| space.page_fault(at + n * PAGE_SIZE, Access::Write).is_err());
        let total = frame::counts().total as usize;
        assert!(touched.unwrap() > total / 2 && touched.unwrap() < total);
        assert!(frame::counts().free > 0);
    });
}

fn resident_of(space: &AddressSpace, address: usize) -> bool {
    let mut byte = [0];
    space.resident(address, &mut byte).is_ok() && byte[0] == 1
}

#[test]
fn locked_memory_is_present_and_counts() {
    alone(|_| {
        let space = AddressSpace::new().expect("memory");
        load(Some(&space));
        let at = |page: usize| BASE + page * PAGE_SIZE;
        space
            .map(&request(BASE, 4 * PAGE_SIZE, RW, MapFlags::FIXED), None)
            .expect("free");
        let two = 2 * PAGE_SIZE as u64;
        assert_eq!(space.lock_range(at(0) + 5, PAGE_SIZE, two), Ok(()));
        assert!(resident_of(&space, at(0)) && resident_of(&space, at(1)));
        assert!(!resident_of(&space, at(2)));
        assert_eq!(space.lock_range(at(1), PAGE_SIZE, two), Ok(()));
        assert_eq!(space.lock_range(at(2), PAGE_SIZE, two), Err(Errno::ENOMEM));
        let dropped = space.advise(at(0), PAGE_SIZE, Advice::DontNeed);
        assert_eq!(dropped, Err(Errno::EINVAL));
        assert_eq!(space.unlock_range(at(0), PAGE_SIZE), Ok(()));
        assert_eq!(space.lock_range(at(2), PAGE_SIZE, two), Ok(()));
        space.unmap(at(3), PAGE_SIZE).expect("mapped");
        let gap = space.lock_range(at(0), 4 * PAGE_SIZE, u64::MAX);
        assert_eq!(gap, Err(Errno::ENOMEM));
        let gap = space.unlock_range(at(2), 2 * PAGE_SIZE);
        assert_eq!(gap, Err(Errno::ENOMEM));
        assert_eq!(space.lock_range(at(0), usize::MAX, two), Err(Errno::EINVAL));
    });
}

#[test]
fn what_is_mapped_after_everything_was_locked_is_locked_too_but_not_in_a_child() {
    alone(|_| {
        let space = AddressSpace::new().expect("memory");
        load(Some(&space));
        let limit = 3 * PAGE_SIZE as u64;
        let anywhere = |len| request(0, len, RW, MapFlags::empty());
        assert_eq!(space.lock_all(LockAll::FUTURE, limit), Ok(()));
        let at = space.map(&anywhere(2 * PAGE_SIZE), None).expect("room");
        assert!(resident_of(&space, at) && resident_of(&space, at + PAGE_SIZE));
        let more = space.map(&anywhere(2 * PAGE_SIZE), None);
        assert_eq!(more, Err(Errno::EAGAIN));
        let child = space.fork().expect("memory");
        assert_eq!(child.query(at).map(|info| info.flags), Ok(0));
        assert!(child.map(&anywhere(2 * PAGE_SIZE), None).is_ok());
        space.unlock_all();
        assert_eq!(space.query(at).map(|info| info.flags), Ok(0));
        assert!(space.map(&anywhere(2 * PAGE_SIZE), None).is_ok());
        assert_eq!(space.lock_all(LockAll::CURRENT, limit), Err(Errno::ENOMEM));
        assert_eq!(space.lock_all(LockAll::CURRENT, 2 * limit), Ok(()));
        let locked = MapFlags::LOCKED.bits();
        assert_eq!(space.query(at).map(|info| info.flags), Ok(locked));
    });
}
