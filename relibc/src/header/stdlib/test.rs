//! The host's C library and Rust's own functions are the oracles.

use super::*;
use crate::types::*;
use proptest::prelude::*;
use std::borrow::ToOwned;
use std::ffi::CString;
use std::vec::Vec;

mod host {
    use crate::types::*;
    extern "C" {
        pub fn strtol(s: *const c_char, end: *mut *mut c_char, base: c_int) -> c_long;
        pub fn strtoul(s: *const c_char, end: *mut *mut c_char, base: c_int) -> c_ulong;
        pub fn strtod(s: *const c_char, end: *mut *mut c_char) -> f64;
        pub fn __errno_location() -> *mut c_int;
        pub fn srandom(seed: c_uint);
        pub fn random() -> c_long;
        pub fn rand_r(seed: *mut c_uint) -> c_int;
        pub fn srand48(seed: c_long);
        pub fn drand48() -> f64;
        pub fn mrand48() -> c_long;
        pub fn l64a(value: c_long) -> *mut c_char;
        pub fn a64l(text: *const c_char) -> c_long;
        pub fn ecvt(value: f64, digits: c_int, point: *mut c_int, sign: *mut c_int) -> *mut c_char;
        pub fn fcvt(value: f64, digits: c_int, point: *mut c_int, sign: *mut c_int) -> *mut c_char;
        pub fn realpath(path: *const c_char, target: *mut c_char) -> *mut c_char;
    }
}

unsafe extern "C" fn compare_ints(a: *const c_void, b: *const c_void) -> c_int {
    unsafe { (*a.cast::<i32>()).cmp(&*b.cast::<i32>()) as c_int }
}

unsafe extern "C" fn compare_triples(a: *const c_void, b: *const c_void) -> c_int {
    unsafe { (*a.cast::<[u8; 3]>()).cmp(&*b.cast::<[u8; 3]>()) as c_int }
}

/// Comparison that contradicts itself: everything is less than everything.
unsafe extern "C" fn always_less(_: *const c_void, _: *const c_void) -> c_int {
    -1
}

fn text(at: *const c_char) -> CString {
    unsafe { core::ffi::CStr::from_ptr(at) }.into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn integers_are_read_as_the_host_reads_them(s in "[ \t\n]{0,2}[-+]?(0[xX]?)?[0-9a-zA-Z]{0,22}", base in 0i32..38) {
        let s = CString::new(s).unwrap();
        for unsigned in [false, true] {
            let (mut ours, mut theirs) = (core::ptr::null_mut(), core::ptr::null_mut());
            crate::errno::set_raw(0);
            unsafe {
                *host::__errno_location() = 0;
                if unsigned {
                    prop_assert_eq!(strtoul(s.as_ptr(), &mut ours, base), host::strtoul(s.as_ptr(), &mut theirs, base));
                } else {
                    prop_assert_eq!(strtol(s.as_ptr(), &mut ours, base), host::strtol(s.as_ptr(), &mut theirs, base));
                }
                let host_errno = *host::__errno_location();
                // musl and POSIX let a number without digits be EINVAL; glibc leaves errno alone.
                if ours.cast_const() != s.as_ptr() {
                    prop_assert_eq!(crate::errno::get(), host_errno);
                }
                if base != 1 && base <= 36 {
                    prop_assert_eq!(ours, theirs);
                }
            }
        }
    }

    #[test]
    fn range_errors_of_doubles_are_the_hosts(digits in "[1-9]\\.[0-9]{0,20}", exponent in prop_oneof![-330i32..-300, 300i32..312]) {
        let s = CString::new(std::format!("{digits}e{exponent}")).unwrap();
        crate::errno::set_raw(0);
        unsafe {
            *host::__errno_location() = 0;
            let (ours, theirs) = (strtod(s.as_ptr(), core::ptr::null_mut()), host::strtod(s.as_ptr(), core::ptr::null_mut()));
            prop_assert_eq!(ours, theirs);
            prop_assert_eq!(crate::errno::get(), *host::__errno_location(), "{:?}", s);
        }
    }

    #[test]
    fn sorting_gives_rusts_order(mut numbers in prop_oneof![
        prop::collection::vec(any::<i32>(), 0..500),
        prop::collection::vec(0..3i32, 0..500),
        (0..500i32).prop_map(|n| (0..n).collect::<Vec<_>>()),
        (0..500i32).prop_map(|n| (0..n).rev().collect::<Vec<_>>()),
    ], key in 0..10i32) {
        let mut wanted = numbers.clone();
        wanted.sort_unstable();
        unsafe { qsort(numbers.as_mut_ptr().cast(), numbers.len(), 4, compare_ints) };
        prop_assert_eq!(&numbers, &wanted);
        let found = unsafe { bsearch((&raw const key).cast(), numbers.as_ptr().cast(), numbers.len(), 4, compare_ints) };
        match found.is_null() {
            true => prop_assert!(!wanted.contains(&key)),
            false => prop_assert_eq!(unsafe { *found.cast::<i32>() }, key),
        }
    }

    #[test]
    fn items_of_any_size_are_sorted_whole(mut items in prop::collection::vec(any::<[u8; 3]>(), 0..200)) {
        let mut wanted = items.clone();
        wanted.sort_unstable();
        unsafe { qsort(items.as_mut_ptr().cast(), items.len(), 3, compare_triples) };
        prop_assert_eq!(items, wanted);
    }

    #[test]
    fn old_digit_functions_agree_with_the_host(value in prop_oneof![-1e9f64..1e9, 0f64..1.0, Just(0.0), 0f64..1e-6], digits in 1..16) {
        let (mut point, mut sign, mut host_point, mut host_sign) = (0, 0, 0, 0);
        unsafe {
            let ours = text(ecvt(value, digits, &mut point, &mut sign));
            host::ecvt(value, digits, &mut host_point, &mut host_sign);
            // The host's digits are not always right; Rust's are.
            let printed = std::format!("{:.*e}", digits as usize - 1, value.abs());
            let theirs = CString::new(printed.split('e').next().unwrap().replace('.', "")).unwrap();
            // The host rounds up to a power of ten in a way of its own.
            let carried = theirs.as_bytes()[1..].iter().all(|&digit| digit == b'0');
            prop_assert_eq!(ours, theirs);
            if value != 0.0 && !carried {
                prop_assert_eq!((point, sign != 0), (host_point, host_sign != 0));
            }
        }
    }
}

