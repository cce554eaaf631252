//! `ioctl`.

use super::descriptor::set_close_on_exec;
use super::{background, handle_of};
use crate::kernel::{file, handle, user};
use crate::path::{call_handle, Message};
use crate::protocol::Operation;
use crate::state::Thread;
use crate::types::constants::ioctl::*;
use crate::types::{Termios, Winsize};
use abi::errno::Result;
use abi::file::FileFlags;
use abi::handle::HandleKind;
use abi::{Errno, Handle, UserSlice};
use core::mem::size_of;

/// How a request uses its argument.
enum Shape {
    /// A struct of that many bytes, from the program.
    In(usize),
    /// A struct of that many bytes, to the program.
    Out(usize),
    /// The number itself.
    Scalar,
}

/// The requests that are carried to the file's server.
fn shape(request: u64) -> Option<Shape> {
    Some(match request {
        TCGETS => Shape::Out(size_of::<Termios>()),
        TCSETS | TCSETSW | TCSETSF => Shape::In(size_of::<Termios>()),
        TIOCGWINSZ => Shape::Out(size_of::<Winsize>()),
        TIOCSWINSZ => Shape::In(size_of::<Winsize>()),
        TIOCGPGRP | TIOCGSID | TIOCOUTQ | TIOCGPTN | TIOCMGET | FIONREAD => {
            Shape::Out(size_of::<i32>())
        }
        TIOCSPGRP | TIOCSPTLCK => Shape::In(size_of::<i32>()),
        TIOCSTI => Shape::In(1),
        TCSBRK | TCSBRKP | TCXONC | TCFLSH | TIOCSCTTY | TIOCNOTTY | TIOCEXCL | TIOCNXCL
        | TIOCGPTPEER => Shape::Scalar,
        _ => return None,
    })
}

/// `ioctl`: `argument` is a number or the address of the request's struct. Errors: ENOTTY for
/// requests that are not known or that the file's server does not serve.
pub fn ioctl(thread: &Thread, fd: i32, request: u64, argument: u64) -> Result<i32> {
    // C passes the request as an int; the upper half is sign extension at most.
    let request = request & 0xffff_ffff;
    let target = handle_of(fd)?;
    match request {
        FIONREAD => match file::bytes_readable(target) {
            Err(Errno::ENOTTY) => serve(thread, target, request, argument),
            bytes => {
                user::store(argument as usize, i32::try_from(bytes?).unwrap_or(i32::MAX))?;
                Ok(0)
            }
        },
        FIONBIO => {
            let mut flags = handle::get_info(target)?.file_flags;
            flags.set(
                FileFlags::NONBLOCK,
                user::load::<i32>(argument as usize)? != 0,
            );
            handle::set_file_flags(target, flags).map(|()| 0)
        }
        FIOCLEX => set_close_on_exec(target, true).map(|()| 0),
        FIONCLEX => set_close_on_exec(target, false).map(|()| 0),
        _ => serve(thread, target, request, argument),
    }
}

fn serve(thread: &Thread, target: Handle, request: u64, argument: u64) -> Result<i32> {
    let kind = handle::get_info(target)?.kind;
    let (Some(HandleKind::File), Some(shape)) = (kind, shape(request)) else {
        return Err(Errno::ENOTTY);
    };
    let structure = |len| UserSlice {
        address: argument as usize,
        len,
    };
    let ask = |anyway: u64| {
        let message = Message::new(Operation::Control, [request, argument, anyway, 0]);
        let message = match shape {
            Shape::In(len) => message.input(structure(len)),
            Shape::Out(len) => message.output(structure(len)),
            Shape::Scalar => message,
        };
        call_handle(thread, target, &message)
    };
    let answer = thread
        .restarting(|| ask(0).or_else(|errno| background::after_change(thread, errno, || ask(1))));
    let answer = answer.map_err(|errno| match errno {
        Errno::ENOSYS => Errno::ENOTTY,
        other => other,
    })?;
    match answer.handle {
        Handle::NONE => Ok(answer.result as i32),
        opened => Ok(opened.0 as i32),
    }
}

/// Whether the descriptor is a terminal: whether its server knows the size of its window. Apart from [`ioctl`],
/// so that a program which only prints does not carry that. Errors: EBADF, ENOTTY.
pub fn isatty(thread: &Thread, fd: i32) -> Result<()> {
    let target = handle_of(fd)?;
    match handle::get_info(target)?.kind {
        Some(HandleKind::File) => {
            let mut size = [0; size_of::<Winsize>()];
            let message = Message::new(Operation::Control, [TIOCGWINSZ, 0, 0, 0])
                .output(UserSlice::of_mut(&mut size));
            call_handle(thread, target, &message).map(drop)
        }
        _ => Err(Errno::ENOTTY),
    }
}
