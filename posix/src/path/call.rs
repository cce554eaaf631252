//! One message about a path.

use crate::fd::handle_of;
use crate::kernel::file;
use crate::protocol::{Operation, REDIRECT};
use crate::state::Thread;
use crate::types::constants::fcntl::AT_FDCWD;
use crate::types::constants::limits::{PATH_MAX, SYMLOOP_MAX};
use abi::errno::Result;
use abi::message::{CallFlags, CallRequest};
use abi::{Errno, Handle, UserSlice};

/// What is asked about a path, without the path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message {
    pub operation: Operation,
    pub flags: CallFlags,
    pub args: [u64; 4],
    pub input: UserSlice,
    pub output: UserSlice,
    /// Lent to the server, if it is not [`Handle::NONE`].
    pub lent: Handle,
}

/// What came back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    pub result: u64,
    pub values: [u64; 2],
    /// Bytes in the payload, of which no more than the output's length were stored.
    pub output_len: usize,
    /// The first handle received, or [`Handle::NONE`].
    pub handle: Handle,
}

enum Sent {
    Done(Answer),
    Redirected(Answer),
}

/// Where a message goes.
#[derive(Clone, Copy)]
struct Target<'a> {
    handle: Handle,
    /// Empty unless the handle is the namespace.
    scheme: &'a [u8],
}

impl Target<'_> {
    const fn file(handle: Handle) -> Self {
        Self {
            handle,
            scheme: b"",
        }
    }
}

impl Message {
    pub(crate) fn new(operation: Operation, args: [u64; 4]) -> Self {
        Self {
            operation,
            flags: CallFlags::empty(),
            args,
            input: UserSlice::EMPTY,
            output: UserSlice::EMPTY,
            lent: Handle::NONE,
        }
    }

    pub(crate) fn lend(mut self, handle: Handle) -> Self {
        self.lent = handle;
        self
    }

    pub(crate) fn input(mut self, input: UserSlice) -> Self {
        self.input = input;
        self
    }

    pub(crate) fn output(mut self, output: UserSlice) -> Self {
        self.output = output;
        self
    }

    pub(crate) fn flags(mut self, flags: CallFlags) -> Self {
        self.flags = flags;
        self
    }

    /// Has `call` make the kernel's call with it; what that returned, and what came back.
    pub(crate) fn exchange(
        &self,
        scheme: &[u8],
        name: &[u8],
        call: impl FnOnce(&mut CallRequest) -> Result<u64>,
    ) -> (Result<u64>, Answer) {
        let mut received = Handle::NONE;
        let mut request = CallRequest {
            operation: self.operation as u32,
            flags: self.flags.bits(),
            args: self.args,
            scheme: UserSlice::of(scheme),
            name: UserSlice::of(name),
            input: self.input,
            output: self.output,
            handles: UserSlice {
                address: core::ptr::from_ref(&self.lent) as usize,
                len: usize::from(self.lent != Handle::NONE),
            },
            handles_out: UserSlice {
                address: core::ptr::from_mut(&mut received) as usize,
                len: 1,
            },
            values: [0; 2],
            output_len: 0,
            handles_len: 0,
        };
        let result = call(&mut request);
        let answer = Answer {
            result: *result.as_ref().unwrap_or(&0),
            values: request.values,
            output_len: request.output_len,
            handle: if request.handles_len > 0 {
                received
            } else {
                Handle::NONE
            },
        };
        (result, answer)
    }

    /// Sends it, restarting as POSIX asks.
    fn send(&self, thread: &Thread, target: Target<'_>, name: &[u8]) -> Result<Sent> {
        let (result, answer) = self.exchange(target.scheme, name, |request| {
            thread.restarting(|| file::call(target.handle, request))
        });
        match result {
            Ok(_) => Ok(Sent::Done(answer)),
            Err(REDIRECT) => Ok(Sent::Redirected(answer)),
            Err(errno) => Err(errno),
        }
    }
}

/// Sends a message about the file behind `handle` itself.
pub(crate) fn call_handle(thread: &Thread, handle: Handle, message: &Message) -> Result<Answer> {
    call_file(thread, handle, b"", message)
}

/// Sends a message to the process manager.
pub(crate) fn call_manager(thread: &Thread, name: &[u8], message: &Message) -> Result<Answer> {
    call_file(thread, Handle::PROCESS_MANAGER, name, message)
}

fn call_file(thread: &Thread, handle: Handle, name: &[u8], message: &Message) -> Result<Answer> {
    match message.send(thread, Target::file(handle), name)? {
        Sent::Done(answer) => Ok(answer),
        Sent::Redirected(_) => Err(Errno::EIO),
    }
}

