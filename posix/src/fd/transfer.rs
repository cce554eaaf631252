//! `sendfile`, `copy_file_range`: loops over a buffer on the stack.

use super::{handle_of, pread, pwrite, read, write};
use crate::kernel::handle;
use crate::state::Thread;
use abi::errno::Result;
use abi::{Errno, Rights, UserSlice};

/// Bytes moved in one step; small enough for any thread's stack.
const CHUNK: usize = 4096;

/// Moves up to `count` bytes from `input` to `output`; each at its own offset, which is moved, or
/// at the file's. Stops early at the end or at a short write.
fn transfer(
    thread: &Thread,
    (output, mut output_offset): (i32, Option<&mut i64>),
    (input, mut input_offset): (i32, Option<&mut i64>),
    count: usize,
) -> Result<usize> {
    let allowed = handle::get_info(handle_of(output)?)?.rights;
    if !allowed.contains(Rights::WRITE) {
        return Err(Errno::EBADF);
    }
    let mut buffer = [0u8; CHUNK];
    let mut moved = 0;
    while moved < count {
        let want = (count - moved).min(CHUNK);
        let room = UserSlice::of_mut(&mut buffer[..want]);
        let result = match &input_offset {
            Some(offset) => pread(thread, input, room, **offset),
            None => read(thread, input, room),
        };
        let got = match result {
            Ok(0) => break,
            Ok(got) => got,
            Err(_) if moved > 0 => break,
            Err(errno) => return Err(errno),
        };
        let data = UserSlice::of(&buffer[..got]);
        let result = match &output_offset {
            Some(offset) => pwrite(thread, output, data, **offset),
            None => write(thread, output, data),
        };
        let put = match result {
            Ok(put) => put,
            Err(_) if moved > 0 => 0,
            Err(errno) => return Err(errno),
        };
        for offset in [&mut input_offset, &mut output_offset]
            .into_iter()
            .flatten()
        {
            **offset += put as i64;
        }
        moved += put;
        if put < got {
            if input_offset.is_none() {
                // Give back what was read and not written; a pipe cannot, and has lost it.
                let back = put as i64 - got as i64;
                let _ = super::lseek(
                    thread,
                    input,
                    back,
                    crate::types::constants::unistd::SEEK_CUR,
                );
            }
            break;
        }
    }
    Ok(moved)
}

/// `sendfile`: with an offset the input's own does not move.
pub fn sendfile(
    thread: &Thread,
    output: i32,
    input: i32,
    offset: Option<&mut i64>,
    count: usize,
) -> Result<usize> {
    transfer(thread, (output, None), (input, offset), count)
}

/// `copy_file_range`.
pub fn copy_file_range(
    thread: &Thread,
    input: i32,
    input_offset: Option<&mut i64>,
    output: i32,
    output_offset: Option<&mut i64>,
    count: usize,
) -> Result<usize> {
    transfer(
        thread,
        (output, output_offset),
        (input, input_offset),
        count,
    )
}
