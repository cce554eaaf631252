//! Against the host's getopt_long.

use std::ffi::{CStr, CString};
use std::string::{String, ToString};
use std::sync::Mutex as HostMutex;
use std::vec::Vec;

use core::sync::atomic::Ordering::Relaxed;
use proptest::prelude::*;

use super::*;

extern "C" {
    #[link_name = "getopt_long"]
    fn host_getopt_long(
        count: c_int,
        arguments: *const *mut c_char,
        options: *const c_char,
        long: *const option,
        index: *mut c_int,
    ) -> c_int;
    #[link_name = "getopt_long_only"]
    fn host_getopt_long_only(
        count: c_int,
        arguments: *const *mut c_char,
        options: *const c_char,
        long: *const option,
        index: *mut c_int,
    ) -> c_int;
    #[link_name = "optind"]
    static mut host_optind: c_int;
    #[link_name = "opterr"]
    static mut host_opterr: c_int;
    #[link_name = "optopt"]
    static mut host_optopt: c_int;
    #[link_name = "optarg"]
    static mut host_optarg: *mut c_char;
}

/// Both parsers keep their state in statics.
static TURN: HostMutex<()> = HostMutex::new(());

/// What each call answered: result, argument, index of the long option, `optopt` if wrong; and at the end
/// `optind` and the order of the arguments.
type Trace = (
    Vec<(c_int, Option<String>, c_int, c_int)>,
    c_int,
    Vec<String>,
);

fn text(pointer: *const c_char) -> String {
    // SAFETY: a string.
    unsafe { CStr::from_ptr(pointer) }
        .to_str()
        .unwrap()
        .to_string()
}

fn run(arguments: &[String], options: &str, host: bool, only: bool) -> Trace {
    let owned: Vec<CString> = core::iter::once("prog")
        .chain(arguments.iter().map(String::as_str))
        .map(|a| CString::new(a).unwrap())
        .collect();
    let mut vector: Vec<*mut c_char> = owned.iter().map(|a| a.as_ptr().cast_mut()).collect();
    vector.push(null_mut());
    let options = CString::new(options).unwrap();
    let mut flag = 0;
    let make = |name: *const c_char, has_arg, val| option {
        name,
        has_arg,
        flag: null_mut(),
        val,
    };
    let mut long = [
        make(c"alpha".as_ptr(), no_argument, 'a' as c_int),
        make(c"beta".as_ptr(), required_argument, 'b' as c_int),
        make(c"alone".as_ptr(), optional_argument, 1000),
        make(c"flag".as_ptr(), no_argument, 7),
        make(core::ptr::null(), 0, 0),
    ];
    long[3].flag = &mut flag;
    let count = owned.len() as c_int;
    let mut trace = Vec::new();
    // SAFETY: valid pointers all; one test at a time.
    unsafe {
        if host {
            host_optind = 0;
            host_opterr = 0;
        } else {
            optind.store(0, Relaxed);
            opterr.store(0, Relaxed);
        }
        loop {
            let mut index = -1;
            let call = match (host, only) {
                (true, false) => host_getopt_long,
                (true, true) => host_getopt_long_only,
                (false, false) => getopt_long,
                (false, true) => getopt_long_only,
            };
            let result = call(
                count,
                vector.as_ptr(),
                options.as_ptr(),
                long.as_ptr(),
                &mut index,
            );
            let (argument, wrong) = match host {
                true => (host_optarg, host_optopt),
                false => (optarg.load(Relaxed), optopt.load(Relaxed)),
            };
            if result == -1 {
                break;
            }
            let argument = (!argument.is_null()).then(|| text(argument));
            let is_wrong = result == '?' as c_int || result == ':' as c_int;
            trace.push((result, argument, index, if is_wrong { wrong } else { 0 }));
        }
        let end = if host {
            host_optind
        } else {
            optind.load(Relaxed)
        };
        (
            trace,
            end,
            vector[..owned.len()].iter().map(|a| text(*a)).collect(),
        )
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn options_are_parsed_as_on_the_host(
        arguments in prop::collection::vec(
            prop::sample::select(&[
                "-a", "-b", "-ab", "-bx", "-c", "-cx", "-z", "-acz", "--", "-", "x", "yy", "--alpha", "--beta",
                "--beta=1", "--b", "--al", "--alp", "--alone", "--alone=2", "--flag", "--nope", "--alpha=3", "-W",
                "-Walpha", "-alpha", "-beta=5", "-flag", "-f",
            ][..]).prop_map(ToString::to_string),
            0..6,
        ),
        options in prop::sample::select(&["ab:c::", "+ab:c::", "-ab:c::", ":ab:c::", "-:ab:", "aW;b:", ""][..]),
        only in any::<bool>(),
    ) {
        let _turn = TURN.lock().unwrap();
        prop_assert_eq!(run(&arguments, options, false, only), run(&arguments, options, true, only));
    }
}
