//! Forking through a server, as a process manager does it.

use crate::call::{at, at_mut, call, load, spawn, store, use_vectors};
use crate::ipc::{plain, receive, reply, scheme};
use crate::memory::{close, map, map_object, system_info, unmap};
use crate::thread::{set, wait_while};
use crate::Test;
use abi::errno::Result;
use abi::handle::boot::PROCESS_FACTORY;
use abi::memory::MapFlags;
use abi::message::{Kind, Reply};
use abi::process::{ForkRequest, Identity};
use abi::system::SystemInfo;
use abi::{Call, Errno, Handle, UserSlice};
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

pub const TESTS: &[Test] = &[
    (
        "fork: private memory is copied, shared memory is not",
        memory_after_fork,
    ),
    ("fork: a child's end is told with its status", status),
    ("fork: what a child took comes back", nothing_leaks),
    (
        "fork: a process that takes all memory ends, and the rest go on",
        all_memory,
    ),
    (
        "fork: a caller may be killed while it is copied",
        killed_meanwhile,
    ),
    (
        "fork: a message that comes to a server as it is killed goes to another",
        killed_server,
    ),
];

/// Ends the server. The numbers are none that a child making random calls is likely to send.
const QUIT: u32 = 0x7175_6974;
/// Copies the caller.
const FORK: u32 = 0x666f_726b;
/// Only answers.
const PING: u32 = 0x7069_6e67;

static ENDED: AtomicU32 = AtomicU32::new(0);
static STATUS: AtomicU64 = AtomicU64::new(0);
static CHILD: AtomicU32 = AtomicU32::new(0);

/// A process manager that knows one child at a time.
extern "C" fn manager(scheme: u64) {
    let mut buffer = [0; 64];
    while let Ok(request) = receive(scheme, &mut buffer) {
        match request.kind {
            Kind::Call if request.operation == FORK => {
                let fork = ForkRequest {
                    request: request.id,
                    scheme: Handle(scheme as u32),
                    flags: 0,
                    cookie: 99,
                    identity: Identity {
                        words: [2, 0, 0, 0],
                    },
                    extra: [0; 4],
                };
                let made = call(Call::ProcessFork, [PROCESS_FACTORY.0.into(), at(&fork)]);
                let result = match made {
                    Ok(child) => {
                        CHILD.store(child as u32, Ordering::Relaxed);
                        2
                    }
                    Err(error) => error.to_result(),
                };
                let _ = reply(scheme, &Reply::new(request.id, result));
            }
            Kind::ProcessExited => {
                STATUS.store(request.args[0] << 8 | request.file, Ordering::Relaxed);
                let _ = close(CHILD.load(Ordering::Relaxed).into());
                set(&ENDED, 1);
            }
            Kind::Call if request.operation == PING => {
                let _ = reply(scheme, &Reply::new(request.id, 0));
            }
            Kind::Call if request.operation == QUIT => {
                let _ = reply(scheme, &Reply::new(request.id, 0));
                return;
            }
            // Notices, also of calls whose caller was killed, have no number and want no answer.
            _ if request.id == 0 => {}
            _ => {
                let refused = Errno::ENOSYS.to_result();
                let _ = reply(scheme, &Reply::new(request.id, refused));
            }
        }
    }
}

/// A connection to a manager.
pub struct Manager {
    scheme: u64,
    namespace: u64,
}

impl Manager {
    pub fn start() -> Result<Self> {
        let [scheme, namespace] = scheme(b"manager")?;
        spawn(manager, scheme)?;
        Ok(Self { scheme, namespace })
    }

    fn ask(&self, operation: u32) -> Result<(u64, bool)> {
        let mut request = plain(operation);
        request.scheme = UserSlice::of(b"manager");
        let result = call(Call::Call, [self.namespace, at_mut(&mut request)])?;
        Ok((result, request.values[0] == 1))
    }

    /// A call that is only answered.
    pub fn ping(&self) -> Result<()> {
        self.ask(PING).map(drop)
    }

    /// Forks: true in the child.
    pub fn fork(&self) -> Result<bool> {
        ENDED.store(0, Ordering::Relaxed);
        let (result, is_child) = self.ask(FORK)?;
        assert_eq!(result, if is_child { 0 } else { 2 });
        Ok(is_child)
    }