/// Sends a message about a scheme itself. Errors: ENOENT if the process's namespace has none of that name.
pub(crate) fn call_scheme(thread: &Thread, scheme: &[u8], message: &Message) -> Result<Answer> {
    let target = Target {
        handle: Handle::NAMESPACE,
        scheme,
    };
    match message.send(thread, target, b"")? {
        Sent::Done(answer) => Ok(answer),
        Sent::Redirected(_) => Err(Errno::EIO),
    }
}

/// The directory that a relative path starts from.
fn base(dirfd: i32) -> Result<Handle> {
    match dirfd {
        AT_FDCWD => Ok(Handle::WORKING_DIRECTORY),
        fd => handle_of(fd),
    }
}

fn check(path: &[u8]) -> Result<()> {
    match path.len() {
        0 => Err(Errno::ENOENT),
        len if len >= PATH_MAX => Err(Errno::ENAMETOOLONG),
        _ => Ok(()),
    }
}

/// Sends a message about `path`, relative to `dirfd`, and follows redirects. Errors: those of
/// the server, ENOENT for an empty path, ENAMETOOLONG, ELOOP, EBADF.
pub(crate) fn call_at(
    thread: &Thread,
    dirfd: i32,
    path: &[u8],
    message: &Message,
) -> Result<Answer> {
    check(path)?;
    match send(thread, dirfd, path, message)? {
        Sent::Done(answer) => Ok(answer),
        Sent::Redirected(_) => follow(thread, dirfd, path, message),
    }
}

fn send(thread: &Thread, dirfd: i32, path: &[u8], message: &Message) -> Result<Sent> {
    if path[0] == b'/' {
        send_absolute(thread, path, message)
    } else {
        message.send(thread, Target::file(base(dirfd)?), path)
    }
}

/// Sends a message about an absolute path to the scheme mounted there.
fn send_absolute(thread: &Thread, path: &[u8], message: &Message) -> Result<Sent> {
    let (scheme, reference, rest) = {
        let mounts = thread.process.mounts.lock(thread);
        let (mount, rest) = mounts.find(path).ok_or(Errno::ENOENT)?;
        let reference = match mount.reference() {
            b"" => None,
            _ => Some(*mount),
        };
        (mount.scheme_name(), reference, rest)
    };
    let target = Target {
        handle: Handle::NAMESPACE,
        scheme: scheme.get(),
    };
    match reference {
        None => message.send(thread, target, rest),
        Some(mount) => send_below(thread, target, mount.reference(), rest, message),
    }
}

/// Sends a message about `rest` within `reference` of a scheme.
#[inline(never)]
fn send_below(
    thread: &Thread,
    target: Target<'_>,
    reference: &[u8],
    rest: &[u8],
    message: &Message,
) -> Result<Sent> {
    let mut joined = [0; PATH_MAX];
    let len = join(reference, rest, &mut joined)?;
    message.send(thread, target, &joined[..len])
}

/// Writes the name within a scheme of `rest` below a mount's reference; its length. Errors: ENAMETOOLONG.
fn join(reference: &[u8], rest: &[u8], joined: &mut [u8; PATH_MAX]) -> Result<usize> {
    let middle = usize::from(!reference.is_empty() && !rest.is_empty());
    let end = reference.len() + middle + rest.len();
    let name = joined.get_mut(..end).ok_or(Errno::ENAMETOOLONG)?;
    name[..reference.len()].copy_from_slice(reference);
    name[reference.len()..end - rest.len()].fill(b'/');
    name[end - rest.len()..].copy_from_slice(rest);
    Ok(end)
}

/// Asks again with room for the new path, and goes on there until a server answers. The kernel
/// takes the name before the reply is written, so one buffer serves both.
#[cold]
#[inline(never)]
fn follow(thread: &Thread, dirfd: i32, path: &[u8], message: &Message) -> Result<Answer> {
    let mut buffer = [0u8; PATH_MAX];
    let asking = message.output(UserSlice::of_mut(&mut buffer));
    let has_output = message.output.len != 0;
    let mut sent = send(thread, dirfd, path, &asking)?;
    for _ in 0..SYMLOOP_MAX {
        let len = match sent {
            Sent::Redirected(answer) => redirect_len(&answer)?,
            // The file system changed meanwhile. What has output changes nothing: ask again.
            Sent::Done(_) if has_output => return call_at(thread, dirfd, path, message),
            Sent::Done(answer) => return Ok(answer),
        };
        if has_output {
            if let Sent::Done(answer) = send_absolute(thread, &buffer[..len], message)? {
                return Ok(answer);
            }
        }
        sent = send_absolute(thread, &buffer[..len], &asking)?;
    }
    match sent {
        Sent::Done(answer) if !has_output => Ok(answer),
        _ => Err(Errno::ELOOP),
    }
}

