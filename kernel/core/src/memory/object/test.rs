//! Paged objects and their pager, physical and contiguous ones.

use super::*;
use crate::machine::simulated::{self, load};
use crate::memory::Backing;
use abi::memory::{MapFlags, MapRequest, Protection};
use abi::Handle;
use std::sync::Mutex;
use std::vec;

/// A pager over a vector; counts what it is asked.
struct Disk {
    bytes: Mutex<Vec<u8>>,
    reads: AtomicU64,
    writes: AtomicU64,
}

impl Pager for Disk {
    fn page_in(&self, _cookie: u64, offset: u64, frames: &[Frame]) -> Result<(), Errno> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let bytes = self.bytes.lock().unwrap();
        for (n, &frame) in frames.iter().enumerate() {
            machine().zero_frame(frame);
            let from = (offset as usize + n * PAGE_SIZE).min(bytes.len());
            let to = (from + PAGE_SIZE).min(bytes.len());
            machine().write_frame(frame, 0, &bytes[from..to]);
        }
        Ok(())
    }

    fn page_out(&self, _cookie: u64, offset: u64, frame: Frame, len: usize) -> Result<(), Errno> {
        self.writes.fetch_add(1, Ordering::Relaxed);
        let mut bytes = self.bytes.lock().unwrap();
        machine().read_frame(frame, 0, &mut bytes[offset as usize..][..len]);
        Ok(())
    }
}

fn disk(len: usize) -> Arc<Disk> {
    Arc::new(Disk {
        bytes: Mutex::new((0..len).map(|n| (n / PAGE_SIZE) as u8 + 1).collect()),
        reads: AtomicU64::new(0),
        writes: AtomicU64::new(0),
    })
}

fn alone(test: impl FnOnce()) {
    let (_, _turn) = simulated::start();
    let before = (frame::counts(), count());
    test();
    load(None);
    assert_eq!(
        (frame::counts(), count()),
        before,
        "frames or objects leaked"
    );
}

#[test]
fn pages_are_asked_for_once_and_ahead() {
    alone(|| {
        let disk = disk(20 * PAGE_SIZE - 10);
        let object = MemoryObject::paged(disk.clone(), 7, 20 * PAGE - 10).unwrap();
        let mut byte = [0];
        for page in 0..20 {
            object.read(page * PAGE, &mut byte).unwrap();
            assert_eq!(byte[0], page as u8 + 1);
        }
        // 16 pages at once: two requests for 20 pages.
        assert_eq!(disk.reads.load(Ordering::Relaxed), 2);
        assert_eq!(object.read(20 * PAGE - 10, &mut byte), Ok(0));
        assert!(object.page(20, Access::Read).is_err());
    });
}

#[test]
fn stores_through_a_mapping_are_written_back_once_each() {
    alone(|| {
        let disk = disk(4 * PAGE_SIZE);
        let object = MemoryObject::paged(disk.clone(), 7, 4 * PAGE).unwrap();
        let space = AddressSpace::new().unwrap();
        let request = MapRequest {
            address: 0x10_0000,
            len: 4 * PAGE_SIZE,
            protection: (Protection::READ | Protection::WRITE).bits(),
            flags: (MapFlags::SHARED | MapFlags::FIXED).bits(),
            object: Handle::NONE,
            reserved: 0,
            offset: 0,
        };
        let backing = Backing {
            object: object.clone(),
            stream: None,
            file: 0,
            allowed: Protection::all(),
        };
        let at = space.map(&request, Some(backing)).unwrap();
        load(Some(&space));
        let mut byte = [0];
        machine().copy_from_user(&mut byte, at + PAGE_SIZE).unwrap();
        assert_eq!(byte[0], 2);
        machine().copy_to_user(at + PAGE_SIZE, &[99]).unwrap();
        space.synchronise(at, 4 * PAGE_SIZE).unwrap();
        assert_eq!(disk.bytes.lock().unwrap()[PAGE_SIZE], 99);
        space.synchronise(at, 4 * PAGE_SIZE).unwrap();
        assert_eq!(disk.writes.load(Ordering::Relaxed), 1);
        // Clean again, so the next store must be noticed too.
        machine().copy_to_user(at + PAGE_SIZE, &[98]).unwrap();
        space.synchronise(at, 4 * PAGE_SIZE).unwrap();
        assert_eq!(disk.bytes.lock().unwrap()[PAGE_SIZE], 98);
        load(None);
    });
}