#[test]
fn a_comparison_that_contradicts_itself_does_no_harm() {
    let mut numbers: Vec<i32> = (0..1000).collect();
    unsafe { qsort(numbers.as_mut_ptr().cast(), numbers.len(), 4, always_less) };
    numbers.sort_unstable();
    assert_eq!(numbers, (0..1000).collect::<Vec<_>>());
}

#[test]
fn equal_seeds_give_the_hosts_sequences() {
    let _one_at_a_time = GENERATOR_TESTS.lock();
    for seed in [0, 1, 42, 0xffff_ffff] {
        srandom(seed);
        unsafe { host::srandom(seed) };
        for _ in 0..1000 {
            assert_eq!(random(), unsafe { host::random() });
        }
        let (mut ours, mut theirs) = (seed, seed);
        for _ in 0..100 {
            unsafe { assert_eq!(rand_r(&mut ours), host::rand_r(&mut theirs)) };
        }
        srand48(seed.into());
        unsafe { host::srand48(seed.into()) };
        for _ in 0..100 {
            unsafe {
                assert_eq!(drand48(), host::drand48());
                assert_eq!(mrand48(), host::mrand48());
            }
        }
    }
}

#[test]
fn a_state_put_back_goes_on_where_it_was() {
    let _one_at_a_time = GENERATOR_TESTS.lock();
    let (mut first, mut second) = ([0u32; 16], [0u32; 16]);
    unsafe {
        let default = initstate(7, first.as_mut_ptr().cast(), 64);
        let expected: Vec<c_long> = (0..20).map(|_| random()).collect();
        initstate(7, first.as_mut_ptr().cast(), 64);
        let mut got: Vec<c_long> = (0..10).map(|_| random()).collect();
        let back = initstate(9, second.as_mut_ptr().cast(), 64);
        random();
        setstate(back);
        got.extend((0..10).map(|_| random()));
        assert_eq!(got, expected);
        // Back to the state that all began with.
        setstate(default);
    }
}

/// The generator is one for the process.
static GENERATOR_TESTS: std::sync::Mutex<()> = std::sync::Mutex::new(());

#[test]
fn radix_64_numbers_are_the_hosts() {
    for value in [
        0,
        1,
        63,
        64,
        0x7fff_ffff,
        0x8000_0000,
        0xffff_ffff,
        123_456_789,
    ] {
        unsafe {
            assert_eq!(text(l64a(value)), text(host::l64a(value)));
            // POSIX has the result sign-extended, which the host does not do.
            assert_eq!(
                a64l(l64a(value)),
                c_long::from(host::a64l(host::l64a(value)) as i32)
            );
        }
    }
}

#[test]
fn paths_resolve_as_on_the_host() {
    let dir = std::env::temp_dir().join("relibc-realpath");
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(dir.join("a/b")).unwrap();
    std::fs::write(dir.join("a/file"), "").unwrap();
    std::os::unix::fs::symlink("../a/./b", dir.join("a/link")).unwrap();
    std::os::unix::fs::symlink("loop", dir.join("loop")).unwrap();
    std::os::unix::fs::symlink("/", dir.join("root")).unwrap();
    for path in [
        "a/link",
        "a//link/../b/.",
        "a/link/..",
        "loop",
        "root/etc",
        "a/file/",
        "a/file/..",
        "none",
        "a/none/..",
        ".",
    ] {
        let full = CString::new(dir.join(path).to_str().unwrap()).unwrap();
        for path in [
            full,
            CString::new(path).unwrap(),
            c"".into(),
            c"/..//.".into(),
            c"/".into(),
        ] {
            let (mut ours, mut theirs) = ([0 as c_char; 4096], [0 as c_char; 4096]);
            unsafe {
                let a = realpath(path.as_ptr(), ours.as_mut_ptr());
                let b = host::realpath(path.as_ptr(), theirs.as_mut_ptr());
                assert_eq!(a.is_null(), b.is_null(), "{path:?}");
                if a.is_null() {
                    assert_eq!(crate::errno::get(), *host::__errno_location(), "{path:?}");
                } else {
                    assert_eq!(text(a), text(b));
                }
            }
        }
    }
}

#[test]
fn a_temporary_file_is_new_and_its_template_must_end_in_six_letters() {
    let template = CString::new(
        std::env::temp_dir()
            .join("relibc-XXXXXX.c")
            .to_str()
            .unwrap(),
    )
    .unwrap()
    .into_raw();
    unsafe {
        let fd = mkstemps(template, 2);
        assert!(fd >= 0);
        assert!(std::path::Path::new(CString::from_raw(template).to_str().unwrap()).exists());
        let bad = c"XXXXX".to_owned().into_raw();
        assert_eq!(mkstemp(bad), -1);
        assert_eq!(crate::errno::get(), 22);
        drop(CString::from_raw(bad));
    }
}
