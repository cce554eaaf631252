//! The work of `getopt` and its kin. Behaviour and messages are GNU's.

use alloc::vec::Vec;
use core::ffi::CStr;
use core::fmt::Write;
use core::ptr::null_mut;
use core::sync::atomic::Ordering::Relaxed;

use super::{
    no_argument, optarg, opterr, optind, option, optional_argument, optopt, optreset,
    required_argument,
};
use crate::header::stdlib::env::getenv;
use crate::io::RawStderr;
use crate::types::*;

/// What a call asks for.
pub struct Search {
    pub count: c_int,
    /// The argument vector, whose order may change.
    pub arguments: *mut *mut c_char,
    /// The short options.
    pub options: *const c_char,
    /// The long options, ended by one without a name; or null.
    pub long: *const option,
    /// A long option may begin with one dash.
    pub only_long: bool,
}

/// What to do with operands before options.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Move them behind the options.
    Permute,
    /// Stop at the first.
    Stop,
    /// Give them as arguments of an option 1.
    Return,
}

/// Where the search is in the arguments.
pub struct Parser {
    /// What is left of a cluster of short options, or null.
    rest: *const c_char,
    /// The operands passed over so far: first, and one after the last.
    operands: (c_int, c_int),
    posixly_correct: bool,
    started: bool,
}

// SAFETY: the pointer goes into the argument vector, which all threads share.
unsafe impl Send for Parser {}

const END: c_int = -1;
const UNKNOWN: c_int = '?' as c_int;

impl Parser {
    /// A search that has not begun.
    pub const fn new() -> Self {
        Self {
            rest: null_mut(),
            operands: (1, 1),
            posixly_correct: false,
            started: false,
        }
    }

    /// The next option.
    ///
    /// # Safety
    /// The search's pointers are valid; `index` is null or valid.
    pub unsafe fn next(&mut self, search: &Search, index: *mut c_int) -> c_int {
        // SAFETY: throughout, the caller's promise; arguments are looked at below `count` only.
        unsafe {
            optarg.store(null_mut(), Relaxed);
            self.begin();
            let (order, quiet_missing) = self.order(search);
            if self.rest.is_null() || *self.rest == 0 {
                match self.next_argument(search, order) {
                    Found::Option => {}
                    Found::Operand => {
                        let operand = optind.fetch_add(1, Relaxed);
                        optarg.store(argument(search, operand), Relaxed);
                        return 1;
                    }
                    Found::End => return END,
                }
                if let Some(result) = self.long_option(search, index, quiet_missing) {
                    return result;
                }
                self.rest = argument(search, optind.load(Relaxed)).add(1);
            }
            self.short_option(search, index, quiet_missing)
        }
    }

    fn begin(&mut self) {
        let restart = optind.load(Relaxed) == 0 || optreset.swap(0, Relaxed) != 0;
        if restart || !self.started {
            if optind.load(Relaxed) == 0 {
                optind.store(1, Relaxed);
            }
            let first = optind.load(Relaxed);
            self.rest = null_mut();
            self.operands = (first, first);
            // SAFETY: the name is a string.
            self.posixly_correct = !unsafe { getenv(c"POSIXLY_CORRECT".as_ptr()) }.is_null();
            self.started = true;
        }
    }

    /// What the first characters of the short options say: order, and whether a missing argument
    /// is answered by a colon without a message.
    unsafe fn order(&self, search: &Search) -> (Order, bool) {
        // SAFETY: a string.
        let options = unsafe { CStr::from_ptr(search.options) }.to_bytes();
        let (order, options) = match options {
            [b'-', options @ ..] => (Order::Return, options),
            [b'+', options @ ..] => (Order::Stop, options),
            _ if self.posixly_correct => (Order::Stop, options),
            _ => (Order::Permute, options),
        };
        (order, options.first() == Some(&b':'))
    }

