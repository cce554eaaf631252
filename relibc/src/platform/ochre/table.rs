//! The calls that Ochre has.

use super::memory::{buffer as slice, load, store, text};
use super::thread::{any, current};
use super::Ochre;
use crate::errno::Errno;
use crate::platform::{KernelSigaction, Platform};
use crate::types::*;
use posix::{fd, fs, identity, process, signal, time};

const AT_FDCWD: c_int = -100;
const AT_REMOVEDIR: c_int = 0x200;
const FD_SETSIZE: usize = 1024;

impl Platform for Ochre {
    unsafe fn read(fd: c_int, buffer: *mut c_void, length: size_t) -> Result<ssize_t, Errno> {
        fd::read(current(), fd, slice(buffer, length)).map(|n| n as ssize_t)
    }

    unsafe fn write(fd: c_int, buffer: *const c_void, length: size_t) -> Result<ssize_t, Errno> {
        fd::write(current(), fd, slice(buffer, length)).map(|n| n as ssize_t)
    }

    unsafe fn close(fd: c_int) -> Result<(), Errno> {
        fd::close(current(), fd)
    }

    unsafe fn lseek(fd: c_int, offset: off_t, whence: c_int) -> Result<off_t, Errno> {
        fd::lseek(current(), fd, offset, whence)
    }

    unsafe fn mmap(
        address: *mut c_void,
        length: size_t,
        protection: c_int,
        flags: c_int,
        fd: c_int,
        offset: off_t,
    ) -> Result<*mut c_void, Errno> {
        posix::memory::mmap(
            any(),
            address as usize,
            length,
            protection,
            flags,
            fd,
            offset,
        )
        .map(|a| a as *mut c_void)
    }

    unsafe fn mprotect(
        address: *mut c_void,
        length: size_t,
        protection: c_int,
    ) -> Result<(), Errno> {
        posix::memory::mprotect(any(), address as usize, length, protection)
    }

    unsafe fn munmap(address: *mut c_void, length: size_t) -> Result<(), Errno> {
        posix::memory::munmap(any(), address as usize, length)
    }

    unsafe fn brk(end: *mut c_void) -> Result<*mut c_void, Errno> {
        Ok(posix::memory::brk(current(), end as usize) as *mut c_void)
    }

