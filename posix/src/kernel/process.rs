//! Processes.

use super::call::kernel_call;
use abi::errno::Result;
use abi::process::{
    CreateRequest, ForkRequest, Limit, MemoryTransfer, ProcessInfo, ProcessOperation, ProcessPage,
    ThreadStart,
};
use abi::upcall::Notification;
use abi::Handle;

/// Copies the caller of a pending request (for the process manager); the child's handle.
pub fn fork(factory: Handle, request: &ForkRequest) -> Result<Handle> {
    // SAFETY: the kernel reads the request.
    unsafe { kernel_call!(ProcessFork, factory.0, core::ptr::from_ref(request)) }
        .map(|h| Handle(h as u32))
}

/// Makes a process without threads.
pub fn create(factory: Handle, request: &CreateRequest) -> Result<Handle> {
    // SAFETY: the kernel reads the request.
    unsafe { kernel_call!(ProcessCreate, factory.0, core::ptr::from_ref(request)) }
        .map(|h| Handle(h as u32))
}

/// Gives a created process its address space and first thread.
pub fn start(process: Handle, space: Handle, thread: &ThreadStart) -> Result<()> {
    // SAFETY: the kernel reads the start block.
    unsafe {
        kernel_call!(
            ProcessStart,
            process.0,
            space.0,
            core::ptr::from_ref(thread)
        )
    }
    .map(drop)
}

/// Continues in another address space; returns only on failure.
pub fn exec(space: Handle, thread: &ThreadStart) -> abi::Errno {
    // SAFETY: nothing of this image runs after success.
    match unsafe { kernel_call!(Exec, space.0, core::ptr::from_ref(thread)) } {
        Err(errno) => errno,
        Ok(_) => abi::Errno::EIO,
    }
}

/// Ends the process with a wait status word.
pub fn exit(status: u64) -> ! {
    loop {
        // SAFETY: ends every thread; nothing of this image runs after it.
        let _ = unsafe { kernel_call!(ProcessExit, status) };
    }
}

fn control(process: Handle, operation: ProcessOperation, a: u64, b: u64) -> Result<u64> {
    // SAFETY: callers below pass the pointer that the operation asks for.
    unsafe { kernel_call!(ProcessControl, process.0, operation, a, b) }
}

/// Ends another process at once.
pub fn kill(process: Handle, status: u64) -> Result<()> {
    control(process, ProcessOperation::Kill, status, 0).map(drop)
}

/// Stops all threads of a process.
pub fn suspend(process: Handle) -> Result<()> {
    control(process, ProcessOperation::Suspend, 0, 0).map(drop)
}

/// Lets the threads of a process go on.
pub fn resume(process: Handle) -> Result<()> {
    control(process, ProcessOperation::Resume, 0, 0).map(drop)
}

/// Sends a notification to a process, or to one thread of it if `thread` is not 0.
pub fn notify(process: Handle, notification: &Notification, thread: u64) -> Result<()> {
    control(
        process,
        ProcessOperation::Notify,
        core::ptr::from_ref(notification) as u64,
        thread,
    )
    .map(drop)
}

/// Sets what a process reads on its process page and what its messages bear.
pub fn set_page(process: Handle, page: &ProcessPage) -> Result<()> {
    control(
        process,
        ProcessOperation::SetPage,
        core::ptr::from_ref(page) as u64,
        0,
    )
    .map(drop)
}

/// What the kernel knows of a process.
pub fn get_info(process: Handle) -> Result<ProcessInfo> {
    let mut info = ProcessInfo::default();
    control(
        process,
        ProcessOperation::GetInfo,
        core::ptr::from_mut(&mut info) as u64,
        0,
    )?;
    Ok(info)
}

/// Sets a limit.
pub fn set_limit(process: Handle, limit: Limit, value: u64) -> Result<()> {
    control(process, ProcessOperation::SetLimit, limit as u64, value).map(drop)
}

/// Sets the calling process's native text range: a `syscall` outside it becomes an upcall.
pub fn set_native_range(start: usize, len: usize) -> Result<()> {
    control(
        Handle::SELF,
        ProcessOperation::SetNativeRange,
        start as u64,
        len as u64,
    )
    .map(drop)
}

/// Drops pending notifications of the calling process and thread.
pub fn discard_pending(set: u64) -> Result<()> {
    control(Handle::SELF, ProcessOperation::DiscardPending, set, 0).map(drop)
}

/// Notifications that are dropped when sent to the calling process.
pub fn set_ignored(set: u64) -> Result<()> {
    control(Handle::SELF, ProcessOperation::SetIgnored, set, 0).map(drop)
}

/// Drops pending notifications of another process (for its manager).
pub fn manager_discard(process: Handle, set: u64) -> Result<()> {
    control(process, ProcessOperation::ManagerDiscard, set, 0).map(drop)
}

/// Reads another process's memory.
pub fn read_memory(process: Handle, address: usize, buffer: &mut [u8]) -> Result<usize> {
    let transfer = MemoryTransfer {
        address,
        buffer: abi::UserSlice::of_mut(buffer),
    };
    control(
        process,
        ProcessOperation::ReadMemory,
        core::ptr::from_ref(&transfer) as u64,
        0,
    )
    .map(|n| n as usize)
}

/// Writes another process's memory.
pub fn write_memory(process: Handle, address: usize, buffer: &[u8]) -> Result<usize> {
    let transfer = MemoryTransfer {
        address,
        buffer: abi::UserSlice::of(buffer),
    };
    control(
        process,
        ProcessOperation::WriteMemory,
        core::ptr::from_ref(&transfer) as u64,
        0,
    )
    .map(|n| n as usize)
}