/// Length of the path that a server redirects to.
fn redirect_len(answer: &Answer) -> Result<usize> {
    match answer.output_len {
        0 => Err(Errno::EIO),
        len if len >= PATH_MAX => Err(Errno::ENAMETOOLONG),
        len => Ok(len),
    }
}

/// Sends a message about two paths that one server must hold both. Errors: as [`call_at`], EXDEV
/// if they lie in different mounts.
pub(crate) fn call_two(
    thread: &Thread,
    (old_dirfd, old): (i32, &[u8]),
    (new_dirfd, new): (i32, &[u8]),
    message: &Message,
) -> Result<Answer> {
    check(old)?;
    check(new)?;
    if old_dirfd == new_dirfd && old[0] != b'/' && new[0] != b'/' {
        let target = Target::file(base(old_dirfd)?);
        let together = message.input(UserSlice::of(new));
        if let Sent::Done(answer) = together.send(thread, target, old)? {
            return Ok(answer);
        }
    }
    call_two_absolute(thread, (old_dirfd, old), (new_dirfd, new), message)
}

/// [`call_two`] with both paths made absolute first.
#[inline(never)]
fn call_two_absolute(
    thread: &Thread,
    (old_dirfd, old): (i32, &[u8]),
    (new_dirfd, new): (i32, &[u8]),
    message: &Message,
) -> Result<Answer> {
    let mut buffers = [[0u8; PATH_MAX]; 2];
    let mut lens = [
        make_absolute(thread, old_dirfd, old, &mut buffers[0])?,
        make_absolute(thread, new_dirfd, new, &mut buffers[1])?,
    ];
    for _ in 0..SYMLOOP_MAX {
        let mut redirected = [0u8; PATH_MAX];
        let asking = message.output(UserSlice::of_mut(&mut redirected));
        let paths = [&buffers[0][..lens[0]], &buffers[1][..lens[1]]];
        match send_two(thread, paths, &asking)? {
            Sent::Done(answer) => return Ok(answer),
            Sent::Redirected(answer) => {
                let len = redirect_len(&answer)?;
                let which = usize::from(answer.values[0] != 0);
                buffers[which][..len].copy_from_slice(&redirected[..len]);
                lens[which] = len;
            }
        }
    }
    Err(Errno::ELOOP)
}

fn send_two(thread: &Thread, paths: [&[u8]; 2], message: &Message) -> Result<Sent> {
    let mut joined = [[0u8; PATH_MAX]; 2];
    let (scheme, lens) = {
        let mounts = thread.process.mounts.lock(thread);
        let (first, first_rest) = mounts.find(paths[0]).ok_or(Errno::ENOENT)?;
        let (second, second_rest) = mounts.find(paths[1]).ok_or(Errno::ENOENT)?;
        if first.path() != second.path() {
            return Err(Errno::EXDEV);
        }
        let lens = [
            join(first.reference(), first_rest, &mut joined[0])?,
            join(second.reference(), second_rest, &mut joined[1])?,
        ];
        (first.scheme_name(), lens)
    };
    let target = Target {
        handle: Handle::NAMESPACE,
        scheme: scheme.get(),
    };
    message
        .input(UserSlice::of(&joined[1][..lens[1]]))
        .send(thread, target, &joined[0][..lens[0]])
}

/// Writes the absolute form of `path` (symbolic links and `..` left alone); its length.
pub(crate) fn make_absolute(
    thread: &Thread,
    dirfd: i32,
    path: &[u8],
    buffer: &mut [u8; PATH_MAX],
) -> Result<usize> {
    let mut len = 0;
    if path.first() != Some(&b'/') {
        let ask = Message::new(Operation::Path, [0; 4]).output(UserSlice::of_mut(buffer));
        len = call_handle(thread, base(dirfd)?, &ask)?.output_len;
        if len + 1 >= PATH_MAX {
            return Err(Errno::ENAMETOOLONG);
        }
        buffer[len] = b'/';
        len += 1;
    }
    let end = len + path.len();
    if end >= PATH_MAX {
        return Err(Errno::ENAMETOOLONG);
    }
    buffer[len..end].copy_from_slice(path);
    Ok(end)
}
