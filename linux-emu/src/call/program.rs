//! `execve`: the guest's argument vectors, copied before the address space goes.

use super::Context;
use crate::guest::{self, Path};
use abi::errno::Result;
use abi::Errno;
use posix::fs;
use posix::kernel::memory::Mapping;
use posix::process::{self, ExecArguments};
use posix::types::constants::fcntl::{AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW};
use posix::types::constants::limits::ARG_MAX;

/// Strings of a vector, one after the other, each with its NUL.
struct Strings {
    room: Mapping,
    len: usize,
}

impl Strings {
    /// Copies the strings that a null-terminated array of the guest points to. Errors: EFAULT, E2BIG.
    fn at(mut array: usize) -> Result<Self> {
        let mut room = Mapping::anonymous(ARG_MAX)?;
        let mut len = 0;
        // Linux takes a null array as an empty one.
        while array != 0 {
            let string: usize = guest::load(array)?;
            if string == 0 {
                break;
            }
            let rest = room.bytes_mut().get_mut(len..).unwrap_or_default();
            let copied = guest::read_string(string, rest)?.ok_or(Errno::E2BIG)?;
            len += copied + 1;
            array = array.checked_add(size_of::<usize>()).ok_or(Errno::EFAULT)?;
        }
        Ok(Self { room, len })
    }

    fn iter(&self) -> Iter<'_> {
        Iter(&self.room.bytes()[..self.len])
    }
}

/// The strings not given yet.
#[derive(Clone)]
struct Iter<'a>(&'a [u8]);

impl<'a> Iterator for Iter<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let end = self.0.iter().position(|&byte| byte == 0)?;
        let string = &self.0[..end];
        self.0 = &self.0[end + 1..];
        Some(string)
    }
}

fn run(context: &Context<'_>, dirfd: i32, path: &Path, vectors: usize, flags: i32) -> Result<u64> {
    let copied = Strings::at(context.word(vectors)).and_then(|arguments| {
        let environment = Strings::at(context.word(vectors + 1))?;
        Ok((arguments, environment))
    });
    let (arguments, environment) = match copied {
        Ok(both) => both,
        Err(errno) => {
            // Linux looks at the file first.
            fs::access(context.thread(), dirfd, path.bytes(), 0, flags)?;
            return Err(errno);
        }
    };
    // Linux gives a program without arguments one empty argument.
    let missing = (arguments.len == 0).then_some(&b""[..]);
    let given = ExecArguments {
        arguments: missing.into_iter().chain(arguments.iter()),
        environment: environment.iter(),
    };
    Err(process::execve(
        context.thread(),
        dirfd,
        path.bytes(),
        given,
        flags,
    ))
}

pub fn execve(context: &mut Context<'_>) -> Result<u64> {
    let path = context.path(0)?;
    run(context, AT_FDCWD, &path, 1, 0)
}

pub fn execveat(context: &mut Context<'_>) -> Result<u64> {
    let (path, flags) = (context.path(1)?, context.int(4));
    if flags & !(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) != 0 {
        return Err(Errno::EINVAL);
    }
    if path.bytes().is_empty() && flags & AT_EMPTY_PATH != 0 {
        let name = Path::of_descriptor(context.int(0))?;
        return run(context, AT_FDCWD, &name, 2, 0);
    }
    run(
        context,
        context.int(0),
        &path,
        2,
        flags & AT_SYMLINK_NOFOLLOW,
    )
}
