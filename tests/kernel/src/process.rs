//! Processes under a manager: exec, stop, kill, identity, memory of others.

use crate::call::{at, at_mut, call, load, spawn, store};
use crate::fork::{exit, Manager};
use crate::memory::{close, map, map_object, unmap, SELF};
use crate::thread::now;
use crate::Test;
use abi::errno::Result;
use abi::memory::{MapFlags, MapRequest, Protection};
use abi::process::{MemoryTransfer, ProcessOperation, ProcessPage, ThreadStart, PROCESS_PAGE};
use abi::time::Clock;
use abi::{Call, Errno, Handle, UserSlice};

pub const TESTS: &[Test] = &[
    ("process: exec continues in the new address space", exec),
    ("process: a suspended child stands still", suspended),
    ("process: a killed child ends with its status", killed),
    (
        "process: the manager sets what the child reads of itself",
        page,
    ),
    (
        "process: the manager reads and writes the child's memory",
        memory,
    ),
    ("process: exec closes what is marked", close_on_exec),
    (
        "process: exec ends threads that make more threads",
        exec_among_threads,
    ),
    (
        "process: threads that each make the next leave the CPU to another",
        chain_of_threads,
    ),
];

fn nap() -> Result<()> {
    call(Call::Sleep, [Clock::Monotonic as u64, now()? + 5_000_000]).map(drop)
}

/// A new address space with `code` at 0x10000 and a page of stack: its handle.
fn program(code: &[u8]) -> Result<u64> {
    let space = call(Call::AddressSpaceCreate, [])?;
    for (address, protection) in [
        (0x10000, Protection::READ | Protection::EXECUTE),
        (0x20000, Protection::READ | Protection::WRITE),
    ] {
        let request = MapRequest {
            address,
            len: 4096,
            protection: protection.bits(),
            flags: MapFlags::FIXED.bits(),
            object: Handle::NONE,
            reserved: 0,
            offset: 0,
        };
        call(Call::Map, [space, at(&request)])?;
    }
    call(
        Call::AddressSpaceWrite,
        [space, 0x10000, at(code), code.len() as u64],
    )?;
    Ok(space)
}

const START: ThreadStart = ThreadStart {
    entry: 0x10000,
    stack: 0x21000,
    argument: 42,
    thread_pointer: 0,
    upcall_page: 0,
    store_number: 0,
    pending: 0,
};

/// Ends the process with the argument as status: `mov eax, ProcessExit; syscall; ud2`.
const EXIT: &[u8] = &[
    0xb8,
    Call::ProcessExit as u8,
    0,
    0,
    0,
    0x0f,
    0x05,
    0x0f,
    0x0b,
];

fn exec() -> Result<()> {
    let manager = Manager::start()?;
    if manager.fork()? {
        let space = program(EXIT).unwrap_or(0);
        let _ = call(Call::Exec, [space, at(&START)]);
        exit(1);
    }
    assert_eq!(manager.wait(), 42);
    manager.stop()
}

/// Makes a thread like itself, and ends.
extern "C" fn heir(argument: u64) {
    while spawn(heir, argument).is_err() {}
}

/// Execs the address space that is its argument.
extern "C" fn successor(space: u64) {
    let _ = call(Call::Exec, [space, at(&START)]);
}

fn exec_among_threads() -> Result<()> {
    let manager = Manager::start()?;
    for executing in [1, 2] {
        for _ in 0..20 {
            if manager.fork()? {
                (0..4).for_each(|_| {
                    let _ = spawn(heir, 0);
                });
                let space = program(EXIT).unwrap_or(0);
                if executing == 2 {
                    let _ = spawn(successor, space);
                }
                let _ = call(Call::Exec, [space, at(&START)]);
                // Only the other one's exec can have kept this one from it.
                loop {
                    let _ = nap();
                }
            }
            assert_eq!(manager.wait(), 42);
        }
    }
    manager.stop()
}

fn chain_of_threads() -> Result<()> {
    let manager = Manager::start()?;
    if manager.fork()? {
        // It has run for longer than each of them ever will, together they soon have.
        let until = now()? + 30_000_000;
        while now()? < until {}
        let _ = spawn(heir, 0);
        let _ = call(Call::Yield, []);
        let _ = call(Call::ProcessExit, [42]);
    }
    assert_eq!(manager.wait(), 42);
    manager.stop()
}

/// `CLOSE_ON_EXEC` of `HandleFlags`.
const ON_EXEC: u64 = 1;

