//! The table: number, name, arguments, function of each call. Numbers are those of Linux's
//! `asm/unistd_64.h`.

use super::{
    attribute, data, descriptor, directory, file, identity, link, memory, poll, process, program,
    signal, system, terminal, thread, time, watch, Context,
};
use abi::errno::Result;

/// How an argument is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Int,
    /// A descriptor or `AT_FDCWD`.
    Directory,
    Size,
    Octal,
    /// An address, or bits.
    Hex,
    /// The address of a string.
    Text,
}

/// What is special about a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nature {
    Plain,
    Restarted,
    Final,
}

/// A call.
pub struct Entry {
    pub number: u16,
    pub name: &'static str,
    pub arguments: &'static [Kind],
    pub run: fn(&mut Context<'_>) -> Result<u64>,
    /// Made again after a handler with `SA_RESTART` interrupted it (signal(7)).
    pub is_restarted: bool,
    /// Does not return.
    pub is_final: bool,
}

macro_rules! calls {
    ($($number:literal $name:ident($($kind:ident),*) = $run:path, $nature:ident;)*) => {
        /// Every call that has an implementation, by number.
        pub static CALLS: &[Entry] = &[$(Entry {
            number: $number,
            name: stringify!($name),
            arguments: &[$(Kind::$kind),*],
            run: $run,
            is_restarted: matches!(Nature::$nature, Nature::Restarted),
            is_final: matches!(Nature::$nature, Nature::Final),
        }),*];

        const NUMBERS: &[u16] = &[$($number),*];
    };
}

calls! {
    0 read(Int, Hex, Size) = data::read, Restarted;
    1 write(Int, Hex, Size) = data::write, Restarted;
    2 open(Text, Octal, Octal) = descriptor::open, Restarted;
    3 close(Int) = descriptor::close, Plain;
    4 stat(Text, Hex) = file::stat, Plain;
    5 fstat(Int, Hex) = file::fstat, Plain;
    6 lstat(Text, Hex) = file::lstat, Plain;
    7 poll(Hex, Int, Int) = poll::poll, Plain;
    8 lseek(Int, Size, Int) = data::lseek, Plain;
    9 mmap(Hex, Size, Hex, Hex, Int, Hex) = memory::mmap, Plain;
    10 mprotect(Hex, Size, Hex) = memory::mprotect, Plain;
    11 munmap(Hex, Size) = memory::munmap, Plain;
    12 brk(Hex) = memory::brk, Plain;
    13 rt_sigaction(Int, Hex, Hex, Size) = signal::rt_sigaction, Plain;
    14 rt_sigprocmask(Int, Hex, Hex, Size) = signal::rt_sigprocmask, Plain;
    15 rt_sigreturn() = signal::rt_sigreturn, Plain;
    16 ioctl(Int, Hex, Hex) = terminal::ioctl, Restarted;
    17 pread64(Int, Hex, Size, Size) = data::pread, Restarted;
    18 pwrite64(Int, Hex, Size, Size) = data::pwrite, Restarted;
    19 readv(Int, Hex, Int) = data::readv, Restarted;
    20 writev(Int, Hex, Int) = data::writev, Restarted;
    21 access(Text, Octal) = file::access, Plain;
    22 pipe(Hex) = descriptor::pipe, Plain;
    23 select(Int, Hex, Hex, Hex, Hex) = poll::select, Plain;
    24 sched_yield() = thread::sched_yield, Plain;
    25 mremap(Hex, Size, Size, Hex, Hex) = memory::mremap, Plain;
    26 msync(Hex, Size, Hex) = memory::msync, Plain;
    27 mincore(Hex, Size, Hex) = memory::mincore, Plain;
    28 madvise(Hex, Size, Int) = memory::madvise, Plain;
    32 dup(Int) = descriptor::dup, Plain;
    33 dup2(Int, Int) = descriptor::dup2, Plain;
    34 pause() = signal::pause, Plain;
    35 nanosleep(Hex, Hex) = time::nanosleep, Plain;
    36 getitimer(Int, Hex) = time::getitimer, Plain;
    37 alarm(Int) = time::alarm, Plain;
    38 setitimer(Int, Hex, Hex) = time::setitimer, Plain;
    39 getpid() = identity::getpid, Plain;
    40 sendfile(Int, Int, Hex, Size) = data::sendfile, Restarted;
    48 shutdown(Int, Int) = descriptor::shutdown, Plain;
    53 socketpair(Int, Int, Int, Hex) = descriptor::socketpair, Plain;
    56 clone(Hex, Hex, Hex, Hex, Hex) = process::clone, Plain;
    57 fork() = process::fork, Plain;
    58 vfork() = process::vfork, Plain;
    59 execve(Text, Hex, Hex) = program::execve, Plain;
    60 exit(Int) = process::exit, Final;
    61 wait4(Int, Hex, Hex, Hex) = process::wait4, Restarted;
    62 kill(Int, Int) = signal::kill, Plain;
    63 uname(Hex) = system::uname, Plain;
    72 fcntl(Int, Int, Hex) = descriptor::fcntl, Restarted;
    73 flock(Int, Int) = descriptor::flock, Restarted;
    74 fsync(Int) = file::fsync, Plain;
    75 fdatasync(Int) = file::fdatasync, Plain;
    76 truncate(Text, Size) = file::truncate, Plain;
    77 ftruncate(Int, Size) = file::ftruncate, Plain;
    79 getcwd(Hex, Size) = directory::getcwd, Plain;
    80 chdir(Text) = directory::chdir, Plain;
    81 fchdir(Int) = directory::fchdir, Plain;
    82 rename(Text, Text) = link::rename, Plain;
    83 mkdir(Text, Octal) = directory::mkdir, Plain;
    84 rmdir(Text) = directory::rmdir, Plain;
    85 creat(Text, Octal) = descriptor::creat, Restarted;
    86 link(Text, Text) = link::link, Plain;
    87 unlink(Text) = directory::unlink, Plain;
    88 symlink(Text, Text) = link::symlink, Plain;
    89 readlink(Text, Hex, Size) = link::readlink, Plain;
    90 chmod(Text, Octal) = file::chmod, Plain;
    91 fchmod(Int, Octal) = file::fchmod, Plain;
    92 chown(Text, Int, Int) = file::chown, Plain;
    93 fchown(Int, Int, Int) = file::fchown, Plain;
    94 lchown(Text, Int, Int) = file::lchown, Plain;
    95 umask(Octal) = file::umask, Plain;
    96 gettimeofday(Hex, Hex) = time::gettimeofday, Plain;
    97 getrlimit(Int, Hex) = system::getrlimit, Plain;
    98 getrusage(Int, Hex) = system::getrusage, Plain;
    99 sysinfo(Hex) = system::sysinfo, Plain;
    100 times(Hex) = system::times, Plain;
    102 getuid() = identity::getuid, Plain;
    104 getgid() = identity::getgid, Plain;
    105 setuid(Int) = identity::setuid, Plain;
    106 setgid(Int) = identity::setgid, Plain;
    107 geteuid() = identity::geteuid, Plain;
    108 getegid() = identity::getegid, Plain;
    109 setpgid(Int, Int) = identity::setpgid, Plain;
    110 getppid() = identity::getppid, Plain;
    111 getpgrp() = identity::getpgrp, Plain;
    112 setsid() = identity::setsid, Plain;
    113 setreuid(Int, Int) = identity::setreuid, Plain;
    114 setregid(Int, Int) = identity::setregid, Plain;
    115 getgroups(Int, Hex) = identity::getgroups, Plain;
    116 setgroups(Int, Hex) = identity::setgroups, Plain;
    117 setresuid(Int, Int, Int) = identity::setresuid, Plain;
    118 getresuid(Hex, Hex, Hex) = identity::getresuid, Plain;
    119 setresgid(Int, Int, Int) = identity::setresgid, Plain;
    120 getresgid(Hex, Hex, Hex) = identity::getresgid, Plain;
    121 getpgid(Int) = identity::getpgid, Plain;
    124 getsid(Int) = identity::getsid, Plain;
    127 rt_sigpending(Hex, Size) = signal::rt_sigpending, Plain;
    128 rt_sigtimedwait(Hex, Hex, Hex, Size) = signal::rt_sigtimedwait, Plain;
    129 rt_sigqueueinfo(Int, Int, Hex) = signal::rt_sigqueueinfo, Plain;
    130 rt_sigsuspend(Hex, Size) = signal::rt_sigsuspend, Plain;
    131 sigaltstack(Hex, Hex) = signal::sigaltstack, Plain;
    132 utime(Text, Hex) = file::utime, Plain;
    133 mknod(Text, Octal, Hex) = file::mknod, Plain;
    137 statfs(Text, Hex) = file::statfs, Plain;
    138 fstatfs(Int, Hex) = file::fstatfs, Plain;
    140 getpriority(Int, Int) = system::getpriority, Plain;
    141 setpriority(Int, Int, Int) = system::setpriority, Plain;
    149 mlock(Hex, Size) = memory::mlock, Plain;
    150 munlock(Hex, Size) = memory::munlock, Plain;
    151 mlockall(Hex) = memory::mlockall, Plain;
    152 munlockall() = memory::munlockall, Plain;
    157 prctl(Int, Hex, Hex, Hex, Hex) = thread::prctl, Plain;
    158 arch_prctl(Hex, Hex) = thread::arch_prctl, Plain;
    160 setrlimit(Int, Hex) = system::setrlimit, Plain;
    186 gettid() = thread::gettid, Plain;
    188 setxattr(Text, Text, Hex, Size, Hex) = attribute::of_path, Plain;
    189 lsetxattr(Text, Text, Hex, Size, Hex) = attribute::of_link, Plain;
    190 fsetxattr(Int, Text, Hex, Size, Hex) = attribute::of_descriptor, Plain;
    191 getxattr(Text, Text, Hex, Size) = attribute::of_path, Plain;
    192 lgetxattr(Text, Text, Hex, Size) = attribute::of_link, Plain;
    193 fgetxattr(Int, Text, Hex, Size) = attribute::of_descriptor, Plain;
    194 listxattr(Text, Hex, Size) = attribute::list_of_path, Plain;
    195 llistxattr(Text, Hex, Size) = attribute::list_of_link, Plain;
    196 flistxattr(Int, Hex, Size) = attribute::list_of_descriptor, Plain;
    197 removexattr(Text, Text) = attribute::of_path, Plain;
    198 lremovexattr(Text, Text) = attribute::of_link, Plain;
    199 fremovexattr(Int, Text) = attribute::of_descriptor, Plain;
    200 tkill(Int, Int) = signal::tkill, Plain;
    201 time(Hex) = time::time, Plain;
    202 futex(Hex, Hex, Int, Hex, Hex, Hex) = thread::futex, Restarted;
    203 sched_setaffinity(Int, Size, Hex) = thread::sched_setaffinity, Plain;
    204 sched_getaffinity(Int, Size, Hex) = thread::sched_getaffinity, Plain;
    213 epoll_create(Int) = poll::epoll_create, Plain;
    217 getdents64(Int, Hex, Size) = directory::getdents64, Plain;
    218 set_tid_address(Hex) = thread::set_tid_address, Plain;
    221 fadvise64(Int, Size, Size, Int) = data::fadvise, Plain;
    222 timer_create(Int, Hex, Hex) = time::timer_create, Plain;
    223 timer_settime(Int, Hex, Hex, Hex) = time::timer_settime, Plain;
    224 timer_gettime(Int, Hex) = time::timer_gettime, Plain;
    225 timer_getoverrun(Int) = time::timer_getoverrun, Plain;
    226 timer_delete(Int) = time::timer_delete, Plain;
    227 clock_settime(Int, Hex) = time::clock_settime, Plain;
    228 clock_gettime(Int, Hex) = time::clock_gettime, Plain;
    229 clock_getres(Int, Hex) = time::clock_getres, Plain;
    230 clock_nanosleep(Int, Hex, Hex, Hex) = time::clock_nanosleep, Plain;
    231 exit_group(Int) = process::exit, Final;
    232 epoll_wait(Int, Hex, Int, Int) = poll::epoll_wait, Plain;
    233 epoll_ctl(Int, Int, Int, Hex) = poll::epoll_ctl, Plain;
    234 tgkill(Int, Int, Int) = signal::tgkill, Plain;
    235 utimes(Text, Hex) = file::utimes, Plain;
    247 waitid(Int, Int, Hex, Hex, Hex) = process::waitid, Restarted;
    253 inotify_init() = watch::inotify_init, Plain;
    254 inotify_add_watch(Int, Text, Hex) = watch::inotify_add_watch, Plain;
    255 inotify_rm_watch(Int, Int) = watch::inotify_rm_watch, Plain;
    257 openat(Directory, Text, Octal, Octal) = descriptor::openat, Restarted;
    258 mkdirat(Directory, Text, Octal) = directory::mkdirat, Plain;
    259 mknodat(Directory, Text, Octal, Hex) = file::mknodat, Plain;
    260 fchownat(Directory, Text, Int, Int, Hex) = file::fchownat, Plain;
    261 futimesat(Directory, Text, Hex) = file::futimesat, Plain;
    262 newfstatat(Directory, Text, Hex, Hex) = file::newfstatat, Plain;
    263 unlinkat(Directory, Text, Hex) = directory::unlinkat, Plain;
    264 renameat(Directory, Text, Directory, Text) = link::renameat, Plain;
    265 linkat(Directory, Text, Directory, Text, Hex) = link::linkat, Plain;
    266 symlinkat(Text, Directory, Text) = link::symlinkat, Plain;
    267 readlinkat(Directory, Text, Hex, Size) = link::readlinkat, Plain;
    268 fchmodat(Directory, Text, Octal) = file::fchmodat, Plain;
    269 faccessat(Directory, Text, Octal) = file::faccessat, Plain;
    270 pselect6(Int, Hex, Hex, Hex, Hex, Hex) = poll::pselect6, Plain;
    271 ppoll(Hex, Int, Hex, Hex, Size) = poll::ppoll, Plain;
    273 set_robust_list(Hex, Size) = thread::set_robust_list, Plain;
    280 utimensat(Directory, Text, Hex, Hex) = file::utimensat, Plain;
    281 epoll_pwait(Int, Hex, Int, Int, Hex, Size) = poll::epoll_pwait, Plain;
    283 timerfd_create(Int, Hex) = time::timerfd_create, Plain;
    284 eventfd(Int) = descriptor::eventfd, Plain;
    285 fallocate(Int, Hex, Size, Size) = file::fallocate, Plain;
    286 timerfd_settime(Int, Hex, Hex, Hex) = time::timerfd_settime, Plain;
    287 timerfd_gettime(Int, Hex) = time::timerfd_gettime, Plain;
    289 signalfd4(Int, Hex, Size, Hex) = signal::signalfd4, Plain;
    290 eventfd2(Int, Hex) = descriptor::eventfd2, Plain;
    291 epoll_create1(Hex) = poll::epoll_create1, Plain;
    292 dup3(Int, Int, Octal) = descriptor::dup3, Plain;
    293 pipe2(Hex, Octal) = descriptor::pipe2, Plain;
    294 inotify_init1(Octal) = watch::inotify_init1, Plain;
    295 preadv(Int, Hex, Int, Size) = data::preadv, Restarted;
    296 pwritev(Int, Hex, Int, Size) = data::pwritev, Restarted;
    302 prlimit64(Int, Int, Hex, Hex) = system::prlimit64, Plain;
    316 renameat2(Directory, Text, Directory, Text, Hex) = link::renameat2, Plain;
    318 getrandom(Hex, Size, Hex) = data::getrandom, Plain;
    319 memfd_create(Text, Hex) = descriptor::memfd_create, Plain;
    322 execveat(Directory, Text, Hex, Hex, Hex) = program::execveat, Plain;
    326 copy_file_range(Int, Hex, Int, Hex, Size, Hex) = data::copy_file_range, Restarted;
    332 statx(Directory, Text, Hex, Hex, Hex) = file::statx, Plain;
    435 clone3(Hex, Size) = process::clone3, Plain;
    436 close_range(Int, Int, Hex) = descriptor::close_range, Plain;
    439 faccessat2(Directory, Text, Octal, Hex) = file::faccessat2, Plain;
}

/// Larger than every number in the table.
const LIMIT: usize = 512;

/// For each number its place in the table, or [`NONE`].
static PLACES: [u8; LIMIT] = places();

const NONE: u8 = u8::MAX;

const fn places() -> [u8; LIMIT] {
    assert!(NUMBERS.len() < NONE as usize);
    let mut places = [NONE; LIMIT];
    let mut at = 0;
    while at < NUMBERS.len() {
        let number = NUMBERS[at] as usize;
        assert!(places[number] == NONE, "a number is there twice");
        places[number] = at as u8;
        at += 1;
    }
    places
}

/// The call of that number, if it has an implementation.
pub fn find(number: u64) -> Option<&'static Entry> {
    let place = *PLACES.get(usize::try_from(number).ok()?)?;
    CALLS.get(usize::from(place))
}