    /// Goes to the next argument that is an option.
    unsafe fn next_argument(&mut self, search: &Search, order: Order) -> Found {
        // A program may have set `optind` back.
        let current = optind.load(Relaxed);
        self.operands.1 = self.operands.1.min(current);
        self.operands.0 = self.operands.0.min(current);
        // SAFETY: indices are below `count`, and each argument is a string.
        unsafe {
            if order == Order::Permute {
                self.put_operands_last(search);
                let mut next = optind.load(Relaxed);
                while next < search.count && !is_option(argument(search, next)) {
                    next += 1;
                }
                optind.store(next, Relaxed);
                self.operands.1 = next;
            }
            let next = optind.load(Relaxed);
            if next < search.count && CStr::from_ptr(argument(search, next)) == c"--" {
                optind.store(next + 1, Relaxed);
                if self.operands.0 != self.operands.1 {
                    self.put_operands_last(search);
                } else {
                    self.operands.0 = next + 1;
                }
                self.operands.1 = search.count;
                optind.store(search.count, Relaxed);
            }
            let next = optind.load(Relaxed);
            if next >= search.count {
                if self.operands.0 != self.operands.1 {
                    optind.store(self.operands.0, Relaxed);
                }
                return Found::End;
            }
            if is_option(argument(search, next)) {
                return Found::Option;
            }
            match order {
                Order::Return => Found::Operand,
                _ => Found::End,
            }
        }
    }

    /// Exchanges the operands passed over with the options that came after them.
    unsafe fn put_operands_last(&mut self, search: &Search) {
        let (first, last) = self.operands;
        let next = optind.load(Relaxed);
        if first != last && last < next {
            // SAFETY: `first <= last <= next <= count`.
            let between = unsafe {
                let begin = search.arguments.add(first as usize);
                core::slice::from_raw_parts_mut(begin, (next - first) as usize)
            };
            between.rotate_left((last - first) as usize);
            self.operands = (first + next - last, next);
        } else if last != next {
            self.operands = (next, next);
        }
    }

    /// Takes the argument as a long option; `None` if it is to be taken as short ones.
    unsafe fn long_option(
        &mut self,
        search: &Search,
        index: *mut c_int,
        quiet_missing: bool,
    ) -> Option<c_int> {
        if search.long.is_null() {
            return None;
        }
        // SAFETY: the current argument is a string of two bytes or more that begins with a dash.
        unsafe {
            let text = argument(search, optind.load(Relaxed));
            if *text.add(1) as u8 == b'-' {
                self.rest = text.add(2);
                return self.match_long(search, index, quiet_missing, c"--", false);
            }
            let is_short = || short(search, *text.add(1) as u8).is_some();
            if search.only_long && (*text.add(2) != 0 || !is_short()) {
                self.rest = text.add(1);
                return self.match_long(search, index, quiet_missing, c"-", is_short());
            }
        }
        None
    }