    /// Waits for the child: status word.
    pub fn wait(&self) -> u64 {
        wait_while(&ENDED, 0);
        let status = STATUS.load(Ordering::Relaxed);
        assert_eq!(status & 0xff, 99);
        status >> 8
    }

    /// The child, for calls on it.
    pub fn child(&self) -> u64 {
        CHILD.load(Ordering::Relaxed).into()
    }

    /// Whether the child has ended.
    pub fn has_ended(&self) -> bool {
        ENDED.load(Ordering::Acquire) != 0
    }

    pub fn stop(self) -> Result<()> {
        self.ask(QUIT)?;
        close(self.scheme)?;
        close(self.namespace)
    }
}

pub fn exit(status: u64) -> ! {
    loop {
        let _ = call(Call::ProcessExit, [status]);
    }
}

fn memory_after_fork() -> Result<()> {
    let manager = Manager::start()?;
    let private = map(3 * 4096)?;
    let shared = map_object(4096, MapFlags::SHARED, Handle::NONE.0.into())?;
    store(private, 1);
    store(private + 4096, 2);
    store(shared, 3);
    if manager.fork()? {
        let right = (load(private), load(private + 4096), load(shared)) == (1, 2, 3);
        store(private, 10);
        store(private + 8192, 20);
        store(shared, 30);
        exit(u64::from(!right || load(private) != 10));
    }
    store(private + 4096, 40);
    assert_eq!(manager.wait(), 0);
    assert_eq!(
        (load(private), load(private + 4096), load(private + 8192)),
        (1, 40, 0)
    );
    assert_eq!(load(shared), 30);
    unmap(private, 3 * 4096)?;
    unmap(shared, 4096)?;
    manager.stop()
}

fn status() -> Result<()> {
    let manager = Manager::start()?;
    for status in [0, 7, 0x1234] {
        if manager.fork()? {
            exit(status);
        }
        assert_eq!(manager.wait(), status);
    }
    manager.stop()
}

fn nothing_leaks() -> Result<()> {
    let manager = Manager::start()?;
    let mut before = system_info()?;
    for round in 0..20 {
        if round == 4 {
            // Threads of the tests before this one end meanwhile.
            let until = call(Call::ClockGet, [1])? + 10_000_000;
            call(Call::Sleep, [1, until])?;
            before = system_info()?;
        }
        if manager.fork()? {
            let memory = map(16 * 4096).unwrap_or(0);
            (0..16).for_each(|page| store(memory + page * 4096, 1));
            exit(0);
        }
        assert_eq!(manager.wait(), 0);
    }
    // The child's last frames go when its CPU has switched away.
    let until = call(Call::ClockGet, [1])? + 10_000_000;
    call(Call::Sleep, [1, until])?;
    let after = system_info()?;
    assert_eq!(after.processes, before.processes);
    assert_eq!(after.threads, before.threads);
    assert_eq!(after.handles, before.handles);
    assert_eq!(after.memory_objects, before.memory_objects);
    // The heap's pools take frames on whichever CPU a child happens to run, and keep some: what counts is
    // what is in use. A table that grows on a CPU that was idle before is allowed, a child's remains are not.
    let not_the_kernels = |info: &SystemInfo| info.free_frames + info.kernel_frames;
    assert_eq!(not_the_kernels(&after), not_the_kernels(&before));
    assert!(
        after.heap_bytes < before.heap_bytes + 4096,
        "{} bytes of heap, then {}",
        before.heap_bytes,
        after.heap_bytes
    );
    manager.stop()
}

/// The kernel ends a process that faults without a handler; the low bits name the exception
/// (Intel SDM volume 3, 6.15: 14 is a page fault).
const PAGE_FAULTED: u64 = abi::process::EXIT_BY_KERNEL | 14;

fn all_memory() -> Result<()> {
    let manager = Manager::start()?;
    let before = system_info()?;
    if manager.fork()? {
        let len = 2 * before.total_frames * 4096;
        match map(len as usize) {
            Ok(memory) => (0..len).step_by(4096).for_each(|at| store(memory + at, 1)),
            Err(_) => exit(1),
        }
        exit(2);
    }
    let status = manager.wait();
    assert!(
        status == PAGE_FAULTED || status == abi::process::EXIT_OUT_OF_MEMORY,
        "status {status:#x}"
    );
    let until = call(Call::ClockGet, [1])? + 10_000_000;
    call(Call::Sleep, [1, until])?;
    let after = system_info()?;
    assert!(after.free_frames + 64 > before.free_frames);
    manager.stop()
}

