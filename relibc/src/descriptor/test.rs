use super::marks::Marks;
use crate::errno::Errno;
use std::vec::Vec;

fn all(marks: &Marks) -> Vec<i32> {
    let mut found = Vec::new();
    marks.take_each(|fd| found.push(fd));
    found.sort_unstable();
    found
}

#[test]
fn a_set_is_unused_until_something_was_in_it() {
    let marks = Marks::new();
    marks.clear(3);
    assert!(!marks.is_used() && !marks.contains(3));
    marks.set(3).unwrap();
    marks.clear(3);
    assert!(marks.is_used() && !marks.contains(3));
}

#[test]
fn numbers_of_any_size_are_kept_apart() {
    let marks = Marks::new();
    let numbers = [0, 63, 64, 32_639, 32_640, 1_000_000, i32::MAX];
    for fd in numbers {
        marks.set(fd).unwrap();
    }
    assert!(numbers.iter().all(|fd| marks.contains(*fd)));
    assert!([1, 62, 65, 32_641, i32::MAX - 1]
        .iter()
        .all(|fd| !marks.contains(*fd)));
    assert_eq!(all(&marks), numbers);
    assert_eq!(all(&marks), []);
}

#[test]
fn a_negative_number_is_never_in() {
    let marks = Marks::new();
    assert_eq!(marks.set(-1), Err(Errno::EBADF));
    assert!(!marks.contains(-1));
}

#[test]
fn a_range_is_taken_out_with_its_ends() {
    let marks = Marks::new();
    let numbers = [3, 4, 5, 63, 64, 127, 128, 32_640, 32_641];
    let left = |first, last| {
        numbers.iter().for_each(|fd| marks.set(*fd).unwrap());
        marks.clear_range(first, last);
        all(&marks)
    };
    assert_eq!(left(4, 4), [3, 5, 63, 64, 127, 128, 32_640, 32_641]);
    assert_eq!(left(5, 127), [3, 4, 128, 32_640, 32_641]);
    assert_eq!(left(64, 32_640), [3, 4, 5, 63, 32_641]);
    assert_eq!(left(4, u32::MAX), [3]);
    assert_eq!(left(0, u32::MAX), []);
}

#[test]
fn threads_that_make_the_same_room_lose_no_mark() {
    let marks = Marks::new();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let marks = &marks;
            scope.spawn(move || {
                for fd in (thread..200_000).step_by(4000) {
                    marks.set(fd).unwrap();
                }
            });
        }
    });
    assert_eq!(all(&marks).len(), 200);
}
