//! The client's side of a message.

use super::{Answer, Content, Request, Scheme};
use crate::handle::{Entry, Object};
use crate::process::Process;
use crate::scheduler;
use crate::thread::Thread;
use crate::user::{self, UserStruct};
use crate::wait::Interruptible;
use abi::handle::HandleFlags;
use abi::message::{CallFlags, CallRequest, Kind, MESSAGE_HANDLES_MAX, MESSAGE_MAX, SCHEME_ROOT};
use abi::{Errno, Handle, Rights, UserSlice};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem::{offset_of, size_of};
use smallvec::SmallVec;

/// Who is called: a scheme and the server's number of a file.
pub struct Target {
    pub scheme: Arc<Scheme>,
    pub file: u64,
    pub file_flags: u32,
}

/// Sends `request`, which is filled, and waits for the answer. EINTR if it was withdrawn or given
/// up, EIO if the server is dead, ENOMEM.
pub fn transact(
    thread: &Arc<Thread>,
    scheme: &Arc<Scheme>,
    request: &Arc<Request>,
    interruptible: Interruptible,
) -> Result<(), Errno> {
    let mut receiver = match scheme.post(request.clone()) {
        Ok(receiver) => receiver,
        Err(error) => {
            let client = request.lock().client.take();
            drop(client);
            return Err(error);
        }
    };
    let mut cancelled = false;
    loop {
        if request.is_done() {
            if let Some(receiver) = receiver {
                scheduler::unpark(&receiver);
            }
            return Ok(());
        }
        let ending = thread.is_ending();
        let interrupted =
            !cancelled && interruptible == Interruptible::Yes && thread.is_interrupted();
        if ending || interrupted {
            // The thread that was to be switched to is awake by then, or will be.
            if let Some(receiver) = receiver.take() {
                scheduler::unpark(&receiver);
            }
            if scheme.withdraw(request) {
                return Err(Errno::EINTR);
            }
            if !cancelled {
                cancelled = true;
                scheme.cancel(request);
            }
            if ending && request.abandon() {
                return Err(Errno::EINTR);
            }
        }
        match receiver.take() {
            Some(receiver) => scheduler::hand_off(thread, &receiver),
            None => scheduler::park(thread),
        }
    }
}

/// One call with the thread's own request: `fill` puts call and payload in, `take` looks at the
/// answer. Errors as [`transact`]; the server's own come in the answer.
pub fn with_request<T>(
    thread: &Arc<Thread>,
    scheme: &Arc<Scheme>,
    interruptible: Interruptible,
    fill: impl FnOnce(&mut Content) -> Result<(), Errno>,
    take: impl FnOnce(&mut Content) -> Result<T, Errno>,
) -> Result<T, Errno> {
    let own = thread.request.lock().take();
    let request = own.unwrap_or_else(Request::new);
    let mut content = request.take_content();
    let outcome = match fill(&mut content) {
        Ok(()) => {
            request.fill(content, thread.clone());
            transact(thread, scheme, &request, interruptible)
        }
        Err(error) => {
            request.put_content(content);
            Err(error)
        }
    };
    let Some(mut content) = request.finish() else {
        return outcome.and(Err(Errno::EINTR));
    };
    let result = outcome.and_then(|()| take(&mut content));
    request.keep(content);
    *thread.request.lock() = Some(request);
    result
}

/// [`abi::Call::Call`].
pub fn call(thread: &Arc<Thread>, handle: Handle, address: usize) -> Result<u64, Errno> {
    let message = Sent::load(address)?;
    let flags = CallFlags::from_bits(message.flags()).ok_or(Errno::EINVAL)?;
    let process = thread.process();
    let target = resolve(process, handle, message.scheme())?;
    let (name_slice, input_slice) = (message.name(), message.input());
    let total = name_slice
        .len
        .checked_add(input_slice.len)
        .filter(|&total| total <= MESSAGE_MAX)
        .ok_or(Errno::EMSGSIZE)?;
    let interruptible = if flags.contains(CallFlags::UNINTERRUPTIBLE) {
        Interruptible::No
    } else {
        Interruptible::Yes
    };
    with_request(
        thread,
        &target.scheme,
        interruptible,
        |content| {
            let payload = &mut content.payload;
            payload.set_len(total)?;
            let (name, input) = payload.split_at_mut(name_slice.len);
            user::read(name_slice.address, name)?;
            user::read(input_slice.address, input)?;
            let call = &mut content.call;
            call.kind = Kind::Call;
            call.operation = message.operation();
            call.file = target.file;
            call.args = message.args();
            call.caller = process.identity();
            call.file_flags = target.file_flags;
            call.name_len = name_slice.len;
            call.output_max = message.output().len.min(MESSAGE_MAX);
            if message.handles().len != 0 {
                call.handles = lent_handles(process, message.handles())?;
            }
            Ok(())
        },
        |content| finish(process, &message, flags, address, content),
    )
}

/// Words of a [`CallRequest`] before its results.
const SENT_WORDS: usize = offset_of!(CallRequest, values) / size_of::<u64>();

/// A [`CallRequest`] as the client wrote it: taken apart only where it is looked at.
struct Sent([u64; SENT_WORDS]);