#[test]
fn reclaim_takes_clean_pages_and_leaves_dirty_and_mapped_ones() {
    alone(|| {
        let object = MemoryObject::paged(disk(8 * PAGE_SIZE), 7, 8 * PAGE).unwrap();
        object.write(0, &[5]).unwrap();
        let kept = object.page(3, Access::Read).unwrap();
        assert_eq!(object.resident_pages(), 8);
        assert!(reclaim());
        assert_eq!(object.resident_pages(), 2);
        let mut byte = [0];
        object.read(0, &mut byte).unwrap();
        assert_eq!(byte[0], 5);
        drop(kept);
        assert!(reclaim());
        assert!(!reclaim(), "only the dirty page is left");
    });
}

#[test]
fn memory_pressure_makes_room_from_the_page_cache() {
    alone(|| {
        let pages = frame::counts().total * 3 / 4;
        let object = MemoryObject::paged(disk(0), 7, pages * PAGE).unwrap();
        (0..pages).for_each(|index| drop(object.page(index, Access::Read).unwrap()));
        let space = MemoryObject::anonymous(pages * PAGE).unwrap();
        (0..pages).for_each(|index| drop(space.page(index, Access::Write).unwrap()));
        assert_eq!(space.resident_pages(), pages);
    });
}

#[test]
fn shrinking_frees_pages_and_zeroes_the_rest_of_the_last() {
    alone(|| {
        let object = MemoryObject::anonymous(4 * PAGE).unwrap();
        object.write(0, &vec![7; 4 * PAGE_SIZE]).unwrap();
        object.set_size(PAGE + 10).unwrap();
        assert_eq!(object.resident_pages(), 2);
        object.set_size(4 * PAGE).unwrap();
        let mut found = vec![1; 4 * PAGE_SIZE];
        object.read(0, &mut found).unwrap();
        assert_eq!(found[..PAGE_SIZE + 10], vec![7; PAGE_SIZE + 10]);
        assert_eq!(found[PAGE_SIZE + 10..], vec![0; 3 * PAGE_SIZE - 10]);
    });
}

#[test]
fn contiguous_memory_is_zeroed_and_goes_back() {
    alone(|| {
        let object = MemoryObject::contiguous(5 * PAGE - 1).unwrap();
        let first = object.physical_address().unwrap() / PAGE;
        let mut found = vec![1; 5 * PAGE_SIZE];
        assert_eq!(object.read(0, &mut found), Ok(5 * PAGE_SIZE - 1));
        assert_eq!(found[..5 * PAGE_SIZE - 1], vec![0; 5 * PAGE_SIZE - 1]);
        assert_eq!(object.page(4, Access::Read).unwrap().frame().0, first + 4);
        assert_eq!(object.set_size(1), Err(Errno::EINVAL));
        assert!(MemoryObject::contiguous(1 << 40).is_err());
    });
}

#[test]
fn sizes_that_wrap_are_refused() {
    alone(|| {
        assert_eq!(MemoryObject::anonymous(u64::MAX).err(), Some(Errno::EFBIG));
        let high = Frame(u64::MAX >> 12);
        assert_eq!(
            MemoryObject::physical(high, 2 * PAGE, Cache::Uncached).err(),
            Some(Errno::EINVAL)
        );
        let object = MemoryObject::anonymous(SIZE_MAX).unwrap();
        assert!(object.page(u64::MAX, Access::Write).is_err());
        assert!(object.page(SIZE_MAX / PAGE - 1, Access::Write).is_ok());
    });
}
