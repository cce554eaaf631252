//! The table of kernel calls.

use super::linux::{check, Linux};
use super::ochre::Ochre;
use super::word::Word;
use crate::arch;
use crate::errno::Errno;
use crate::thread::Tcb;
use crate::types::*;

/// `struct sigaction` as kernels take it: Linux's layout on x86-64.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KernelSigaction {
    pub handler: usize,
    pub flags: c_ulong,
    pub restorer: usize,
    pub mask: u64,
}

/// The registers of a system call with these arguments.
#[inline(always)]
fn registers(arguments: &[usize]) -> [usize; 6] {
    let mut words = [0; 6];
    words[..arguments.len()].copy_from_slice(arguments);
    words
}

macro_rules! calls {
    ($($name:ident = $number:literal ($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        /// The calls of a kernel: Linux's, by name, argument order and structure layouts. Pointers
        /// to structures that only one header knows are `void *`.
        #[allow(clippy::too_many_arguments)]
        pub trait Platform {
            $(
                /// The Linux system call of that name.
                ///
                /// # Safety
                /// Pointers are valid for what the call does with them.
                unsafe fn $name($($argument: $type),*) -> Result<$result, Errno> {
                    $(let _ = $argument;)*
                    Err(Errno::ENOSYS)
                }
            )*
        }

        impl Platform for Linux {
            $(
                #[inline]
                unsafe fn $name($($argument: $type),*) -> Result<$result, Errno> {
                    let [a, b, c, d, e, f] = registers(&[$($argument.into_word()),*]);
                    // SAFETY: the caller's promise.
                    check(unsafe { arch::syscall6($number, a, b, c, d, e, f) }).map(Word::from_word)
                }
            )*
        }

        impl Platform for Ochre {}

        /// [`Sys`] for calls that are cancellation points: they give EINTR instead of beginning if the thread has been cancelled.
        /// On Ochre a request is seen only when it comes while the call waits.
        pub struct Point;

        #[allow(clippy::too_many_arguments)]
        impl Point {
            $(
                /// The Linux system call of that name.
                ///
                /// # Safety
                /// Pointers are valid for what the call does with them.
                #[inline]
                pub unsafe fn $name($($argument: $type),*) -> Result<$result, Errno> {
                    // The host's tests run on threads that have no control block.
                    if cfg!(test) || super::is_ochre() {
                        // SAFETY: the caller's promise.
                        return unsafe { Sys::$name($($argument),*) };
                    }
                    let words = registers(&[$($argument.into_word()),*]);
                    // SAFETY: the caller's promise; the word is the thread's own.
                    unsafe {
                        let word = &raw const (*Tcb::current()).posix.cancel;
                        check(arch::cancellable_syscall6(word, $number, words)).map(Word::from_word)
                    }
                }
            )*
        }

        /// The kernel the process runs on.
        pub struct Sys;

        #[allow(clippy::too_many_arguments)]
        impl Sys {
            $(
                /// The Linux system call of that name.
                ///
                /// # Safety
                /// Pointers are valid for what the call does with them.
                #[inline]
                pub unsafe fn $name($($argument: $type),*) -> Result<$result, Errno> {
                    if super::is_ochre() {
                        // SAFETY: the caller's promise.
                        unsafe { Ochre::$name($($argument),*) }
                    } else {
                        // SAFETY: the caller's promise.
                        unsafe { <Linux as Platform>::$name($($argument),*) }
                    }
                }
            )*
        }

        /// The call of a Linux number, for the C function `syscall` on Ochre.
        ///
        /// # Safety
        /// The arguments are right for the call.
        pub unsafe fn ochre_by_number(number: c_long, arguments: [usize; 6]) -> Result<usize, Errno> {
            match number {
                $($number => {
                    #[allow(unused_mut, unused_variables)]
                    let mut words = arguments.into_iter();
                    $(let $argument = <$type as Word>::from_word(words.next().unwrap_or(0));)*
                    // SAFETY: the caller's promise.
                    unsafe { Ochre::$name($($argument),*) }.map(Word::into_word)
                })*
                _ => Err(Errno::ENOSYS),
            }
        }
    };
}

calls! {
    read = 0 (fd: c_int, buffer: *mut c_void, length: size_t) -> ssize_t;
    write = 1 (fd: c_int, buffer: *const c_void, length: size_t) -> ssize_t;
    close = 3 (fd: c_int) -> ();
    fstat = 5 (fd: c_int, buffer: *mut c_void) -> ();
    lseek = 8 (fd: c_int, offset: off_t, whence: c_int) -> off_t;
    mmap = 9 (address: *mut c_void, length: size_t, protection: c_int, flags: c_int, fd: c_int, offset: off_t) -> *mut c_void;
    mprotect = 10 (address: *mut c_void, length: size_t, protection: c_int) -> ();
    munmap = 11 (address: *mut c_void, length: size_t) -> ();
    brk = 12 (end: *mut c_void) -> *mut c_void;
    rt_sigaction = 13 (signal: c_int, new: *const KernelSigaction, old: *mut KernelSigaction, set_size: size_t) -> ();
    rt_sigprocmask = 14 (how: c_int, set: *const u64, old: *mut u64, set_size: size_t) -> ();
    ioctl = 16 (fd: c_int, request: c_ulong, argument: *mut c_void) -> c_int;
    pread64 = 17 (fd: c_int, buffer: *mut c_void, length: size_t, offset: off_t) -> ssize_t;
    pwrite64 = 18 (fd: c_int, buffer: *const c_void, length: size_t, offset: off_t) -> ssize_t;
    readv = 19 (fd: c_int, vector: *const iovec, entries: c_int) -> ssize_t;
    writev = 20 (fd: c_int, vector: *const iovec, entries: c_int) -> ssize_t;
    sched_yield = 24 () -> ();
    mremap = 25 (address: *mut c_void, old_length: size_t, new_length: size_t, flags: c_int, new_address: *mut c_void) -> *mut c_void;
    msync = 26 (address: *mut c_void, length: size_t, flags: c_int) -> ();
    mincore = 27 (address: *mut c_void, length: size_t, result: *mut u8) -> ();
    madvise = 28 (address: *mut c_void, length: size_t, advice: c_int) -> ();
    shmget = 29 (key: key_t, size: size_t, flags: c_int) -> c_int;
    shmat = 30 (id: c_int, address: *const c_void, flags: c_int) -> *mut c_void;
    shmctl = 31 (id: c_int, command: c_int, buffer: *mut c_void) -> c_int;
    dup = 32 (fd: c_int) -> c_int;
    getitimer = 36 (which: c_int, value: *mut c_void) -> ();
    setitimer = 38 (which: c_int, new: *const c_void, old: *mut c_void) -> ();
    getpid = 39 () -> pid_t;
    sendfile = 40 (to: c_int, from: c_int, offset: *mut off_t, length: size_t) -> ssize_t;
    socket = 41 (domain: c_int, kind: c_int, protocol: c_int) -> c_int;
    connect = 42 (fd: c_int, address: *const c_void, length: socklen_t) -> ();
    sendto = 44 (fd: c_int, buffer: *const c_void, length: size_t, flags: c_int, address: *const c_void, address_length: socklen_t) -> ssize_t;
    recvfrom = 45 (fd: c_int, buffer: *mut c_void, length: size_t, flags: c_int, address: *mut c_void, address_length: *mut socklen_t) -> ssize_t;
    sendmsg = 46 (fd: c_int, message: *const c_void, flags: c_int) -> ssize_t;
    recvmsg = 47 (fd: c_int, message: *mut c_void, flags: c_int) -> ssize_t;
    shutdown = 48 (fd: c_int, how: c_int) -> ();
    bind = 49 (fd: c_int, address: *const c_void, length: socklen_t) -> ();
    listen = 50 (fd: c_int, backlog: c_int) -> ();
    getsockname = 51 (fd: c_int, address: *mut c_void, length: *mut socklen_t) -> ();
    getpeername = 52 (fd: c_int, address: *mut c_void, length: *mut socklen_t) -> ();
    socketpair = 53 (domain: c_int, kind: c_int, protocol: c_int, fds: *mut c_int) -> ();
    setsockopt = 54 (fd: c_int, level: c_int, option: c_int, value: *const c_void, length: socklen_t) -> ();
    getsockopt = 55 (fd: c_int, level: c_int, option: c_int, value: *mut c_void, length: *mut socklen_t) -> ();
    fork = 57 () -> pid_t;
    execve = 59 (path: *const c_char, arguments: *const *const c_char, environment: *const *const c_char) -> ();
    wait4 = 61 (pid: pid_t, status: *mut c_int, options: c_int, usage: *mut c_void) -> pid_t;
    kill = 62 (pid: pid_t, signal: c_int) -> ();
    uname = 63 (name: *mut c_void) -> ();
    semget = 64 (key: key_t, count: c_int, flags: c_int) -> c_int;
    semop = 65 (id: c_int, operations: *mut c_void, count: size_t) -> ();
    semctl = 66 (id: c_int, index: c_int, command: c_int, argument: *mut c_void) -> c_int;
    shmdt = 67 (address: *const c_void) -> ();
    msgget = 68 (key: key_t, flags: c_int) -> c_int;
    msgsnd = 69 (id: c_int, message: *const c_void, length: size_t, flags: c_int) -> ();
    msgrcv = 70 (id: c_int, message: *mut c_void, length: size_t, kind: c_long, flags: c_int) -> ssize_t;
    msgctl = 71 (id: c_int, command: c_int, buffer: *mut c_void) -> c_int;
    fcntl = 72 (fd: c_int, command: c_int, argument: c_ulong) -> c_int;
    flock = 73 (fd: c_int, operation: c_int) -> ();
    fsync = 74 (fd: c_int) -> ();
    fdatasync = 75 (fd: c_int) -> ();
    truncate = 76 (path: *const c_char, length: off_t) -> ();
    ftruncate = 77 (fd: c_int, length: off_t) -> ();
    getcwd = 79 (buffer: *mut c_char, size: size_t) -> ssize_t;
    chdir = 80 (path: *const c_char) -> ();
    fchdir = 81 (fd: c_int) -> ();
    fchmod = 91 (fd: c_int, mode: mode_t) -> ();
    fchown = 93 (fd: c_int, owner: uid_t, group: gid_t) -> ();
    umask = 95 (mask: mode_t) -> mode_t;
    getrusage = 98 (who: c_int, usage: *mut c_void) -> ();
    sysinfo = 99 (info: *mut c_void) -> ();
    times = 100 (buffer: *mut c_void) -> clock_t;
    ptrace = 101 (request: c_long, pid: pid_t, address: *mut c_void, data: *mut c_void) -> c_long;
    getuid = 102 () -> uid_t;
    syslog = 103 (command: c_int, buffer: *mut c_char, length: c_int) -> c_int;
    getgid = 104 () -> gid_t;
    setuid = 105 (uid: uid_t) -> ();
    setgid = 106 (gid: gid_t) -> ();
    geteuid = 107 () -> uid_t;
    getegid = 108 () -> gid_t;
    setpgid = 109 (pid: pid_t, group: pid_t) -> ();
    getppid = 110 () -> pid_t;
    setsid = 112 () -> pid_t;
    setreuid = 113 (real: uid_t, effective: uid_t) -> ();
    setregid = 114 (real: gid_t, effective: gid_t) -> ();
    getgroups = 115 (size: c_int, list: *mut gid_t) -> c_int;
    setgroups = 116 (size: size_t, list: *const gid_t) -> ();
    setresuid = 117 (real: uid_t, effective: uid_t, saved: uid_t) -> ();
    getresuid = 118 (real: *mut uid_t, effective: *mut uid_t, saved: *mut uid_t) -> ();
    setresgid = 119 (real: gid_t, effective: gid_t, saved: gid_t) -> ();
    getresgid = 120 (real: *mut gid_t, effective: *mut gid_t, saved: *mut gid_t) -> ();
    getpgid = 121 (pid: pid_t) -> pid_t;
    setfsuid = 122 (uid: uid_t) -> c_int;
    setfsgid = 123 (gid: gid_t) -> c_int;
    getsid = 124 (pid: pid_t) -> pid_t;
    capget = 125 (header: *mut c_void, data: *mut c_void) -> ();
    capset = 126 (header: *mut c_void, data: *const c_void) -> ();
    rt_sigpending = 127 (set: *mut u64, set_size: size_t) -> ();
    rt_sigtimedwait = 128 (set: *const u64, info: *mut c_void, timeout: *const timespec, set_size: size_t) -> c_int;
    rt_sigqueueinfo = 129 (pid: pid_t, signal: c_int, info: *mut c_void) -> ();
    rt_sigsuspend = 130 (set: *const u64, set_size: size_t) -> ();
    sigaltstack = 131 (new: *const c_void, old: *mut c_void) -> ();
    personality = 135 (persona: c_ulong) -> c_int;
    statfs = 137 (path: *const c_char, buffer: *mut c_void) -> ();
    fstatfs = 138 (fd: c_int, buffer: *mut c_void) -> ();
    getpriority = 140 (which: c_int, who: id_t) -> c_int;
    setpriority = 141 (which: c_int, who: id_t, value: c_int) -> ();
    sched_setparam = 142 (pid: pid_t, parameter: *const c_void) -> ();
    sched_getparam = 143 (pid: pid_t, parameter: *mut c_void) -> ();
    sched_setscheduler = 144 (pid: pid_t, policy: c_int, parameter: *const c_void) -> ();
    sched_getscheduler = 145 (pid: pid_t) -> c_int;
    sched_get_priority_max = 146 (policy: c_int) -> c_int;
    sched_get_priority_min = 147 (policy: c_int) -> c_int;
    sched_rr_get_interval = 148 (pid: pid_t, interval: *mut timespec) -> ();
    mlock = 149 (address: *const c_void, length: size_t) -> ();
    munlock = 150 (address: *const c_void, length: size_t) -> ();
    mlockall = 151 (flags: c_int) -> ();
    munlockall = 152 () -> ();
    vhangup = 153 () -> ();
    pivot_root = 155 (new: *const c_char, old: *const c_char) -> ();
    prctl = 157 (option: c_int, a: c_ulong, b: c_ulong, c: c_ulong, d: c_ulong) -> c_int;
    arch_prctl = 158 (code: c_int, address: c_ulong) -> ();
    setrlimit = 160 (resource: c_int, limit: *const c_void) -> ();
    chroot = 161 (path: *const c_char) -> ();
    sync = 162 () -> ();
    acct = 163 (path: *const c_char) -> ();
    mount = 165 (source: *const c_char, target: *const c_char, kind: *const c_char, flags: c_ulong, data: *const c_void) -> ();
    umount2 = 166 (target: *const c_char, flags: c_int) -> ();
    swapon = 167 (path: *const c_char, flags: c_int) -> ();
    swapoff = 168 (path: *const c_char) -> ();
    reboot = 169 (magic: c_int, magic2: c_int, command: c_int, argument: *mut c_void) -> c_int;
    sethostname = 170 (name: *const c_char, length: size_t) -> ();
    setdomainname = 171 (name: *const c_char, length: size_t) -> ();
    iopl = 172 (level: c_int) -> ();
    ioperm = 173 (from: c_ulong, count: c_ulong, on: c_int) -> ();
    init_module = 175 (image: *mut c_void, length: c_ulong, parameters: *const c_char) -> ();
    delete_module = 176 (name: *const c_char, flags: c_uint) -> ();
    quotactl = 179 (command: c_int, device: *const c_char, id: c_int, address: *mut c_void) -> ();
    gettid = 186 () -> pid_t;
    readahead = 187 (fd: c_int, offset: off_t, length: size_t) -> ssize_t;
    setxattr = 188 (path: *const c_char, name: *const c_char, value: *const c_void, size: size_t, flags: c_int) -> ();
    lsetxattr = 189 (path: *const c_char, name: *const c_char, value: *const c_void, size: size_t, flags: c_int) -> ();
    fsetxattr = 190 (fd: c_int, name: *const c_char, value: *const c_void, size: size_t, flags: c_int) -> ();
    getxattr = 191 (path: *const c_char, name: *const c_char, value: *mut c_void, size: size_t) -> ssize_t;
    lgetxattr = 192 (path: *const c_char, name: *const c_char, value: *mut c_void, size: size_t) -> ssize_t;
    fgetxattr = 193 (fd: c_int, name: *const c_char, value: *mut c_void, size: size_t) -> ssize_t;
    listxattr = 194 (path: *const c_char, list: *mut c_char, size: size_t) -> ssize_t;
    llistxattr = 195 (path: *const c_char, list: *mut c_char, size: size_t) -> ssize_t;
    flistxattr = 196 (fd: c_int, list: *mut c_char, size: size_t) -> ssize_t;
    removexattr = 197 (path: *const c_char, name: *const c_char) -> ();
    lremovexattr = 198 (path: *const c_char, name: *const c_char) -> ();
    fremovexattr = 199 (fd: c_int, name: *const c_char) -> ();
    futex = 202 (address: *mut c_int, operation: c_int, value: c_int, timeout: *const timespec, address2: *mut c_int, value3: c_int) -> c_int;
    sched_setaffinity = 203 (pid: pid_t, size: size_t, mask: *const c_void) -> ();
    sched_getaffinity = 204 (pid: pid_t, size: size_t, mask: *mut c_void) -> c_int;
    remap_file_pages = 216 (address: *mut c_void, size: size_t, protection: c_int, page: size_t, flags: c_int) -> ();
    getdents64 = 217 (fd: c_int, buffer: *mut c_void, size: size_t) -> ssize_t;
    set_tid_address = 218 (word: *mut c_int) -> pid_t;
    semtimedop = 220 (id: c_int, operations: *mut c_void, count: size_t, timeout: *const timespec) -> ();
    posix_fadvise = 221 (fd: c_int, offset: off_t, length: off_t, advice: c_int) -> ();
    timer_create = 222 (clock: clockid_t, event: *mut c_void, timer: *mut c_int) -> ();
    timer_settime = 223 (timer: c_int, flags: c_int, new: *const c_void, old: *mut c_void) -> ();
    timer_gettime = 224 (timer: c_int, value: *mut c_void) -> ();
    timer_getoverrun = 225 (timer: c_int) -> c_int;
    timer_delete = 226 (timer: c_int) -> ();
    clock_settime = 227 (clock: clockid_t, time: *const timespec) -> ();
    clock_gettime = 228 (clock: clockid_t, time: *mut timespec) -> ();
    clock_getres = 229 (clock: clockid_t, resolution: *mut timespec) -> ();
    clock_nanosleep = 230 (clock: clockid_t, flags: c_int, request: *const timespec, remaining: *mut timespec) -> ();
    exit_group = 231 (status: c_int) -> ();
    epoll_wait = 232 (epoll: c_int, events: *mut c_void, most: c_int, timeout_ms: c_int) -> c_int;
    epoll_ctl = 233 (epoll: c_int, operation: c_int, fd: c_int, event: *mut c_void) -> ();
    tgkill = 234 (group: pid_t, tid: pid_t, signal: c_int) -> ();
    mq_open = 240 (name: *const c_char, flags: c_int, mode: mode_t, attributes: *const c_void) -> c_int;
    mq_unlink = 241 (name: *const c_char) -> ();
    mq_timedsend = 242 (queue: c_int, message: *const c_char, length: size_t, priority: c_uint, deadline: *const timespec) -> ();
    mq_timedreceive = 243 (queue: c_int, message: *mut c_char, length: size_t, priority: *mut c_uint, deadline: *const timespec) -> ssize_t;
    mq_notify = 244 (queue: c_int, event: *const c_void) -> ();
    mq_getsetattr = 245 (queue: c_int, new: *const c_void, old: *mut c_void) -> ();
    waitid = 247 (kind: c_int, id: id_t, info: *mut c_void, options: c_int, usage: *mut c_void) -> ();
    inotify_add_watch = 254 (fd: c_int, path: *const c_char, mask: c_uint) -> c_int;
    inotify_rm_watch = 255 (fd: c_int, watch: c_int) -> ();
    openat = 257 (directory: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int;
    mkdirat = 258 (directory: c_int, path: *const c_char, mode: mode_t) -> ();
    mknodat = 259 (directory: c_int, path: *const c_char, mode: mode_t, device: dev_t) -> ();
    fchownat = 260 (directory: c_int, path: *const c_char, owner: uid_t, group: gid_t, flags: c_int) -> ();
    newfstatat = 262 (directory: c_int, path: *const c_char, buffer: *mut c_void, flags: c_int) -> ();
    unlinkat = 263 (directory: c_int, path: *const c_char, flags: c_int) -> ();
    linkat = 265 (old_directory: c_int, old: *const c_char, new_directory: c_int, new: *const c_char, flags: c_int) -> ();
    symlinkat = 266 (target: *const c_char, directory: c_int, path: *const c_char) -> ();
    readlinkat = 267 (directory: c_int, path: *const c_char, buffer: *mut c_char, size: size_t) -> ssize_t;
    fchmodat = 268 (directory: c_int, path: *const c_char, mode: mode_t) -> ();
    faccessat = 269 (directory: c_int, path: *const c_char, mode: c_int) -> ();
    pselect6 = 270 (count: c_int, read: *mut c_void, write: *mut c_void, except: *mut c_void, timeout: *const timespec, mask: *const c_void) -> c_int;
    ppoll = 271 (items: *mut c_void, count: c_ulong, timeout: *const timespec, mask: *const u64, set_size: size_t) -> c_int;
    unshare = 272 (flags: c_int) -> ();
    set_robust_list = 273 (head: *mut c_void, length: size_t) -> ();
    splice = 275 (from: c_int, from_offset: *mut off_t, to: c_int, to_offset: *mut off_t, length: size_t, flags: c_uint) -> ssize_t;
    tee = 276 (from: c_int, to: c_int, length: size_t, flags: c_uint) -> ssize_t;
    sync_file_range = 277 (fd: c_int, offset: off_t, length: off_t, flags: c_uint) -> ();
    vmsplice = 278 (fd: c_int, vector: *const iovec, entries: size_t, flags: c_uint) -> ssize_t;
    utimensat = 280 (directory: c_int, path: *const c_char, times: *const timespec, flags: c_int) -> ();
    epoll_pwait = 281 (epoll: c_int, events: *mut c_void, most: c_int, timeout_ms: c_int, mask: *const u64, set_size: size_t) -> c_int;
    timerfd_create = 283 (clock: clockid_t, flags: c_int) -> c_int;
    fallocate = 285 (fd: c_int, mode: c_int, offset: off_t, length: off_t) -> ();
    timerfd_settime = 286 (fd: c_int, flags: c_int, new: *const c_void, old: *mut c_void) -> ();
    timerfd_gettime = 287 (fd: c_int, value: *mut c_void) -> ();
    accept4 = 288 (fd: c_int, address: *mut c_void, length: *mut socklen_t, flags: c_int) -> c_int;
    signalfd4 = 289 (fd: c_int, mask: *const u64, set_size: size_t, flags: c_int) -> c_int;
    eventfd2 = 290 (value: c_uint, flags: c_int) -> c_int;
    epoll_create1 = 291 (flags: c_int) -> c_int;
    dup3 = 292 (old: c_int, new: c_int, flags: c_int) -> c_int;
    pipe2 = 293 (fds: *mut c_int, flags: c_int) -> ();
    inotify_init1 = 294 (flags: c_int) -> c_int;
    preadv = 295 (fd: c_int, vector: *const iovec, entries: c_int, offset_low: c_ulong, offset_high: c_ulong) -> ssize_t;
    pwritev = 296 (fd: c_int, vector: *const iovec, entries: c_int, offset_low: c_ulong, offset_high: c_ulong) -> ssize_t;
    recvmmsg = 299 (fd: c_int, messages: *mut c_void, count: c_uint, flags: c_uint, timeout: *mut timespec) -> c_int;
    fanotify_init = 300 (flags: c_uint, open_flags: c_uint) -> c_int;
    fanotify_mark = 301 (fd: c_int, flags: c_uint, mask: c_ulong, directory: c_int, path: *const c_char) -> ();
    prlimit64 = 302 (pid: pid_t, resource: c_int, new: *const c_void, old: *mut c_void) -> ();
    name_to_handle_at = 303 (directory: c_int, path: *const c_char, handle: *mut c_void, mount: *mut c_int, flags: c_int) -> ();
    open_by_handle_at = 304 (mount: c_int, handle: *mut c_void, flags: c_int) -> c_int;
    clock_adjtime = 305 (clock: clockid_t, timex: *mut c_void) -> c_int;
    syncfs = 306 (fd: c_int) -> ();
    sendmmsg = 307 (fd: c_int, messages: *mut c_void, count: c_uint, flags: c_uint) -> c_int;
    setns = 308 (fd: c_int, kind: c_int) -> ();
    getcpu = 309 (cpu: *mut c_uint, node: *mut c_uint, cache: *mut c_void) -> ();
    process_vm_readv = 310 (pid: pid_t, local: *const iovec, local_count: c_ulong, remote: *const iovec, remote_count: c_ulong, flags: c_ulong) -> ssize_t;
    process_vm_writev = 311 (pid: pid_t, local: *const iovec, local_count: c_ulong, remote: *const iovec, remote_count: c_ulong, flags: c_ulong) -> ssize_t;
    renameat2 = 316 (old_directory: c_int, old: *const c_char, new_directory: c_int, new: *const c_char, flags: c_uint) -> ();
    getrandom = 318 (buffer: *mut c_void, length: size_t, flags: c_uint) -> ssize_t;
    memfd_create = 319 (name: *const c_char, flags: c_uint) -> c_int;
    membarrier = 324 (command: c_int, flags: c_uint, cpu: c_int) -> c_int;
    mlock2 = 325 (address: *const c_void, length: size_t, flags: c_uint) -> ();
    copy_file_range = 326 (from: c_int, from_offset: *mut off_t, to: c_int, to_offset: *mut off_t, length: size_t, flags: c_uint) -> ssize_t;
    preadv2 = 327 (fd: c_int, vector: *const iovec, entries: c_int, offset_low: c_ulong, offset_high: c_ulong, flags: c_int) -> ssize_t;
    pwritev2 = 328 (fd: c_int, vector: *const iovec, entries: c_int, offset_low: c_ulong, offset_high: c_ulong, flags: c_int) -> ssize_t;
    statx = 332 (directory: c_int, path: *const c_char, flags: c_int, mask: c_uint, buffer: *mut c_void) -> ();
    pidfd_open = 434 (pid: pid_t, flags: c_uint) -> c_int;
    close_range = 436 (first: c_uint, last: c_uint, flags: c_int) -> ();
    faccessat2 = 439 (directory: c_int, path: *const c_char, mode: c_int, flags: c_int) -> ();
    fchmodat2 = 452 (directory: c_int, path: *const c_char, mode: mode_t, flags: c_int) -> ();
}
