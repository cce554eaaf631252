//! Files of `/etc`: users, groups, shadows, mounts, hosts, networks, protocols, services, and resolv.conf. Input: which, the text.
//!
//! Users are compared with this machine's `fgetpwent_r` line by line, where a line has seven fields and numbers
//! without signs or blanks: glibc takes others, too.

use std::ffi::{c_char, CStr};
use std::mem::MaybeUninit;

use relibc::database::{Lines, Packer};
use relibc::errno::Errno;
use relibc::header::resolv::config::Config;
use relibc::header::stdio::{fclose, fmemopen, FILE};
use relibc::header::{grp, mntent, netdb, pwd, shadow};

use crate::fence::Fenced;
use crate::input::Input;

/// Reads entries of a stream until there are no more.
fn stream(text: &[u8], mut next: impl FnMut(*mut FILE) -> bool) {
    if text.is_empty() {
        return;
    }
    let area = Fenced::new(text);
    // SAFETY: an area of that size; the stream is closed before it goes.
    unsafe {
        let stream = fmemopen(area.as_mut_ptr().cast(), text.len(), c"r".as_ptr());
        assert!(!stream.is_null());
        let most = text.iter().filter(|&&byte| byte == b'\n').count() + 1;
        for _ in 0..most {
            if !next(stream) {
                break;
            }
        }
        fclose(stream);
    }
}

fn table<T>(text: &[u8], parse: fn(&[u8], &mut Packer) -> Result<Option<T>, Errno>) {
    for line in text.split(|&byte| byte == b'\n') {
        for room in [4096, line.len(), 8] {
            let mut buffer = vec![0; room];
            match parse(line, &mut Packer::new(&mut buffer)) {
                Ok(_) | Err(Errno::ERANGE) => {}
                Err(error) => panic!("{error:?} for {:?}", String::from_utf8_lossy(line)),
            }
        }
    }
}

/// SAFETY of what follows: entries of the library, whose strings are whole.
unsafe fn length(text: *const c_char) -> usize {
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(text).count_bytes() }
}

fn users(text: &[u8]) {
    stream(text, |stream| {
        // SAFETY: an open stream; the entry's strings are whole.
        unsafe {
            pwd::fgetpwent(stream)
                .as_ref()
                .map(|user| {
                    [
                        user.pw_name,
                        user.pw_passwd,
                        user.pw_gecos,
                        user.pw_dir,
                        user.pw_shell,
                    ]
                    .map(|text| length(text))
                })
                .is_some()
        }
    });
    for line in text.split(|&byte| byte == b'\n') {
        let fields: Vec<&[u8]> = line.split(|&byte| byte == b':').collect();
        let is_number = |field: &[u8]| {
            !field.is_empty() && field.len() < 9 && field.iter().all(u8::is_ascii_digit)
        };
        let is_plain =
            fields.len() == 7 && is_number(fields[2]) && is_number(fields[3]) && !line.contains(&0);
        if !is_plain || line.len() > 500 || !fields[0].first().is_some_and(u8::is_ascii_alphabetic)
        {
            continue;
        }
        stream(line, |stream| {
            // SAFETY: as above.
            let user = unsafe { pwd::fgetpwent(stream).as_ref() }.expect("a user");
            // SAFETY: strings.
            let text = |text: *const c_char| unsafe { CStr::from_ptr(text) }.to_bytes().to_vec();
            assert_eq!(
                [
                    text(user.pw_name),
                    text(user.pw_passwd),
                    text(user.pw_gecos),
                    text(user.pw_dir),
                    text(user.pw_shell)
                ],
                [fields[0], fields[1], fields[4], fields[5], fields[6]].map(<[u8]>::to_vec)
            );
            let number = |field: &[u8]| std::str::from_utf8(field).unwrap().parse::<u32>().unwrap();
            assert_eq!(
                (user.pw_uid, user.pw_gid),
                (number(fields[2]), number(fields[3]))
            );
            false
        });
    }
}

pub fn run(data: &[u8]) {
    let mut input = Input(data);
    let which = input.byte() % 9;
    let text = input.take(4000);
    match which {
        0 => users(text),
        // SAFETY: an open stream; members end in null, and are whole.
        1 => stream(text, |stream| unsafe {
            grp::fgetgrent(stream)
                .as_ref()
                .map(|group| {
                    let mut member = group.gr_mem;
                    while !(*member).is_null() {
                        length(*member);
                        member = member.add(1);
                    }
                    length(group.gr_name) + length(group.gr_passwd)
                })
                .is_some()
        }),
        // SAFETY: an open stream.
        2 => stream(text, |stream| unsafe {
            shadow::fgetspent(stream)
                .as_ref()
                .map(|entry| length(entry.sp_namp) + length(entry.sp_pwdp))
                .is_some()
        }),
        // SAFETY: an open stream, an area of that size.
        3 => stream(text, |stream| unsafe {
            let area = Fenced::new(&[0; 100]);
            let mut entry = MaybeUninit::zeroed();
            mntent::getmntent_r(stream, entry.as_mut_ptr(), area.as_mut_ptr().cast(), 100)
                .as_ref()
                .map(|entry| length(entry.mnt_fsname) + length(entry.mnt_opts))
                .is_some()
        }),
        4 => table(text, netdb::hosts::parse),
        5 => table(text, netdb::networks::parse),
        6 => table(text, netdb::protocols::parse),
        7 => table(text, netdb::services::parse),
        _ => {
            let config = Config::of(Lines::of(text));
            assert!(
                config.dots <= 15
                    && (1..=30).contains(&config.timeout_s)
                    && (1..=5).contains(&config.attempts)
            );
        }
    }
}
