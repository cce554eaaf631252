//! Schemes and namespaces, for servers.

use super::call::kernel_call;
use abi::errno::Result;
use abi::event::Ready;
use abi::message::{ReceiveRequest, Reply, Request};
use abi::{Handle, UserSlice};

/// Makes a scheme; its receiving end.
pub fn create() -> Result<Handle> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(SchemeCreate) }.map(|h| Handle(h as u32))
}

fn receive_request(request: &mut Request, buffer: UserSlice, deadline_ns: u64) -> ReceiveRequest {
    ReceiveRequest {
        request: core::ptr::from_mut(request) as usize,
        buffer,
        deadline_ns,
    }
}

/// Receives a request into `request`, its payload into `buffer`.
pub fn receive(
    scheme: Handle,
    request: &mut Request,
    buffer: &mut [u8],
    deadline_ns: u64,
) -> Result<()> {
    let receive = receive_request(request, UserSlice::of_mut(buffer), deadline_ns);
    // SAFETY: the kernel writes the request and the buffer.
    unsafe { kernel_call!(SchemeReceive, scheme.0, core::ptr::from_ref(&receive)) }.map(drop)
}

/// Answers a request.
pub fn reply(scheme: Handle, reply: &Reply) -> Result<()> {
    // SAFETY: the kernel reads the reply and its buffers.
    unsafe { kernel_call!(SchemeReply, scheme.0, core::ptr::from_ref(reply)) }.map(drop)
}

/// [`reply`] and [`receive`] in one kernel entry.
pub fn reply_and_receive(
    scheme: Handle,
    reply: &Reply,
    request: &mut Request,
    buffer: &mut [u8],
    deadline_ns: u64,
) -> Result<()> {
    let receive = receive_request(request, UserSlice::of_mut(buffer), deadline_ns);
    let (reply, receive) = (core::ptr::from_ref(reply), core::ptr::from_ref(&receive));
    // SAFETY: the kernel reads the reply, then writes the request and the buffer.
    unsafe { kernel_call!(SchemeReplyAndReceive, scheme.0, reply, receive) }.map(drop)
}

/// Sets a file's readiness.
pub fn notify(scheme: Handle, file: u64, ready: Ready) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(SchemeNotify, scheme.0, file, ready.bits()) }.map(drop)
}

/// The server's number of the file of this scheme that a handle is of.
pub fn file_of(scheme: Handle, handle: Handle) -> Result<u64> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(SchemeFile, scheme.0, handle.0) }
}

/// Copies a namespace, or makes an empty one from [`Handle::NONE`].
pub fn namespace_create(namespace: Handle) -> Result<Handle> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(NamespaceCreate, namespace.0) }.map(|h| Handle(h as u32))
}

/// Binds a name to a scheme, or unbinds it with [`Handle::NONE`].
pub fn namespace_bind(namespace: Handle, name: &[u8], scheme: Handle) -> Result<()> {
    // SAFETY: the kernel reads the name.
    unsafe {
        kernel_call!(
            NamespaceBind,
            namespace.0,
            name.as_ptr(),
            name.len(),
            scheme.0
        )
    }
    .map(drop)
}

/// Makes a namespace the calling process's own.
pub fn namespace_enter(namespace: Handle) -> Result<()> {
    // SAFETY: touches no memory of this process.
    unsafe { kernel_call!(NamespaceEnter, namespace.0) }.map(drop)
}
