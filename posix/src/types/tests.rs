//! Layouts against the `libc` crate's types for this host (Linux on x86-64).

use super::*;
use core::mem::{offset_of, size_of};

macro_rules! same_layout {
    ($ours:ty, $theirs:ty, $($our_field:ident = $their_field:ident),* $(,)?) => {
        assert_eq!(size_of::<$ours>(), size_of::<$theirs>(), stringify!($ours));
        $(assert_eq!(
            offset_of!($ours, $our_field),
            offset_of!($theirs, $their_field),
            concat!(stringify!($ours), ".", stringify!($our_field))
        );)*
    };
}

#[test]
fn system_v_structs_lie_as_linux_lays_them() {
    same_layout!(
        IpcPermission,
        libc::ipc_perm,
        key = __key,
        uid = uid,
        gid = gid,
        cuid = cuid,
        cgid = cgid,
        mode = mode
    );
    same_layout!(
        MessageQueueStatus,
        libc::msqid_ds,
        stime = msg_stime,
        rtime = msg_rtime,
        ctime = msg_ctime,
        cbytes = __msg_cbytes,
        qnum = msg_qnum,
        qbytes = msg_qbytes,
        lspid = msg_lspid,
        lrpid = msg_lrpid
    );
    same_layout!(
        SemaphoreSetStatus,
        libc::semid_ds,
        otime = sem_otime,
        ctime = sem_ctime,
        nsems = sem_nsems
    );
    same_layout!(
        SegmentStatus,
        libc::shmid_ds,
        segsz = shm_segsz,
        atime = shm_atime,
        dtime = shm_dtime,
        ctime = shm_ctime,
        cpid = shm_cpid,
        lpid = shm_lpid,
        nattch = shm_nattch
    );
    same_layout!(
        SemaphoreOperation,
        libc::sembuf,
        number = sem_num,
        operation = sem_op,
        flags = sem_flg
    );
}

#[test]
fn structs_lie_as_linux_lays_them() {
    same_layout!(
        Stat,
        libc::stat,
        dev = st_dev,
        ino = st_ino,
        nlink = st_nlink,
        mode = st_mode,
        uid = st_uid,
        gid = st_gid,
        rdev = st_rdev,
        size = st_size,
        blksize = st_blksize,
        blocks = st_blocks,
        atime = st_atime,
        mtime = st_mtime,
        ctime = st_ctime
    );
    same_layout!(
        StatFs,
        libc::statfs,
        kind = f_type,
        bsize = f_bsize,
        blocks = f_blocks,
        bfree = f_bfree,
        bavail = f_bavail,
        files = f_files,
        ffree = f_ffree,
        fsid = f_fsid,
        namelen = f_namelen,
        frsize = f_frsize
    );
    same_layout!(
        Statx,
        libc::statx,
        mask = stx_mask,
        blksize = stx_blksize,
        nlink = stx_nlink,
        mode = stx_mode,
        ino = stx_ino,
        size = stx_size,
        blocks = stx_blocks,
        atime = stx_atime,
        btime = stx_btime,
        mtime = stx_mtime,
        rdev_major = stx_rdev_major,
        dev_minor = stx_dev_minor
    );
    same_layout!(
        Rusage,
        libc::rusage,
        utime = ru_utime,
        stime = ru_stime,
        maxrss = ru_maxrss,
        minflt = ru_minflt,
        nivcsw = ru_nivcsw
    );
    same_layout!(
        UtsName,
        libc::utsname,
        sysname = sysname,
        release = release,
        machine = machine
    );
    same_layout!(
        SysInfo,
        libc::sysinfo,
        uptime = uptime,
        totalram = totalram,
        procs = procs,
        totalhigh = totalhigh,
        mem_unit = mem_unit
    );
    same_layout!(
        PollFd,
        libc::pollfd,
        fd = fd,
        events = events,
        revents = revents
    );
    same_layout!(
        Flock,
        libc::flock,
        kind = l_type,
        whence = l_whence,
        start = l_start,
        len = l_len,
        pid = l_pid
    );
    same_layout!(
        ResourceLimit,
        libc::rlimit,
        current = rlim_cur,
        maximum = rlim_max
    );
    same_layout!(Tms, libc::tms, utime = tms_utime, cstime = tms_cstime);
    same_layout!(
        Itimerspec,
        libc::itimerspec,
        interval = it_interval,
        value = it_value
    );
    same_layout!(
        SigStack,
        libc::stack_t,
        sp = ss_sp,
        flags = ss_flags,
        size = ss_size
    );
    same_layout!(
        SigInfo,
        libc::siginfo_t,
        signo = si_signo,
        errno = si_errno,
        code = si_code
    );
    same_layout!(Winsize, libc::winsize, row = ws_row, ypixel = ws_ypixel);
}

#[test]
fn the_signal_context_begins_as_linux_has_it() {
    // glibc's ucontext_t has a shorter tail than musl's; the mask is the last common member.
    assert_eq!(
        offset_of!(UContext, machine),
        offset_of!(libc::ucontext_t, uc_mcontext)
    );
    assert_eq!(
        offset_of!(UContext, mask),
        offset_of!(libc::ucontext_t, uc_sigmask)
    );
    assert_eq!(
        offset_of!(UContext, stack),
        offset_of!(libc::ucontext_t, uc_stack)
    );
    let register = |offset: usize| (offset / 8) as i32;
    assert_eq!(register(offset_of!(MachineContext, rip)), libc::REG_RIP);
    assert_eq!(register(offset_of!(MachineContext, rsp)), libc::REG_RSP);
    assert_eq!(register(offset_of!(MachineContext, rcx)), libc::REG_RCX);
    assert_eq!(register(offset_of!(MachineContext, cr2)), libc::REG_CR2);
    assert_eq!(
        offset_of!(MachineContext, fpregs),
        offset_of!(libc::mcontext_t, fpregs)
    );
    // musl, arch/x86_64/bits/signal.h: 128 bytes of mask, 512 of vector state behind it.
    assert_eq!(
        size_of::<UContext>(),
        offset_of!(UContext, mask) + 128 + 512
    );
}

#[test]
fn signal_info_members_lie_where_linux_has_them() {
    let info = SigInfo::sent(17, 1, 1234, 5678, 42);
    assert_eq!(bytemuck::bytes_of(&info).len(), 128);
    // asm-generic/siginfo.h: the union starts at 16; si_uid 4 behind, si_status and si_value 8.
    let word = |at: usize| {
        i32::from_ne_bytes(bytemuck::bytes_of(&info)[at..at + 4].try_into().expect("4"))
    };
    assert_eq!((word(16), word(20), word(24)), (1234, 5678, 42));
    let fault = SigInfo::fault(11, 1, 0x1234_5678_9abc);
    assert_eq!(fault.address(), 0x1234_5678_9abc);
}

#[test]
fn device_numbers_are_split_as_the_c_library_does() {
    for (major, minor) in [(1, 3), (136, 70000), (0xfff, 0xff), (0x12345, 0xabcde)] {
        let device = stat::make_device(major, minor);
        assert_eq!(device, libc::makedev(major, minor));
        assert_eq!(
            (stat::device_major(device), stat::device_minor(device)),
            (major, minor)
        );
    }
}
