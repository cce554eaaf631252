//! From an operation to the server's method.

use super::incoming::Incoming;
use super::outcome::{Failure, Opened, Outcome, Output, Plain};
use crate::protocol::{OpenFlags, Operation, RenameFlags, VERSION};
use crate::types::{Flock, Stat, StatFs, Timespec};
use abi::file::Transfers;
use abi::message::{Kind, Reply, ReplyFlags};
use abi::Errno;
use bytemuck::bytes_of;

const UNSERVED: Failure = Failure::Error(Errno::ENOSYS);

/// A server of files. `call.name()` is the path relative to `call.file()`; empty means that file.
/// Every method may answer [`Failure::Redirect`] for a path that leaves the server.
#[allow(unused_variables, reason = "the defaults serve nothing")]
pub trait FileServer {
    /// Opens, and creates if the flags ask for it; `mode` has the umask applied.
    fn open(
        &mut self,
        call: &Incoming<'_>,
        flags: OpenFlags,
        mode: u32,
        output: &mut Output<'_>,
    ) -> Outcome<Opened>;

    /// The last handle of a file is gone.
    fn close(&mut self, file: u64) {}

    /// `stat`.
    fn stat(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<Stat>;

    /// The absolute path of an open file, to the output.
    fn path(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        Err(UNSERVED)
    }

    /// Reads a file without a stream: up to `len` bytes, to the output.
    fn read(
        &mut self,
        call: &Incoming<'_>,
        offset: u64,
        len: usize,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        Err(Errno::EINVAL.into())
    }

    /// Writes `call.input()` to a file without a stream; the number of bytes taken.
    fn write(&mut self, call: &Incoming<'_>, offset: u64) -> Outcome<usize> {
        Err(Errno::EINVAL.into())
    }

    /// Directory records from a position, to the output, at most `call.output_max()` bytes; the
    /// next position. Errors: EINVAL if not one record fits, ENOTDIR.
    fn read_directory(
        &mut self,
        call: &Incoming<'_>,
        position: u64,
        output: &mut Output<'_>,
    ) -> Outcome<u64> {
        Err(Errno::ENOTDIR.into())
    }

    /// A symbolic link's target, to the output. Errors: EINVAL if it is none.
    fn read_link(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        Err(Errno::EINVAL.into())
    }

    /// `access`: `mode` is `R_OK` | `W_OK` | `X_OK`.
    fn access(&mut self, call: &Incoming<'_>, mode: u32, output: &mut Output<'_>) -> Outcome<()> {
        Err(UNSERVED)
    }

    /// `unlink`.
    fn unlink(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        Err(Errno::EROFS.into())
    }

    /// `mkdir`; the mode has the umask applied.
    fn make_directory(
        &mut self,
        call: &Incoming<'_>,
        mode: u32,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        Err(Errno::EROFS.into())
    }

    /// `rmdir`.
    fn remove_directory(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        Err(Errno::EROFS.into())
    }

    /// `rename` from `call.name()` to `call.input()`.
    fn rename(
        &mut self,
        call: &Incoming<'_>,
        flags: RenameFlags,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        Err(Errno::EROFS.into())
    }

    /// `link`: `call.input()` becomes a name of `call.name()`.
    fn link(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        Err(Errno::EROFS.into())
    }

    /// `symlink`: `call.name()` becomes a link to `call.input()`.
    fn symbolic_link(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<()> {
        Err(Errno::EROFS.into())
    }

    /// `mknod`; the mode has the type, and the umask applied.
    fn make_node(
        &mut self,
        call: &Incoming<'_>,
        mode: u32,
        device: u64,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        Err(Errno::EROFS.into())
    }

    /// `chmod`.
    fn change_mode(
        &mut self,
        call: &Incoming<'_>,
        mode: u32,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        Err(Errno::EROFS.into())
    }

    /// `chown`; `None` keeps an id.
    fn change_owner(
        &mut self,
        call: &Incoming<'_>,
        user: Option<u32>,
        group: Option<u32>,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        Err(Errno::EROFS.into())
    }

    /// `utimensat`: access and modification time, with `UTIME_NOW` and `UTIME_OMIT` in `nsec`.
    fn set_times(
        &mut self,
        call: &Incoming<'_>,
        times: [Timespec; 2],
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        Err(Errno::EROFS.into())
    }

    /// `truncate`.
    fn truncate(&mut self, call: &Incoming<'_>, size: u64, output: &mut Output<'_>) -> Outcome<()> {
        Err(Errno::EINVAL.into())
    }

    /// `fallocate`.
    fn allocate(&mut self, call: &Incoming<'_>, mode: u32, offset: u64, len: u64) -> Outcome<()> {
        Err(UNSERVED)
    }

    /// `statfs`.
    fn stat_fs(&mut self, call: &Incoming<'_>, output: &mut Output<'_>) -> Outcome<StatFs> {
        Err(UNSERVED)
    }

    /// `fsync`.
    fn synchronise(&mut self, call: &Incoming<'_>, data_only: bool) -> Outcome<()> {
        Ok(())
    }

    /// `ioctl` by number; its struct is the input or goes to the output.
    fn control(
        &mut self,
        call: &Incoming<'_>,
        request: u64,
        argument: u64,
        output: &mut Output<'_>,
    ) -> Outcome<Plain> {
        Err(Errno::ENOTTY.into())
    }

    /// `fcntl` record locks: `command` is `F_GETLK`, `F_SETLK` or `F_SETLKW`, `position` the
    /// file's offset (for `SEEK_CUR`). The answer of `F_GETLK` is the result.
    fn record_lock(
        &mut self,
        call: &Incoming<'_>,
        command: i32,
        position: u64,
        lock: Flock,
    ) -> Outcome<Flock> {
        Err(UNSERVED)
    }

    /// `flock`.
    fn whole_lock(&mut self, call: &Incoming<'_>, operation: i32) -> Outcome<()> {
        Err(UNSERVED)
    }

    /// `inotify_init`: a file without a stream, whose reads are told of changes.
    fn watch_create(&mut self, call: &Incoming<'_>) -> Outcome<Opened> {
        Err(UNSERVED)
    }

    /// `inotify_add_watch` on a path, for the file that `call.take_handle(0)` gives: the watch's number. `mask` has known
    /// bits only.
    fn watch_add(
        &mut self,
        call: &Incoming<'_>,
        mask: u32,
        output: &mut Output<'_>,
    ) -> Outcome<i32> {
        Err(UNSERVED)
    }

    /// `inotify_rm_watch`.
    fn watch_remove(&mut self, call: &Incoming<'_>, watch: i32) -> Outcome<()> {
        Err(UNSERVED)
    }

    /// Bytes went through the stream of a file: the server watches it ([`abi::Call::StreamWatch`]).
    fn transferred(&mut self, file: u64, transfers: Transfers) {}

    /// A request has been served, and is about to be answered if it is to be.
    fn served(&mut self) {}

    /// Any operation that is not of files.
    fn other(
        &mut self,
        call: &Incoming<'_>,
        operation: Operation,
        output: &mut Output<'_>,
    ) -> Outcome<Plain> {
        Err(UNSERVED)
    }

    /// The client of a request that was answered [`Failure::Later`] was interrupted: answer it
    /// soon, with EINTR or its result.
    fn cancel(&mut self, id: u64) {}

    /// A process that this server made has ended: its cookie, exit status word, user and system
    /// CPU nanoseconds, peak resident bytes.
    fn process_exited(&mut self, cookie: u64, end: [u64; 4]) {}

    /// Pages for a paged object: `len` bytes at `offset` of the object with that cookie, to the
    /// output.
    fn page_in(
        &mut self,
        cookie: u64,
        offset: u64,
        len: usize,
        output: &mut Output<'_>,
    ) -> Outcome<()> {
        Err(UNSERVED)
    }

    /// A dirty page of a paged object: `call.input()` at `offset`.
    fn page_out(&mut self, call: &Incoming<'_>, offset: u64) -> Outcome<()> {
        Err(UNSERVED)
    }

    /// A write wants the file's stream to grow to `size` bytes.
    fn grow(&mut self, file: u64, size: u64) -> Outcome<()> {
        Err(Errno::EFBIG.into())
    }
}

/// Runs the method for a request and makes the reply; none if there is nothing to reply (now).
pub(super) fn dispatch<S: FileServer>(
    server: &mut S,
    call: &Incoming<'_>,
    output: &mut Output<'_>,
) -> Option<Reply> {
    let mut reply = Reply::new(call.id(), 0);
    let result = match call.kind() {
        Kind::Call => match call.operation() {
            Some(operation) => serve_call(server, call, operation, &mut reply, output),
            None => Err(UNSERVED),
        },
        Kind::Read => {
            let len = usize::try_from(call.arg(1))
                .unwrap_or(usize::MAX)
                .min(output.room().len());
            let done = server.read(call, call.arg(0), len, output);
            done.map(|()| Plain::of(output.bytes().len() as u64))
        }
        Kind::Write => server
            .write(call, call.arg(0))
            .map(|taken| Plain::of(taken as u64)),
        Kind::PageIn => {
            let len = usize::try_from(call.arg(1)).unwrap_or(usize::MAX);
            server
                .page_in(call.file(), call.arg(0), len, output)
                .map(|()| Plain::OK)
        }
        Kind::PageOut => server.page_out(call, call.arg(0)).map(|()| Plain::OK),
        Kind::Grow => server.grow(call.file(), call.arg(0)).map(|()| Plain::OK),
        Kind::Transferred => {
            let bits = Transfers::from_bits_truncate(call.arg(0) as u32);
            server.transferred(call.file(), bits);
            // A client that is ending does not wait.
            if call.id() == 0 {
                return None;
            }
            Ok(Plain::OK)
        }
        Kind::Close => {
            server.close(call.file());
            return None;
        }
        Kind::Cancel => {
            server.cancel(call.arg(0));
            return None;
        }
        Kind::ProcessExited => {
            server.process_exited(call.file(), core::array::from_fn(|index| call.arg(index)));
            return None;
        }
    };
    match result {
        Ok(plain) => {
            reply.result = plain.result as i64;
            reply.values = plain.values;
            output.finish(&mut reply, None);
        }
        Err(Failure::Later) => return None,
        Err(failure) => {
            reply.flags = ReplyFlags::empty().bits();
            output.finish(&mut reply, Some(failure));
        }
    }
    Some(reply)
}

fn id_argument(word: u64) -> Option<u32> {
    match word as u32 {
        u32::MAX => None,
        id => Some(id),
    }
}

/// The operations on files.
fn serve_call<S: FileServer>(
    server: &mut S,
    call: &Incoming<'_>,
    operation: Operation,
    reply: &mut Reply,
    output: &mut Output<'_>,
) -> Outcome<Plain> {
    let done = |()| Plain::OK;
    let mode = call.arg(0) as u32;
    match operation {
        Operation::Version => Ok(Plain::of(VERSION)),
        Operation::Open => {
            let flags = OpenFlags::from_bits_truncate(call.arg(0));
            let opened = server.open(call, flags, call.arg(1) as u32 & 0o7777, output)?;
            opened.fill(reply);
            Ok(Plain::OK)
        }
        Operation::Stat => {
            let stat = server.stat(call, output)?;
            output.push(bytes_of(&stat));
            Ok(Plain::OK)
        }
        Operation::ReadLink => server.read_link(call, output).map(done),
        Operation::Unlink => server.unlink(call, output).map(done),
        Operation::MakeDirectory => server.make_directory(call, mode & 0o7777, output).map(done),
        Operation::RemoveDirectory => server.remove_directory(call, output).map(done),
        Operation::Rename => match RenameFlags::from_bits(call.arg(0)) {
            Some(flags) => server.rename(call, flags, output).map(done),
            None => Err(Errno::EINVAL.into()),
        },
        Operation::Link => server.link(call, output).map(done),
        Operation::SymbolicLink => server.symbolic_link(call, output).map(done),
        Operation::ChangeMode => server.change_mode(call, mode & 0o7777, output).map(done),
        Operation::ChangeOwner => {
            let (user, group) = (id_argument(call.arg(0)), id_argument(call.arg(1)));
            server.change_owner(call, user, group, output).map(done)
        }
        Operation::SetTimes => server.set_times(call, call.input_as()?, output).map(done),
        Operation::Truncate => server.truncate(call, call.arg(0), output).map(done),
        Operation::ReadDirectory => {
            let next = server.read_directory(call, call.arg(0), output)?;
            Ok(Plain {
                result: 0,
                values: [next, 0],
            })
        }
        Operation::StatFs => {
            let stat = server.stat_fs(call, output)?;
            output.push(bytes_of(&stat));
            Ok(Plain::OK)
        }
        Operation::Access => server.access(call, mode & 7, output).map(done),
        Operation::MakeNode => server.make_node(call, mode, call.arg(1), output).map(done),
        Operation::Synchronise => server.synchronise(call, call.arg(0) != 0).map(done),
        Operation::Control => server.control(call, call.arg(0), call.arg(1), output),
        Operation::Path => server.path(call, output).map(done),
        Operation::RecordLock => {
            let lock = server.record_lock(call, call.arg_i32(0), call.arg(1), call.input_as()?)?;
            output.push(bytes_of(&lock));
            Ok(Plain::OK)
        }
        Operation::WholeLock => server.whole_lock(call, call.arg_i32(0)).map(done),
        Operation::Allocate => server
            .allocate(call, mode, call.arg(1), call.arg(2))
            .map(done),
        Operation::WatchCreate => {
            server.watch_create(call)?.fill(reply);
            Ok(Plain::OK)
        }
        Operation::WatchAdd => {
            let watch = server.watch_add(call, call.arg(0) as u32, output)?;
            Ok(Plain::of(watch as u64))
        }
        Operation::WatchRemove => server.watch_remove(call, call.arg_i32(0)).map(done),
        other => server.other(call, other, output),
    }
}