    /// Looks `rest` up in the long options. With `or_short`, what is none may be short options.
    unsafe fn match_long(
        &mut self,
        search: &Search,
        index: *mut c_int,
        quiet_missing: bool,
        dashes: &CStr,
        or_short: bool,
    ) -> Option<c_int> {
        // SAFETY: strings, and a list of options ended by one without a name.
        unsafe {
            let text = CStr::from_ptr(self.rest).to_bytes();
            let name_len = text
                .iter()
                .position(|byte| *byte == b'=')
                .unwrap_or(text.len());
            let name = &text[..name_len];
            let all = long_options(search.long);
            let is_named = |option: &&option| CStr::from_ptr(option.name).to_bytes() == name;
            let may_be =
                |option: &&option| CStr::from_ptr(option.name).to_bytes().starts_with(name);
            let found = all
                .iter()
                .find(is_named)
                .or_else(|| all.iter().find(may_be));
            let Some(found) = found else {
                if or_short {
                    self.rest = null_mut();
                    return None;
                }
                self.complain(
                    search,
                    quiet_missing,
                    format_args!("unrecognized option '"),
                    dashes,
                    name,
                    "'",
                );
                return Some(self.give_up(0));
            };
            let differs = |option: &&option| {
                (option.has_arg, option.flag, option.val) != (found.has_arg, found.flag, found.val)
            };
            let others = || all.iter().filter(|option| may_be(option));
            if !is_named(&found) && others().any(|option| differs(&option)) {
                self.complain_of_ambiguity(search, quiet_missing, dashes, name, others());
                return Some(self.give_up(0));
            }
            self.rest = null_mut();
            optind.fetch_add(1, Relaxed);
            let found_name = CStr::from_ptr(found.name).to_bytes();
            if name_len < text.len() {
                if found.has_arg == no_argument {
                    let end = "' doesn't allow an argument";
                    self.complain(
                        search,
                        quiet_missing,
                        format_args!("option '"),
                        dashes,
                        found_name,
                        end,
                    );
                    optopt.store(found.val, Relaxed);
                    return Some(UNKNOWN);
                }
                let value = text.as_ptr().add(name_len + 1).cast_mut();
                optarg.store(value.cast(), Relaxed);
            } else if found.has_arg == required_argument {
                let next = optind.load(Relaxed);
                if next >= search.count {
                    let end = "' requires an argument";
                    self.complain(
                        search,
                        quiet_missing,
                        format_args!("option '"),
                        dashes,
                        found_name,
                        end,
                    );
                    optopt.store(found.val, Relaxed);
                    return Some(missing(quiet_missing));
                }
                optarg.store(argument(search, next), Relaxed);
                optind.store(next + 1, Relaxed);
            }
            if !index.is_null() {
                *index = (&raw const *found).offset_from(search.long) as c_int;
            }
            if found.flag.is_null() {
                return Some(found.val);
            }
            *found.flag = found.val;
            Some(0)
        }
    }

    /// Leaves a wrong long option behind.
    fn give_up(&mut self, wrong: c_int) -> c_int {
        self.rest = null_mut();
        optind.fetch_add(1, Relaxed);
        optopt.store(wrong, Relaxed);
        UNKNOWN
    }

    /// Takes the first of a cluster of short options.
    unsafe fn short_option(
        &mut self,
        search: &Search,
        index: *mut c_int,
        quiet_missing: bool,
    ) -> c_int {
        // SAFETY: `rest` is a string that is not empty.
        unsafe {
            let letter = *self.rest as u8;
            self.rest = self.rest.add(1);
            let is_last = *self.rest == 0;
            if is_last {
                optind.fetch_add(1, Relaxed);
            }
            let Some((has_argument, is_long)) = short(search, letter) else {
                let text = &[letter][..];
                self.complain(
                    search,
                    quiet_missing,
                    format_args!("invalid option -- '"),
                    c"",
                    text,
                    "'",
                );
                optopt.store(letter.into(), Relaxed);
                return UNKNOWN;
            };
            if has_argument == no_argument {
                return letter.into();
            }
            let mut value = self.rest.cast_mut();
            self.rest = null_mut();
            if !is_last {
                optind.fetch_add(1, Relaxed);
            } else if has_argument == optional_argument {
                value = null_mut();
            } else {
                let next = optind.load(Relaxed);
                if next >= search.count {
                    let begin = format_args!("option requires an argument -- '");
                    self.complain(search, quiet_missing, begin, c"", &[letter], "'");
                    optopt.store(letter.into(), Relaxed);
                    return missing(quiet_missing);
                }
                value = argument(search, next);
                optind.store(next + 1, Relaxed);
            }
            if is_long {
                // POSIX's `W;`: the argument is a long option without its dashes. The search
                // below steps over the argument itself.
                self.rest = value;
                optind.fetch_sub(1, Relaxed);
                let result = self.match_long(search, index, quiet_missing, c"-W ", false);
                return result.unwrap_or(UNKNOWN);
            }
            optarg.store(value, Relaxed);
            letter.into()
        }
    }

