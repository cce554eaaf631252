//! `execve`: builds the new program's address space and continues in it.

use super::elf;
use super::image::{make_image, read_at, ExecArguments, Owned, Personality, FIRST_BYTES};
use crate::fs::{self, open_executable};
use crate::kernel::process;
use crate::path::{call_manager, make_absolute, Message};
use crate::protocol::{Lookup, Operation};
use crate::state::Thread;
use crate::types::constants::fcntl::{AT_FDCWD, AT_SYMLINK_NOFOLLOW};
use crate::types::constants::limits::{NAME_MAX, PATH_MAX, SYMLOOP_MAX};
use abi::errno::Result;
use abi::process::ThreadStart;
use abi::{Errno, UserSlice};

/// Scripts whose interpreter is a script, at most (Linux's limit).
const SCRIPT_DEPTH: usize = 5;

/// Replaces the program (`execveat`, with `AT_SYMLINK_NOFOLLOW`); returns only on failure. Errors:
/// those of opening the file, EACCES, ENOEXEC, E2BIG, ENOMEM, ELOOP for scripts of scripts.
pub fn execve<'a, A, E>(
    thread: &Thread,
    dirfd: i32,
    path: &[u8],
    arguments: ExecArguments<A, E>,
    flags: i32,
) -> Errno
where
    A: Iterator<Item = &'a [u8]> + Clone,
    E: Iterator<Item = &'a [u8]> + Clone,
{
    match prepare(thread, dirfd, path, &arguments, flags) {
        Ok((space, start)) => process::exec(space.0, &start),
        Err(errno) => errno,
    }
}

/// Strings that scripts put before the arguments, newest first.
struct ScriptWords {
    bytes: [u8; 2 * PATH_MAX],
    /// Where the words begin; each ends with a NUL.
    start: usize,
    /// Arguments of the caller that are replaced: 1 if any script was met.
    replaced: usize,
}

impl ScriptWords {
    fn push(&mut self, word: &[u8]) -> Result<()> {
        let at = self
            .start
            .checked_sub(word.len() + 1)
            .ok_or(Errno::ENAMETOOLONG)?;
        self.bytes[at..at + word.len()].copy_from_slice(word);
        self.bytes[at + word.len()] = 0;
        self.start = at;
        Ok(())
    }

    fn words(&self) -> impl Iterator<Item = &[u8]> + Clone {
        let bytes = &self.bytes[self.start..];
        bytes
            .strip_suffix(b"\0")
            .into_iter()
            .flat_map(|bytes| bytes.split(|&byte| byte == 0))
    }
}

/// Everything up to the point of no return.
fn prepare<'a, A, E>(
    thread: &Thread,
    dirfd: i32,
    path: &[u8],
    given: &ExecArguments<A, E>,
    flags: i32,
) -> Result<(Owned, ThreadStart)>
where
    A: Iterator<Item = &'a [u8]> + Clone,
    E: Iterator<Item = &'a [u8]> + Clone,
{
    let mut script = ScriptWords {
        bytes: [0; 2 * PATH_MAX],
        start: 2 * PATH_MAX,
        replaced: 0,
    };
    let lookup = match flags & AT_SYMLINK_NOFOLLOW {
        0 => 0,
        _ => Lookup::NO_FOLLOW.bits(),
    };
    let mut program = Owned(open_executable(thread, dirfd, path, lookup)?);
    let mut first = [0u8; FIRST_BYTES];
    let mut len = read_at(program.0, &mut first, 0)?;
    let mut depth = 0;
    while let Some((interpreter, argument)) = elf::script(&first[..len.min(elf::SCRIPT_LINE_MAX)])?
    {
        depth += 1;
        if depth > SCRIPT_DEPTH {
            return Err(Errno::ELOOP);
        }
        // argv becomes: interpreter, its argument, the script, the caller's from argv[1] on.
        // Where the interpreter is a script itself, its name is there already.
        if script.replaced == 0 {
            script.push(path)?;
        }
        if let Some(argument) = argument {
            script.push(argument)?;
        }
        script.push(interpreter)?;
        script.replaced = 1;
        program = Owned(open_executable(thread, AT_FDCWD, interpreter, 0)?);
        len = read_at(program.0, &mut first, 0)?;
    }
    // The maps shorten the lifetimes to that of `script`.
    #[allow(clippy::redundant_slicing)]
    let own = given
        .arguments
        .clone()
        .skip(script.replaced)
        .map(|word| &word[..]);
    #[allow(clippy::redundant_slicing)]
    let arguments = ExecArguments {
        arguments: script.words().chain(own),
        environment: given.environment.clone().map(|word| &word[..]),
    };
    let name = match script.words().next() {
        Some(interpreter) => interpreter,
        None => path,
    };
    let image = make_image(thread, program.0, Personality::ByFile, name, &arguments)?;
    let place = if script.replaced == 0 {
        (dirfd, path)
    } else {
        (AT_FDCWD, name)
    };
    tell_manager(thread, place, path, &arguments)?;
    Ok(image)
}