fn close_on_exec() -> Result<()> {
    // Closes the handle in RDI and exits with what that gave: mov eax, HandleClose; syscall;
    // mov rdi, rax; neg rdi; mov eax, ProcessExit; syscall; ud2.
    let code = [
        0xb8,
        Call::HandleClose as u8,
        0,
        0,
        0,
        0x0f,
        0x05,
        0x48,
        0x89,
        0xc7,
        0x48,
        0xf7,
        0xdf,
        0xb8,
        Call::ProcessExit as u8,
        0,
        0,
        0,
        0x0f,
        0x05,
        0x0f,
        0x0b,
    ];
    let manager = Manager::start()?;
    for (flags, expected) in [(0, 0), (ON_EXEC, u64::from(Errno::EBADF.0))] {
        let kept = call(Call::EventCreate, [])?;
        call(Call::HandleSetFlags, [kept, flags])?;
        if manager.fork()? {
            let space = program(&code).unwrap_or(0);
            let start = ThreadStart {
                argument: kept,
                ..START
            };
            let _ = call(Call::Exec, [space, at(&start)]);
            exit(1000);
        }
        assert_eq!(manager.wait(), expected);
        close(kept)?;
    }
    manager.stop()
}

fn control(manager: &Manager, operation: ProcessOperation, a: u64) -> Result<u64> {
    call(Call::ProcessControl, [manager.child(), operation as u64, a])
}

/// A child that counts in shared memory for ever; the address it counts at.
fn counting_child(manager: &Manager) -> Result<u64> {
    let shared = map_object(4096, MapFlags::SHARED, Handle::NONE.0.into())?;
    if manager.fork()? {
        loop {
            store(shared, load(shared).wrapping_add(1));
            let _ = call(Call::Yield, []);
        }
    }
    while load(shared) == 0 {
        nap()?;
    }
    Ok(shared)
}

fn suspended() -> Result<()> {
    let manager = Manager::start()?;
    let shared = counting_child(&manager)?;
    control(&manager, ProcessOperation::Suspend, 0)?;
    nap()?;
    let count = load(shared);
    nap()?;
    assert_eq!(load(shared), count);
    control(&manager, ProcessOperation::Resume, 0)?;
    // One look tells: the byte counts around, and comes by the same value again.
    let mut goes_on = false;
    for _ in 0..100 {
        nap()?;
        goes_on |= load(shared) != count;
        if goes_on {
            break;
        }
    }
    assert!(goes_on);
    control(&manager, ProcessOperation::Suspend, 0)?;
    control(&manager, ProcessOperation::Kill, 9)?;
    assert_eq!(manager.wait(), 9);
    unmap(shared, 4096)?;
    manager.stop()
}

fn killed() -> Result<()> {
    let manager = Manager::start()?;
    let shared = counting_child(&manager)?;
    control(&manager, ProcessOperation::Kill, 0x77)?;
    assert_eq!(manager.wait(), 0x77);
    // One that waits for ever, too.
    if manager.fork()? {
        let _ = call(Call::Sleep, [Clock::Monotonic as u64, u64::MAX]);
        exit(1);
    }
    nap()?;
    control(&manager, ProcessOperation::Kill, 0x78)?;
    assert_eq!(manager.wait(), 0x78);
    assert_eq!(
        call(
            Call::ProcessControl,
            [SELF, ProcessOperation::Kill as u64, 0]
        ),
        Err(Errno::EPERM)
    );
    unmap(shared, 4096)?;
    manager.stop()
}

fn page() -> Result<()> {
    let manager = Manager::start()?;
    let shared = map_object(4096, MapFlags::SHARED, Handle::NONE.0.into())?;
    if manager.fork()? {
        // The fork request says identity word 0 is 2.
        let mut right = load(PROCESS_PAGE as u64) == 2;
        store(shared, 1);
        while load(PROCESS_PAGE as u64) == 2 {
            let _ = nap();
        }
        right &= load(PROCESS_PAGE as u64) == 200;
        exit(u64::from(!right));
    }
    while load(shared) == 0 {
        nap()?;
    }
    let mut page = ProcessPage::default();
    page.identity.words[0] = 200;
    control(&manager, ProcessOperation::SetPage, at(&page))?;
    assert_eq!(manager.wait(), 0);
    unmap(shared, 4096)?;
    manager.stop()
}

fn memory() -> Result<()> {
    let manager = Manager::start()?;
    let private = map(2 * 4096)?;
    store(private + 4090, 7);
    if manager.fork()? {
        store(private + 4090, 8);
        while load(private + 4097) != 9 {
            let _ = nap();
        }
        exit(3);
    }
    nap()?;
    let mut bytes = [0u8; 12];
    let transfer = MemoryTransfer {
        address: private as usize + 4088,
        buffer: UserSlice {
            address: at_mut(&mut bytes) as usize,
            len: bytes.len(),
        },
    };
    loop {
        control(&manager, ProcessOperation::ReadMemory, at(&transfer))?;
        if bytes[2] == 8 {
            break;
        }
        nap()?;
    }
    bytes[9] = 9;
    core::hint::black_box(&bytes);
    control(&manager, ProcessOperation::WriteMemory, at(&transfer))?;
    assert_eq!(manager.wait(), 3);
    assert_eq!(load(private + 4090), 7);
    assert_eq!(load(private + 4097), 0);
    unmap(private, 2 * 4096)?;
    manager.stop()
}
