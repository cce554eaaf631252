//! Against the host's glob, in a folder made for the test.

use std::ffi::CString;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::*;

fn ours(pattern: &str, flags: c_int) -> (c_int, Vec<String>) {
    let pattern = CString::new(pattern).unwrap();
    // SAFETY: a zeroed glob_t is empty; `glob` fills it in.
    unsafe {
        let mut result: glob_t = core::mem::zeroed();
        let status = glob(pattern.as_ptr(), flags, None, &mut result);
        let paths = (0..result.gl_pathc)
            .map(|index| {
                CStr::from_ptr(*result.gl_pathv.add(index))
                    .to_str()
                    .unwrap()
                    .to_string()
            })
            .collect();
        globfree(&mut result);
        (status, paths)
    }
}

fn host(pattern: &str, flags: c_int) -> (c_int, Vec<String>) {
    // The host numbers four flags otherwise.
    let mut host_flags = flags
        & (GLOB_ERR
            | GLOB_MARK
            | GLOB_NOSORT
            | GLOB_DOOFFS
            | GLOB_NOCHECK
            | GLOB_APPEND
            | GLOB_NOESCAPE);
    for (flag, host_flag) in [
        (GLOB_PERIOD, 1 << 7),
        (GLOB_BRACE, 1 << 10),
        (GLOB_NOMAGIC, 1 << 11),
        (GLOB_TILDE, 1 << 12),
        (GLOB_ONLYDIR, 1 << 13),
    ] {
        if flags & flag != 0 {
            host_flags |= host_flag;
        }
    }
    let pattern = CString::new(pattern).unwrap();
    // SAFETY: as above.
    unsafe {
        let mut result: libc::glob_t = core::mem::zeroed();
        let status = libc::glob(pattern.as_ptr(), host_flags, None, &mut result);
        let paths = (0..result.gl_pathc)
            .map(|index| {
                CStr::from_ptr(*result.gl_pathv.add(index))
                    .to_str()
                    .unwrap()
                    .to_string()
            })
            .collect();
        libc::globfree(&mut result);
        (status, paths)
    }
}

#[test]
fn paths_are_found_as_on_the_host() {
    let folder = std::env::temp_dir().join(format!("relibc-glob-{}", std::process::id()));
    for name in [
        "a/x/1",
        "a/y/2",
        "b/x/1",
        "b/.hidden",
        "c",
        "sp ace",
        "[odd]",
    ] {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
    }
    std::os::unix::fs::symlink("a", folder.join("link")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.join("dangling")).unwrap();
    let root = folder.to_str().unwrap();
    let patterns = [
        "*",
        "*/*",
        "*/x/*",
        "a/*",
        "a//x/?",
        "[ab]/x",
        "?",
        "*/",
        ".*",
        "b/.*",
        "c/*",
        "nothing*",
        "c",
        "nothing",
        "{a,b}/x/*",
        "{c,nothing,{a,b}}",
        "{}",
        "a{",
        "\\[odd]",
        "[[]odd]",
        "[odd]",
        "l*/",
        "d*",
        "d*/",
        "*/../c",
    ];
    let flags = [
        0,
        GLOB_MARK,
        GLOB_NOCHECK,
        GLOB_BRACE,
        GLOB_BRACE | GLOB_MARK,
        GLOB_NOMAGIC,
        GLOB_NOESCAPE,
        GLOB_ERR,
        GLOB_PERIOD,
        GLOB_BRACE | GLOB_NOCHECK,
    ];
    for pattern in patterns {
        for flags in flags {
            if flags & GLOB_NOCHECK != 0 && pattern.ends_with('/') {
                continue; // The host takes the slash off.
            }
            let pattern = format!("{root}/{pattern}");
            assert_eq!(
                ours(&pattern, flags),
                host(&pattern, flags),
                "{pattern} {flags:#x}"
            );
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_tilde_is_a_home_folder() {
    assert_eq!(ours("~root", GLOB_TILDE), host("~root", GLOB_TILDE));
    assert_eq!(ours("~no-such-user", GLOB_TILDE_CHECK).0, GLOB_NOMATCH);
}
