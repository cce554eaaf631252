//! Questions to Linux about its interfaces (rtnetlink(7)). A kernel without netlink has no interfaces to tell of.

use crate::errno::Errno;
use crate::platform::Sys;
use crate::types::*;
use alloc::vec;

/// What is asked for, and the type of the answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// RTM_GETLINK, RTM_NEWLINK
    Links,
    /// RTM_GETADDR, RTM_NEWADDR
    Addresses,
}

/// Length, type, flags, sequence number and port of a message.
const HEADER: usize = 16;

/// Reads a `u16` or a `u32` in the byte order of the machine.
fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<usize> {
    let mut word = [0; 8];
    word[..N].copy_from_slice(bytes.get(at..at + N)?);
    Some(usize::from_le_bytes(word))
}

/// One answer: its fixed part and its attributes.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub fixed: &'a [u8],
    attributes: &'a [u8],
}

impl<'a> Answer<'a> {
    /// The attribute of a type.
    pub fn attribute(&self, wanted: usize) -> Option<&'a [u8]> {
        let mut rest = self.attributes;
        loop {
            let (length, kind) = (number::<2>(rest, 0)?, number::<2>(rest, 2)?);
            let data = rest.get(4..length)?;
            if kind == wanted {
                return Some(data);
            }
            rest = rest.get(length.next_multiple_of(4)..)?;
        }
    }

    /// A 32-bit number of the fixed part.
    pub fn number(&self, at: usize) -> u32 {
        number::<4>(self.fixed, at).unwrap_or(0) as u32
    }
}

/// Calls `visit` with every answer.
pub(crate) fn ask(question: Question, visit: &mut dyn FnMut(Answer)) -> Result<(), Errno> {
    const AF_NETLINK: c_int = 16;
    const SOCK_RAW_CLOEXEC: c_int = 3 | 0o2000000;
    // SAFETY: the descriptor is ours.
    unsafe {
        let fd = match Sys::socket(AF_NETLINK, SOCK_RAW_CLOEXEC, 0) {
            Err(Errno::EAFNOSUPPORT | Errno::ENOSYS | Errno::EPROTONOSUPPORT) => return Ok(()),
            result => result?,
        };
        let result = exchange(fd, question, visit);
        let _ = Sys::close(fd);
        result
    }
}

/// Sends the question and reads until the last answer.
fn exchange(fd: c_int, question: Question, visit: &mut dyn FnMut(Answer)) -> Result<(), Errno> {
    /// NLM_F_REQUEST | NLM_F_ROOT | NLM_F_MATCH
    const DUMP: u16 = 0x301;
    let (kind, answer, fixed) = match question {
        Question::Links => (18_u16, 16, 16),
        Question::Addresses => (22, 20, 8),
    };
    let mut request = [0_u8; HEADER + 4];
    request[0] = (HEADER + 1) as u8;
    request[4..6].copy_from_slice(&kind.to_le_bytes());
    request[6..8].copy_from_slice(&DUMP.to_le_bytes());
    let mut buffer = vec![0_u8; 32 << 10];
    // SAFETY: both buffers are whole.
    unsafe {
        let null = core::ptr::null_mut();
        Sys::sendto(fd, request.as_ptr().cast(), HEADER + 1, 0, null, 0)?;
        loop {
            let place = buffer.as_mut_ptr().cast();
            let count = Sys::recvfrom(fd, place, buffer.len(), 0, null, null.cast())?;
            let mut rest = &buffer[..count as usize];
            while let (Some(length), Some(kind)) = (number::<4>(rest, 0), number::<2>(rest, 4)) {
                let Some(body) = rest.get(HEADER..length) else {
                    break;
                };
                match kind {
                    // NLMSG_ERROR carries a negative error number, NLMSG_DONE ends.
                    2 => {
                        let error = number::<4>(body, 0).unwrap_or(0) as i32;
                        return Err(Errno(error.unsigned_abs() as u16));
                    }
                    3 => return Ok(()),
                    kind if kind == answer && body.len() >= fixed => visit(Answer {
                        fixed: &body[..fixed],
                        attributes: &body[fixed..],
                    }),
                    _ => {}
                }
                rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
            }
        }
    }
}
