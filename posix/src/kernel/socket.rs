//! Sockets.

use super::call::kernel_call;
use abi::errno::Result;
use abi::socket::{SocketInfo, SocketMessage};
use abi::Handle;

/// Sends one message; bytes. `from`: a socket whose name it bears, or NONE.
pub fn send(socket: Handle, message: &mut SocketMessage, from: Handle) -> Result<usize> {
    let address = core::ptr::from_mut(message);
    // SAFETY: the kernel reads the message and the buffers it names.
    unsafe { kernel_call!(SocketSend, socket.0, address, from.0) }.map(|n| n as usize)
}

/// Receives one message; bytes, and what came with them in the message.
pub fn receive(socket: Handle, message: &mut SocketMessage) -> Result<usize> {
    let address = core::ptr::from_mut(message);
    // SAFETY: the kernel writes the message and the buffers it names, see the module's contract.
    unsafe { kernel_call!(SocketReceive, socket.0, address) }.map(|n| n as usize)
}

/// Kind and maker of a socket. Errors: EBADF, ENOTSOCK.
pub fn get_info(socket: Handle) -> Result<SocketInfo> {
    let mut info = SocketInfo::default();
    // SAFETY: the kernel writes the info.
    unsafe { kernel_call!(SocketInfo, socket.0, core::ptr::from_mut(&mut info)) }?;
    Ok(info)
}

/// A word of a socket ([`abi::socket::word`]).
pub fn get_word(socket: Handle, word: u64) -> Result<u64> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(SocketWord, socket.0, word, 0, 0) }
}

/// Sets a word of a socket.
pub fn set_word(socket: Handle, word: u64, value: u64) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(SocketWord, socket.0, word, value, 1) }.map(drop)
}

/// Gives the socket `file` of a scheme the reading half of one socket and the writing half of another,
/// and the name that its datagrams bear.
pub fn connect(
    scheme: Handle,
    file: u64,
    reader: Handle,
    writer: Handle,
    name: &[u8],
) -> Result<()> {
    // SAFETY: the kernel reads the name.
    unsafe {
        kernel_call!(
            SchemeConnect,
            scheme.0,
            file,
            reader.0,
            writer.0,
            name.as_ptr(),
            name.len()
        )
    }
    .map(drop)
}
