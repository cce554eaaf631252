//! `ioctl`: terminals, mostly.

use super::{number, Context};
use crate::guest;
use abi::errno::Result;
use posix::fd;
use posix::types::constants::ioctl::*;

/// Largest struct of the requests that are served.
const STRUCT_MAX: usize = 64;

/// Whether the argument is a number and not an address.
fn is_scalar(request: u64) -> bool {
    matches!(
        request,
        TCSBRK
            | TCSBRKP
            | TCXONC
            | TCFLSH
            | TIOCSCTTY
            | TIOCNOTTY
            | TIOCEXCL
            | TIOCNXCL
            | TIOCGPTPEER
            | FIOCLEX
            | FIONCLEX
    )
}

pub fn ioctl(context: &mut Context<'_>) -> Result<u64> {
    let (target, request, argument) = (context.int(0), context.raw(1), context.raw(2));
    if !is_scalar(request & 0xffff_ffff) && argument != 0 {
        guest::buffer(argument as usize, STRUCT_MAX)?;
    }
    fd::ioctl(context.thread(), target, request, argument).map(number)
}