static TARGET: AtomicU32 = AtomicU32::new(0);
/// Processes killed.
static KILLED: AtomicU64 = AtomicU64::new(0);

/// Kills the process that `TARGET` names, `count` times.
extern "C" fn killer(count: u64) {
    for _ in 0..count {
        while TARGET.load(Ordering::Acquire) == 0 {
            core::hint::spin_loop();
        }
        let victim = TARGET.swap(0, Ordering::Relaxed).into();
        let kill = abi::process::ProcessOperation::Kill as u64;
        let _ = call(Call::ProcessControl, [victim, kill, 1]);
        KILLED.fetch_add(1, Ordering::Release);
    }
}

fn killed_meanwhile() -> Result<()> {
    const ROUNDS: u64 = 150;
    let manager = Manager::start()?;
    let [scheme, namespace] = scheme(b"race")?;
    let memory = map(64 * 4096)?;
    (0..64).for_each(|page| store(memory + page * 4096, 1));
    spawn(killer, ROUNDS)?;
    for round in 0..ROUNDS {
        if manager.fork()? {
            use_vectors();
            let mut request = plain(0);
            request.scheme = UserSlice::of(b"race");
            let _ = call(Call::Call, [namespace, at_mut(&mut request)]);
            exit(0);
        }
        let mut request = receive(scheme, &mut [])?;
        while request.kind != Kind::Call {
            request = receive(scheme, &mut [])?;
        }
        let fork = ForkRequest {
            request: request.id,
            scheme: Handle(scheme as u32),
            flags: 0,
            cookie: round,
            identity: Identity {
                words: [3, 0, 0, 0],
            },
            extra: [0; 4],
        };
        TARGET.store(manager.child() as u32, Ordering::Release);
        (0..round * 20).for_each(|_| core::hint::spin_loop());
        let made = call(Call::ProcessFork, [PROCESS_FACTORY.0.into(), at(&fork)]);
        while KILLED.load(Ordering::Acquire) <= round {
            call(Call::Yield, [])?;
        }
        // Whether it is still there to be answered depends on who was first.
        let _ = reply(scheme, &Reply::new(request.id, 0));
        manager.wait();
        let mut exits = u32::from(made.is_ok());
        while exits > 0 {
            exits -= u32::from(receive(scheme, &mut [])?.kind == Kind::ProcessExited);
        }
        if let Ok(copy) = made {
            close(copy)?;
        }
    }
    unmap(memory, 64 * 4096)?;
    close(scheme)?;
    close(namespace)?;
    manager.stop()
}

/// Answers calls until it is told to end.
extern "C" fn second_server(scheme: u64) {
    while let Ok(request) = receive(scheme, &mut []) {
        let _ = reply(scheme, &Reply::new(request.id, 5));
        if request.operation == QUIT {
            return;
        }
    }
}

fn killed_server() -> Result<()> {
    let nap = || {
        let until = call(Call::ClockGet, [1])? + 5_000_000;
        call(Call::Sleep, [1, until])
    };
    let manager = Manager::start()?;
    let [scheme, namespace] = scheme(b"shared")?;
    spawn(second_server, scheme)?;
    let ask = |operation| {
        let mut request = plain(operation);
        request.scheme = UserSlice::of(b"shared");
        call(Call::Call, [namespace, at_mut(&mut request)])
    };
    for _ in 0..10 {
        nap()?;
        if manager.fork()? {
            // The last to wait is the first to be given a message.
            let _ = receive(scheme, &mut []);
            exit(0);
        }
        nap()?;
        let kill = abi::process::ProcessOperation::Kill as u64;
        call(Call::ProcessControl, [manager.child(), kill, 1])?;
        assert_eq!(ask(PING), Ok(5));
        assert_eq!(manager.wait(), 1);
    }
    ask(QUIT)?;
    close(scheme)?;
    close(namespace)?;
    manager.stop()
}