    /// Writes a message, unless the program wants none.
    unsafe fn complain(
        &self,
        search: &Search,
        quiet: bool,
        begin: core::fmt::Arguments,
        dashes: &CStr,
        name: &[u8],
        end: &str,
    ) {
        // SAFETY: the caller's promise, passed on.
        let Some(mut message) = (unsafe { message(search, quiet) }) else {
            return;
        };
        // Writing to memory does not fail.
        let _ = write!(message, "{begin}");
        message.0.extend_from_slice(dashes.to_bytes());
        message.0.extend_from_slice(name);
        let _ = writeln!(message, "{end}");
        message.send();
    }

    unsafe fn complain_of_ambiguity<'a>(
        &self,
        search: &Search,
        quiet: bool,
        dashes: &CStr,
        name: &[u8],
        candidates: impl Iterator<Item = &'a option>,
    ) {
        // SAFETY: the caller's promise, passed on.
        let Some(mut message) = (unsafe { message(search, quiet) }) else {
            return;
        };
        message.0.extend_from_slice(b"option '");
        message.0.extend_from_slice(dashes.to_bytes());
        message.0.extend_from_slice(name);
        message
            .0
            .extend_from_slice(b"' is ambiguous; possibilities:");
        for candidate in candidates {
            message.0.extend_from_slice(b" '");
            message.0.extend_from_slice(dashes.to_bytes());
            // SAFETY: names of options are strings.
            let name = unsafe { CStr::from_ptr(candidate.name) };
            message.0.extend_from_slice(name.to_bytes());
            message.0.push(b'\'');
        }
        message.0.push(b'\n');
        message.send();
    }
}

enum Found {
    Option,
    Operand,
    End,
}

/// A message that is written at once, so that it stays whole.
struct Message(Vec<u8>);

impl Write for Message {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

impl Message {
    fn send(self) {
        // When standard error is closed there is nobody to tell.
        let _ = RawStderr.write_bytes(&self.0);
    }
}

/// A message that begins with the program's name; `None` if there is to be none.
unsafe fn message(search: &Search, quiet: bool) -> Option<Message> {
    if quiet || opterr.load(Relaxed) == 0 {
        return None;
    }
    let mut message = Message(Vec::new());
    // SAFETY: the argument vector's first element is null or a string.
    unsafe {
        let name = *search.arguments;
        if !name.is_null() {
            message.0.extend_from_slice(CStr::from_ptr(name).to_bytes());
        }
    }
    message.0.extend_from_slice(b": ");
    Some(message)
}

fn missing(quiet_missing: bool) -> c_int {
    if quiet_missing {
        ':' as c_int
    } else {
        UNKNOWN
    }
}

unsafe fn argument(search: &Search, index: c_int) -> *mut c_char {
    // SAFETY: the caller gives an index below `count`.
    unsafe { *search.arguments.add(index as usize) }
}

/// Whether an argument is an option: it begins with a dash and is more than that.
unsafe fn is_option(argument: *const c_char) -> bool {
    // SAFETY: a string.
    unsafe { *argument as u8 == b'-' && *argument.add(1) != 0 }
}

/// What the short options say of a letter: its kind of argument, and whether it is `W;`.
unsafe fn short(search: &Search, letter: u8) -> Option<(c_int, bool)> {
    // SAFETY: a string.
    let options = unsafe { CStr::from_ptr(search.options) }.to_bytes();
    if matches!(letter, b':' | b';' | b'-') && !(letter == b'-' && options.len() > 1) {
        return None;
    }
    let skipped = usize::from(matches!(options.first(), Some(b'-' | b'+')));
    let options = &options[skipped..];
    let place = options.iter().position(|option| *option == letter)?;
    Some(match &options[place + 1..] {
        [b':', b':', ..] => (optional_argument, false),
        [b':', ..] => (required_argument, false),
        // Without long options it is as if the semicolon were not there, as with glibc.
        [b';', ..] if letter == b'W' && !search.long.is_null() => (required_argument, true),
        _ => (no_argument, false),
    })
}

unsafe fn long_options<'a>(first: *const option) -> &'a [option] {
    let mut len = 0;
    // SAFETY: the list ends with an option without a name.
    unsafe {
        while !(*first.add(len)).name.is_null() {
            len += 1;
        }
        core::slice::from_raw_parts(first, len)
    }
}