/// Writes the absolute path of a program that exists; its length. A link is followed where it is
/// the last component: what `/proc/self/exe` tells must not be `/proc/self/exe`.
fn locate(
    thread: &Thread,
    (dirfd, path): (i32, &[u8]),
    place: &mut [u8; PATH_MAX],
) -> Result<usize> {
    let mut len = make_absolute(thread, dirfd, path, place)?;
    for _ in 0..SYMLOOP_MAX {
        let mut target = [0u8; PATH_MAX];
        let room = UserSlice::of_mut(&mut target);
        let Ok(found) = fs::readlink(thread, AT_FDCWD, &place[..len], room) else {
            // No link, as it should be: it was opened before.
            return Ok(drop_dots(place, len));
        };
        let start = match target[0] {
            b'/' => 0,
            _ => place[..len]
                .iter()
                .rposition(|&byte| byte == b'/')
                .map_or(0, |slash| slash + 1),
        };
        len = start + found;
        place
            .get_mut(start..len)
            .ok_or(Errno::ENAMETOOLONG)?
            .copy_from_slice(&target[..found]);
    }
    Err(Errno::ELOOP)
}

/// Takes the components "." out of a path; what is left of its length.
fn drop_dots(path: &mut [u8], mut len: usize) -> usize {
    let mut at = 0;
    while at + 2 < len {
        if path[at..at + 3] == *b"/./" {
            path.copy_within(at + 2..len, at);
            len -= 2;
        } else {
            at += 1;
        }
    }
    len
}

/// Tells the process manager what the process runs from now on: where the program is, by what name
/// it was started (a script has its own), and its arguments.
fn tell_manager<'s, A, E>(
    thread: &Thread,
    program: (i32, &[u8]),
    path: &[u8],
    given: &ExecArguments<A, E>,
) -> Result<()>
where
    A: Iterator<Item = &'s [u8]> + Clone,
{
    let mut place = [0u8; PATH_MAX];
    let place = match locate(thread, program, &mut place) {
        Ok(len) => &place[..len],
        // The working directory is gone, or so: the name must do.
        Err(_) => path,
    };
    let mut line = [0u8; 1024];
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    let mut len = name.len().min(NAME_MAX);
    line[..len].copy_from_slice(&name[..len]);
    len += 1;
    for argument in given.arguments.clone() {
        let room = &mut line[len..];
        let cut = argument.len().min(room.len().saturating_sub(1));
        if room.is_empty() {
            break;
        }
        room[..cut].copy_from_slice(&argument[..cut]);
        len += cut + 1;
    }
    let message = Message::new(Operation::Executed, [0; 4]).input(UserSlice::of(&line[..len]));
    call_manager(thread, place, &message).map(drop)
}

#[cfg(test)]
mod tests {
    use super::drop_dots;

    #[test]
    fn dots_are_taken_out_and_nothing_else() {
        for (given, left) in [
            (&b"/root/./s"[..], &b"/root/s"[..]),
            (b"/././a/./././b", b"/a/b"),
            (b"/a/.b/../c./.", b"/a/.b/../c./."),
            (b"/", b"/"),
        ] {
            let mut path = given.to_vec();
            let len = drop_dots(&mut path, given.len());
            assert_eq!(&path[..len], left);
        }
    }
}