    unsafe fn rt_sigprocmask(
        how: c_int,
        set: *const u64,
        old: *mut u64,
        _size: size_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            signal::sigprocmask(current(), how, load(set)).map(|mask| store(old.cast(), mask))
        }
    }

    unsafe fn ioctl(fd: c_int, request: c_ulong, argument: *mut c_void) -> Result<c_int, Errno> {
        fd::ioctl(current(), fd, request, argument as u64)
    }

    unsafe fn pread64(
        fd: c_int,
        buffer: *mut c_void,
        length: size_t,
        offset: off_t,
    ) -> Result<ssize_t, Errno> {
        fd::pread(current(), fd, slice(buffer, length), offset).map(|n| n as ssize_t)
    }

    unsafe fn pwrite64(
        fd: c_int,
        buffer: *const c_void,
        length: size_t,
        offset: off_t,
    ) -> Result<ssize_t, Errno> {
        fd::pwrite(current(), fd, slice(buffer, length), offset).map(|n| n as ssize_t)
    }

    unsafe fn readv(fd: c_int, vector: *const iovec, entries: c_int) -> Result<ssize_t, Errno> {
        fd::readv(current(), fd, vector as usize, entries).map(|n| n as ssize_t)
    }

    unsafe fn writev(fd: c_int, vector: *const iovec, entries: c_int) -> Result<ssize_t, Errno> {
        fd::writev(current(), fd, vector as usize, entries).map(|n| n as ssize_t)
    }

    unsafe fn preadv(
        fd: c_int,
        vector: *const iovec,
        entries: c_int,
        low: c_ulong,
        _high: c_ulong,
    ) -> Result<ssize_t, Errno> {
        fd::preadv(current(), fd, vector as usize, entries, low as i64).map(|n| n as ssize_t)
    }

    unsafe fn pwritev(
        fd: c_int,
        vector: *const iovec,
        entries: c_int,
        low: c_ulong,
        _high: c_ulong,
    ) -> Result<ssize_t, Errno> {
        fd::pwritev(current(), fd, vector as usize, entries, low as i64).map(|n| n as ssize_t)
    }

    unsafe fn sched_yield() -> Result<(), Errno> {
        {
            posix::thread::sched_yield();
            Ok(())
        }
    }

    unsafe fn mremap(
        address: *mut c_void,
        old_length: size_t,
        new_length: size_t,
        flags: c_int,
        new_address: *mut c_void,
    ) -> Result<*mut c_void, Errno> {
        posix::memory::mremap(
            any(),
            address as usize,
            old_length,
            new_length,
            flags,
            new_address as usize,
        )
        .map(|a| a as *mut c_void)
    }

    unsafe fn msync(address: *mut c_void, length: size_t, flags: c_int) -> Result<(), Errno> {
        posix::memory::msync(any(), address as usize, length, flags)
    }

    unsafe fn mincore(address: *mut c_void, length: size_t, result: *mut u8) -> Result<(), Errno> {
        posix::memory::mincore(any(), address as usize, length, result as usize)
    }

    unsafe fn madvise(address: *mut c_void, length: size_t, advice: c_int) -> Result<(), Errno> {
        posix::memory::madvise(any(), address as usize, length, advice)
    }

    unsafe fn dup(fd: c_int) -> Result<c_int, Errno> {
        fd::dup(current(), fd)
    }

    unsafe fn dup3(old: c_int, new: c_int, flags: c_int) -> Result<c_int, Errno> {
        fd::dup3(current(), old, new, flags)
    }

    unsafe fn pipe2(fds: *mut c_int, flags: c_int) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fd::pipe(current(), flags).map(|pair| store(fds.cast(), pair)) }
    }

    unsafe fn socketpair(
        domain: c_int,
        kind: c_int,
        protocol: c_int,
        fds: *mut c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fd::socketpair(current(), domain, kind, protocol).map(|pair| store(fds.cast(), pair))
        }
    }

    unsafe fn shutdown(fd: c_int, how: c_int) -> Result<(), Errno> {
        fd::shutdown(current(), fd, how)
    }

    unsafe fn getitimer(which: c_int, value: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { time::getitimer(current(), which).map(|now| store(value, now)) }
    }

    unsafe fn setitimer(which: c_int, new: *const c_void, old: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            load(new)
                .ok_or(Errno::EFAULT)
                .and_then(|new| time::setitimer(current(), which, &new))
                .map(|before| store(old, before))
        }
    }

    unsafe fn getpid() -> Result<pid_t, Errno> {
        Ok(identity::process_id())
    }

    unsafe fn getppid() -> Result<pid_t, Errno> {
        Ok(identity::parent_id())
    }

    unsafe fn gettid() -> Result<pid_t, Errno> {
        Ok(current().id())
    }

    unsafe fn getuid() -> Result<uid_t, Errno> {
        Ok(identity::real_user())
    }

    unsafe fn geteuid() -> Result<uid_t, Errno> {
        Ok(identity::effective_user())
    }

    unsafe fn getgid() -> Result<gid_t, Errno> {
        Ok(identity::real_group())
    }

    unsafe fn getegid() -> Result<gid_t, Errno> {
        Ok(identity::effective_group())
    }

    unsafe fn fork() -> Result<pid_t, Errno> {
        process::fork(current())
    }

    unsafe fn execve(
        path: *const c_char,
        arguments: *const *const c_char,
        environment: *const *const c_char,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { Err(super::exec::execve(path, arguments, environment)) }
    }

    unsafe fn exit_group(status: c_int) -> Result<(), Errno> {
        process::exit(status)
    }

    unsafe fn kill(pid: pid_t, number: c_int) -> Result<(), Errno> {
        signal::kill(current(), pid, number)
    }

    unsafe fn tgkill(pid: pid_t, tid: pid_t, number: c_int) -> Result<(), Errno> {
        signal::tgkill(current(), pid, tid, number)
    }

    unsafe fn rt_sigpending(set: *mut u64, _size: size_t) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { signal::sigpending(current()).map(|pending| store(set.cast(), pending)) }
    }

    unsafe fn rt_sigsuspend(set: *const u64, _size: size_t) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            Err(signal::sigsuspend(
                current(),
                load(set).ok_or(Errno::EFAULT)?,
            ))
        }
    }

    unsafe fn rt_sigtimedwait(
        set: *const u64,
        info: *mut c_void,
        timeout: *const timespec,
        _size: size_t,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            signal::sigtimedwait(current(), load(set).ok_or(Errno::EFAULT)?, load(timeout)).map(
                |taken| {
                    store(info, taken);
                    taken.signo
                },
            )
        }
    }

    unsafe fn sigaltstack(new: *const c_void, old: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            signal::sigaltstack(current(), load(new).as_ref()).map(|before| store(old, before))
        }
    }

    unsafe fn fcntl(fd: c_int, command: c_int, argument: c_ulong) -> Result<c_int, Errno> {
        fd::fcntl(current(), fd, command, argument)
    }

    unsafe fn flock(fd: c_int, operation: c_int) -> Result<(), Errno> {
        fd::flock(current(), fd, operation)
    }

    unsafe fn fsync(fd: c_int) -> Result<(), Errno> {
        fs::fsync(current(), fd, false)
    }

    unsafe fn fdatasync(fd: c_int) -> Result<(), Errno> {
        fs::fsync(current(), fd, true)
    }

    unsafe fn truncate(path: *const c_char, length: off_t) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::truncate(current(), AT_FDCWD, text(path)?, length) }
    }

    unsafe fn ftruncate(fd: c_int, length: off_t) -> Result<(), Errno> {
        fs::ftruncate(current(), fd, length)
    }

    unsafe fn fallocate(fd: c_int, mode: c_int, offset: off_t, length: off_t) -> Result<(), Errno> {
        fs::fallocate(current(), fd, mode, offset, length)
    }

    unsafe fn getcwd(buffer: *mut c_char, size: size_t) -> Result<ssize_t, Errno> {
        fs::getcwd(current(), slice(buffer, size)).map(|n| n as ssize_t)
    }

    unsafe fn chdir(path: *const c_char) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::chdir(current(), text(path)?) }
    }

    unsafe fn fchdir(fd: c_int) -> Result<(), Errno> {
        fs::fchdir(current(), fd)
    }

    unsafe fn fchmod(fd: c_int, mode: mode_t) -> Result<(), Errno> {
        fs::fchmod(current(), fd, mode)
    }

    unsafe fn fchown(fd: c_int, owner: uid_t, group: gid_t) -> Result<(), Errno> {
        fs::fchown(current(), fd, owner, group)
    }

    unsafe fn umask(mask: mode_t) -> Result<mode_t, Errno> {
        Ok(fs::umask(current(), mask))
    }

    unsafe fn openat(
        directory: c_int,
        path: *const c_char,
        flags: c_int,
        mode: mode_t,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::open(current(), directory, text(path)?, flags, mode) }
    }

    unsafe fn mkdirat(directory: c_int, path: *const c_char, mode: mode_t) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::mkdir(current(), directory, text(path)?, mode) }
    }

    unsafe fn mknodat(
        directory: c_int,
        path: *const c_char,
        mode: mode_t,
        device: dev_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::mknod(current(), directory, text(path)?, mode, device) }
    }

    unsafe fn fchownat(
        directory: c_int,
        path: *const c_char,
        owner: uid_t,
        group: gid_t,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::chown(current(), directory, text(path)?, owner, group, flags) }
    }

    unsafe fn newfstatat(
        directory: c_int,
        path: *const c_char,
        buffer: *mut c_void,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fs::fstatat(current(), directory, text(path)?, flags)
                .map(|status| store(buffer, status))
        }
    }

    unsafe fn statx(
        directory: c_int,
        path: *const c_char,
        flags: c_int,
        mask: c_uint,
        buffer: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fs::statx(current(), directory, text(path)?, flags, mask)
                .map(|status| store(buffer, status))
        }
    }

    unsafe fn unlinkat(directory: c_int, path: *const c_char, flags: c_int) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            if flags & AT_REMOVEDIR != 0 {
                fs::rmdir(current(), directory, text(path)?)
            } else {
                fs::unlink(current(), directory, text(path)?, flags)
            }
        }
    }

    unsafe fn linkat(
        old_directory: c_int,
        old: *const c_char,
        new_directory: c_int,
        new: *const c_char,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fs::link(
                current(),
                old_directory,
                text(old)?,
                new_directory,
                text(new)?,
                flags,
            )
        }
    }

    unsafe fn symlinkat(
        target: *const c_char,
        directory: c_int,
        path: *const c_char,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::symlink(current(), text(target)?, directory, text(path)?) }
    }

    unsafe fn readlinkat(
        directory: c_int,
        path: *const c_char,
        buffer: *mut c_char,
        size: size_t,
    ) -> Result<ssize_t, Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fs::readlink(current(), directory, text(path)?, slice(buffer, size))
                .map(|n| n as ssize_t)
        }
    }

    unsafe fn renameat2(
        old_directory: c_int,
        old: *const c_char,
        new_directory: c_int,
        new: *const c_char,
        flags: c_uint,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fs::rename(
                current(),
                old_directory,
                text(old)?,
                new_directory,
                text(new)?,
                flags,
            )
        }
    }

    unsafe fn fchmodat(directory: c_int, path: *const c_char, mode: mode_t) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::chmod(current(), directory, text(path)?, mode, 0) }
    }

    unsafe fn fchmodat2(
        directory: c_int,
        path: *const c_char,
        mode: mode_t,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::chmod(current(), directory, text(path)?, mode, flags) }
    }

    unsafe fn faccessat(directory: c_int, path: *const c_char, mode: c_int) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::access(current(), directory, text(path)?, mode, 0) }
    }

    unsafe fn faccessat2(
        directory: c_int,
        path: *const c_char,
        mode: c_int,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::access(current(), directory, text(path)?, mode, flags) }
    }

    unsafe fn utimensat(
        directory: c_int,
        path: *const c_char,
        times: *const timespec,
        flags: c_int,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fs::utimensat(
                current(),
                directory,
                if path.is_null() {
                    None
                } else {
                    Some(text(path)?)
                },
                load(times).as_ref(),
                flags,
            )
        }
    }

    unsafe fn statfs(path: *const c_char, buffer: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::statfs(current(), text(path)?).map(|status| store(buffer, status)) }
    }

    unsafe fn fstatfs(fd: c_int, buffer: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { fs::fstatfs(current(), fd).map(|status| store(buffer, status)) }
    }

    unsafe fn getdents64(fd: c_int, buffer: *mut c_void, size: size_t) -> Result<ssize_t, Errno> {
        fs::getdents(current(), fd, slice(buffer, size)).map(|n| n as ssize_t)
    }

    unsafe fn memfd_create(_name: *const c_char, flags: c_uint) -> Result<c_int, Errno> {
        fs::memfd_create(current(), flags)
    }

    unsafe fn getrusage(who: c_int, usage: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { process::getrusage(current(), who).map(|used| store(usage, used)) }
    }

    unsafe fn times(buffer: *mut c_void) -> Result<clock_t, Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            process::times(current()).map(|(used, ticks)| {
                store(buffer, used);
                ticks
            })
        }
    }

    unsafe fn uname(name: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { process::uname(current()).map(|names| store(name, names)) }
    }

    unsafe fn sysinfo(info: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { process::sysinfo(current()).map(|facts| store(info, facts)) }
    }

    unsafe fn getpgid(pid: pid_t) -> Result<pid_t, Errno> {
        process::getpgid(current(), pid)
    }

    unsafe fn setpgid(pid: pid_t, group: pid_t) -> Result<(), Errno> {
        process::setpgid(current(), pid, group)
    }

    unsafe fn getsid(pid: pid_t) -> Result<pid_t, Errno> {
        process::getsid(current(), pid)
    }

    unsafe fn setsid() -> Result<pid_t, Errno> {
        process::setsid(current())
    }

    unsafe fn setuid(uid: uid_t) -> Result<(), Errno> {
        process::setuid(current(), uid)
    }

    unsafe fn setgid(gid: gid_t) -> Result<(), Errno> {
        process::setgid(current(), gid)
    }

    unsafe fn setreuid(real: uid_t, effective: uid_t) -> Result<(), Errno> {
        process::setreuid(current(), real, effective)
    }

    unsafe fn setregid(real: gid_t, effective: gid_t) -> Result<(), Errno> {
        process::setregid(current(), real, effective)
    }

    unsafe fn setresuid(real: uid_t, effective: uid_t, saved: uid_t) -> Result<(), Errno> {
        process::setresuid(current(), real, effective, saved)
    }

    unsafe fn setresgid(real: gid_t, effective: gid_t, saved: gid_t) -> Result<(), Errno> {
        process::setresgid(current(), real, effective, saved)
    }

    unsafe fn getpriority(which: c_int, who: id_t) -> Result<c_int, Errno> {
        process::getpriority(current(), which, who as i32)
    }

    unsafe fn setpriority(which: c_int, who: id_t, value: c_int) -> Result<(), Errno> {
        process::setpriority(current(), which, who as i32, value)
    }

    unsafe fn prlimit64(
        pid: pid_t,
        resource: c_int,
        new: *const c_void,
        old: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            process::prlimit(current(), pid, resource, load(new).as_ref())
                .map(|before| store(old, before))
        }
    }

    unsafe fn set_tid_address(word: *mut c_int) -> Result<pid_t, Errno> {
        posix::thread::set_tid_address(current(), word as usize)
    }

    unsafe fn set_robust_list(head: *mut c_void, length: size_t) -> Result<(), Errno> {
        posix::thread::set_robust_list(current(), head as usize, length)
    }

    unsafe fn futex(
        address: *mut c_int,
        operation: c_int,
        value: c_int,
        timeout: *const timespec,
        address2: *mut c_int,
        value3: c_int,
    ) -> Result<c_int, Errno> {
        posix::thread::futex(
            current(),
            address as usize,
            operation,
            value as u32,
            timeout as u64,
            address2 as usize,
            value3 as u32,
        )
        .map(|n| n as c_int)
    }

    unsafe fn clock_gettime(clock: clockid_t, result: *mut timespec) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { time::clock_gettime(clock).map(|now| store(result.cast(), now)) }
    }

    unsafe fn clock_getres(clock: clockid_t, result: *mut timespec) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { time::clock_getres(clock).map(|resolution| store(result.cast(), resolution)) }
    }

    unsafe fn timer_settime(
        timer: c_int,
        flags: c_int,
        new: *const c_void,
        old: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            load(new)
                .ok_or(Errno::EFAULT)
                .and_then(|new| time::timer_settime(current(), timer, flags, &new))
                .map(|before| store(old, before))
        }
    }

    unsafe fn timer_gettime(timer: c_int, value: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe { time::timer_gettime(current(), timer).map(|now| store(value, now)) }
    }

    unsafe fn timer_getoverrun(timer: c_int) -> Result<c_int, Errno> {
        time::timer_getoverrun(current(), timer)
    }

    unsafe fn timer_delete(timer: c_int) -> Result<(), Errno> {
        time::timer_delete(current(), timer)
    }

    unsafe fn epoll_create1(flags: c_int) -> Result<c_int, Errno> {
        fd::epoll_create(current(), flags)
    }

    unsafe fn getrandom(
        buffer: *mut c_void,
        length: size_t,
        _flags: c_uint,
    ) -> Result<ssize_t, Errno> {
        posix::random::getrandom(slice(buffer, length)).map(|n| n as ssize_t)
    }

    unsafe fn close_range(first: c_uint, last: c_uint, flags: c_int) -> Result<(), Errno> {
        fd::close_range(current(), first, last, flags as u32)
    }

    unsafe fn rt_sigaction(
        number: c_int,
        new: *const KernelSigaction,
        old: *mut KernelSigaction,
        _size: size_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise; the two structures have one layout.
        unsafe {
            let before = match load(new) {
                new @ Some(_) => signal::sigaction(current(), number, new.as_ref()),
                None => signal::sigaction(current(), number, None),
            }?;
            store(old.cast(), before);
        }
        Ok(())
    }

    unsafe fn rt_sigqueueinfo(pid: pid_t, number: c_int, info: *mut c_void) -> Result<(), Errno> {
        // SAFETY: the caller's promise: a siginfo_t. The value is its fourth word.
        let value = unsafe { info.cast::<u64>().add(3).read_unaligned() };
        signal::sigqueue(current(), pid, number, value)
    }

    unsafe fn wait4(
        pid: pid_t,
        status: *mut c_int,
        options: c_int,
        usage: *mut c_void,
    ) -> Result<pid_t, Errno> {
        let report = process::wait4(current(), pid, options)?;
        if report.pid != 0 {
            // SAFETY: the caller's promise.
            unsafe {
                store(status.cast(), report.status);
                store(usage, report.usage);
            }
        }
        Ok(report.pid)
    }

    unsafe fn waitid(
        kind: c_int,
        id: id_t,
        info: *mut c_void,
        options: c_int,
        usage: *mut c_void,
    ) -> Result<(), Errno> {
        const SIGCHLD: i32 = 17;
        let report = process::wait(current(), kind, id as i32, options)?;
        let mut told = posix::types::SigInfo::sent(0, 0, 0, 0, 0);
        if report.pid != 0 {
            // si_status is the exit status or the signal: the part of wait's word that counts.
            let exited = report.status & 0x7f == 0 || report.status & 0xff == 0x7f;
            let status = if report.status == 0xffff {
                18
            } else if exited {
                report.status >> 8 & 0xff
            } else {
                report.status & 0x7f
            };
            told = posix::types::SigInfo::sent(
                SIGCHLD,
                report.code,
                report.pid,
                report.uid,
                u64::from(status),
            );
        }
        // SAFETY: the caller's promise.
        unsafe {
            store(info, told);
            store(usage, report.usage);
        }
        Ok(())
    }

    unsafe fn clock_nanosleep(
        clock: clockid_t,
        flags: c_int,
        request: *const timespec,
        remaining: *mut timespec,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            let request = load(request).ok_or(Errno::EFAULT)?;
            time::clock_nanosleep(current(), clock, flags, &request).map_err(|(error, left)| {
                if error == Errno::EINTR && flags == 0 {
                    store(remaining.cast(), left);
                }
                error
            })
        }
    }

    unsafe fn timer_create(
        clock: clockid_t,
        event: *mut c_void,
        timer: *mut c_int,
    ) -> Result<(), Errno> {
        const SIGALRM: c_int = 14;
        const SIGEV_SIGNAL: c_int = 0;
        // SAFETY: the caller's promise: a sigevent has the value first, the signal at 8 and the way of notification at 12.
        unsafe {
            let (number, way, value) = match event.is_null() {
                true => (SIGALRM, SIGEV_SIGNAL, 0),
                false => (
                    *event.cast::<c_int>().add(2),
                    *event.cast::<c_int>().add(3),
                    *event.cast::<u64>(),
                ),
            };
            if way != SIGEV_SIGNAL {
                return Err(Errno::ENOSYS);
            }
            time::timer_create(current(), clock, number, value).map(|id| store(timer.cast(), id))
        }
    }

    unsafe fn getresuid(
        real: *mut uid_t,
        effective: *mut uid_t,
        saved: *mut uid_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        process::getresuid(current()).map(|[a, b, c]| unsafe {
            (*real, *effective, *saved) = (a, b, c);
        })
    }

    unsafe fn getresgid(
        real: *mut gid_t,
        effective: *mut gid_t,
        saved: *mut gid_t,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        process::getresgid(current()).map(|[a, b, c]| unsafe {
            (*real, *effective, *saved) = (a, b, c);
        })
    }

    unsafe fn getgroups(size: c_int, list: *mut gid_t) -> Result<c_int, Errno> {
        let size = usize::try_from(size).map_err(|_| Errno::EINVAL)?;
        // SAFETY: the caller promises `size` entries.
        let groups = if size == 0 {
            &mut [][..]
        } else {
            unsafe { core::slice::from_raw_parts_mut(list, size) }
        };
        process::getgroups(current(), groups).map(|count| count as c_int)
    }

    unsafe fn setgroups(size: size_t, list: *const gid_t) -> Result<(), Errno> {
        // SAFETY: the caller promises `size` entries.
        let groups = if size == 0 {
            &[][..]
        } else {
            unsafe { core::slice::from_raw_parts(list, size) }
        };
        process::setgroups(current(), groups)
    }

    unsafe fn ppoll(
        items: *mut c_void,
        count: c_ulong,
        timeout: *const timespec,
        mask: *const u64,
        _size: size_t,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller promises `count` entries; `struct pollfd` has one layout.
        unsafe {
            let items = if count == 0 {
                &mut [][..]
            } else {
                core::slice::from_raw_parts_mut(items.cast(), count as usize)
            };
            fd::poll(current(), items, load(timeout), load(mask)).map(|ready| ready as c_int)
        }
    }

    unsafe fn pselect6(
        count: c_int,
        read: *mut c_void,
        write: *mut c_void,
        except: *mut c_void,
        timeout: *const timespec,
        mask: *const c_void,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller promises whole sets, and a pointer to the mask before its size.
        unsafe {
            let set = |set: *mut c_void| set.cast::<[u64; FD_SETSIZE / 64]>().as_mut();
            let mut sets = fd::FdSets {
                read: set(read),
                write: set(write),
                except: set(except),
            };
            let mask = load::<*const u64, _>(mask).and_then(|mask| load(mask));
            fd::select(current(), count, &mut sets, load(timeout), mask).map(|ready| ready as c_int)
        }
    }

    unsafe fn epoll_ctl(
        epoll: c_int,
        operation: c_int,
        fd: c_int,
        event: *mut c_void,
    ) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        let event = unsafe { load(event.cast_const()) }
            .unwrap_or_else(|| fd::EpollEvent { events: 0, data: 0 });
        fd::epoll_ctl(current(), epoll, operation, fd, event)
    }

    unsafe fn epoll_pwait(
        epoll: c_int,
        events: *mut c_void,
        most: c_int,
        timeout_ms: c_int,
        mask: *const u64,
        _size: size_t,
    ) -> Result<c_int, Errno> {
        let most = usize::try_from(most)
            .ok()
            .filter(|&most| most > 0)
            .ok_or(Errno::EINVAL)?;
        let timeout = (timeout_ms >= 0).then(|| posix::types::Timespec {
            sec: i64::from(timeout_ms / 1000),
            nsec: i64::from(timeout_ms % 1000) * 1_000_000,
        });
        // SAFETY: the caller promises `most` entries.
        unsafe {
            let events = core::slice::from_raw_parts_mut(events.cast(), most);
            fd::epoll_wait(current(), epoll, events, timeout, load(mask))
                .map(|ready| ready as c_int)
        }
    }

    unsafe fn epoll_wait(
        epoll: c_int,
        events: *mut c_void,
        most: c_int,
        timeout_ms: c_int,
    ) -> Result<c_int, Errno> {
        // SAFETY: the caller's promise.
        unsafe { Self::epoll_pwait(epoll, events, most, timeout_ms, core::ptr::null(), 8) }
    }

    unsafe fn sendfile(
        to: c_int,
        from: c_int,
        offset: *mut off_t,
        length: size_t,
    ) -> Result<ssize_t, Errno> {
        // SAFETY: the caller's promise.
        fd::sendfile(current(), to, from, unsafe { offset.as_mut() }, length).map(|n| n as ssize_t)
    }

    unsafe fn copy_file_range(
        from: c_int,
        from_offset: *mut off_t,
        to: c_int,
        to_offset: *mut off_t,
        length: size_t,
        _flags: c_uint,
    ) -> Result<ssize_t, Errno> {
        // SAFETY: the caller's promise.
        unsafe {
            fd::copy_file_range(
                current(),
                from,
                from_offset.as_mut(),
                to,
                to_offset.as_mut(),
                length,
            )
        }
        .map(|n| n as ssize_t)
    }

    unsafe fn sched_setaffinity(
        pid: pid_t,
        size: size_t,
        mask: *const c_void,
    ) -> Result<(), Errno> {
        if size < 8 {
            return Err(Errno::EINVAL);
        }
        // SAFETY: the caller promises `size` bytes.
        let mask = unsafe { load(mask) }.ok_or(Errno::EFAULT)?;
        posix::thread::set_affinity(current(), pid, mask)
    }

    unsafe fn sched_getaffinity(
        pid: pid_t,
        size: size_t,
        mask: *mut c_void,
    ) -> Result<c_int, Errno> {
        if size < 8 {
            return Err(Errno::EINVAL);
        }
        let found = posix::thread::get_affinity(current(), pid)?;
        // SAFETY: the caller promises `size` bytes.
        unsafe { store(mask, found) };
        Ok(8)
    }
}