macro_rules! sent_slices {
    ($($name:ident)*) => { $(
        #[inline]
        fn $name(&self) -> UserSlice {
            const WORD: usize = offset_of!(CallRequest, $name) / size_of::<u64>();
            UserSlice {
                address: self.0[WORD] as usize,
                len: self.0[WORD + 1] as usize,
            }
        }
    )* };
}

impl Sent {
    /// Copies it from user memory. EFAULT.
    #[inline]
    fn load(address: usize) -> Result<Self, Errno> {
        let mut words = [0; SENT_WORDS];
        user::read(address, bytemuck::bytes_of_mut(&mut words))?;
        Ok(Self(words))
    }

    #[inline]
    fn operation(&self) -> u32 {
        const _: () = assert!(offset_of!(CallRequest, operation) == 0);
        self.0[0] as u32
    }

    #[inline]
    fn flags(&self) -> u32 {
        const _: () = assert!(offset_of!(CallRequest, flags) == 4);
        (self.0[0] >> 32) as u32
    }

    #[inline]
    fn args(&self) -> [u64; 4] {
        const WORD: usize = offset_of!(CallRequest, args) / size_of::<u64>();
        core::array::from_fn(|index| self.0[WORD + index])
    }

    sent_slices!(scheme name input output handles handles_out);
}

/// What a call on `handle` reaches. EBADF, ENOTTY for objects without a server, ENOENT.
fn resolve(process: &Process, handle: Handle, scheme: UserSlice) -> Result<Target, Errno> {
    match process.object(handle, Rights::empty())? {
        Object::Namespace(namespace) => {
            const SHORT: usize = 8;
            let (mut short, mut long);
            let name: &mut [u8] = if scheme.len <= SHORT {
                short = [0; SHORT];
                &mut short
            } else {
                long = [0; super::NAME_MAX];
                &mut long
            };
            let name = name.get_mut(..scheme.len).ok_or(Errno::ENAMETOOLONG)?;
            user::read(scheme.address, name)?;
            Ok(Target {
                scheme: namespace.get(name)?,
                file: SCHEME_ROOT,
                file_flags: 0,
            })
        }
        Object::File(file) => file.target().ok_or(Errno::ENOTTY),
        _ => Err(Errno::ENOTTY),
    }
}

/// The entries that a client lends. EBADF, EPERM without the right to transfer.
fn lent_handles(process: &Process, slice: UserSlice) -> Result<Vec<Entry>, Errno> {
    let handles: Vec<Handle> = user::read_array(slice, MESSAGE_HANDLES_MAX)?;
    handles
        .into_iter()
        .map(|handle| process.entry(handle, Rights::TRANSFER, Errno::EPERM))
        .collect()
}

/// Takes the answer to a call: payload, values and handles go to the client's memory.
fn finish(
    process: &Process,
    message: &Sent,
    flags: CallFlags,
    address: usize,
    content: &mut Content,
) -> Result<u64, Errno> {
    let payload = &content.payload;
    let output = message.output();
    let copied = payload.len().min(output.len);
    user::write(output.address, &payload[..copied])?;
    let answer = &mut content.answer;
    let received = if answer.new_file.is_none() && answer.handles.is_empty() {
        0
    } else {
        receive_handles(process, message, flags, answer)?
    };
    let results = [
        answer.values[0],
        answer.values[1],
        answer.output_len as u64,
        received,
    ];
    // The four result fields are one after the other: `abi` fixes the layout.
    const _: () = assert!(
        offset_of!(CallRequest, handles_len) == offset_of!(CallRequest, values) + 24
            && size_of::<CallRequest>() == offset_of!(CallRequest, values) + 32
    );
    user::write(
        address + offset_of!(CallRequest, values),
        bytemuck::bytes_of(&results),
    )?;
    Errno::from_result(answer.result)
}

/// Installs what came with an answer, as many as the client takes; how many. All or none.
fn receive_handles(
    process: &Process,
    message: &Sent,
    flags: CallFlags,
    answer: &mut Answer,
) -> Result<u64, Errno> {
    let mut installed = SmallVec::new();
    let outcome = install_received(process, message, flags, answer, &mut installed);
    if outcome.is_err() {
        for handle in installed {
            let removed = process.handles.lock().remove(handle);
            drop(removed);
        }
        return outcome.map(|()| 0);
    }
    Ok(installed.len() as u64)
}

fn install_received(
    process: &Process,
    message: &Sent,
    flags: CallFlags,
    answer: &mut Answer,
    installed: &mut SmallVec<[Handle; 2]>,
) -> Result<(), Errno> {
    let handle_flags = HandleFlags::from_bits_truncate(
        flags.bits() & (CallFlags::CLOSE_ON_EXEC | CallFlags::HIGH).bits(),
    );
    let file = answer.new_file.take().map(|new| Entry {
        object: new.object,
        rights: new.rights,
        flags: handle_flags,
    });
    let others = core::mem::take(&mut answer.handles)
        .into_iter()
        .map(|entry| Entry {
            flags: handle_flags,
            ..entry
        });
    let out = message.handles_out();
    for entry in file.into_iter().chain(others).take(out.len) {
        let handle = process.install(entry)?;
        let index = installed.len();
        installed.push(handle);
        handle.store(out.address + index * size_of::<Handle>())?;
    }
    Ok(())
}
