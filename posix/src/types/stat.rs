//! `<sys/stat.h>` and `<sys/statfs.h>`.

use super::Timespec;
use bytemuck::{Pod, Zeroable};

/// `struct stat`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Stat {
    pub dev: u64,
    pub ino: u64,
    pub nlink: u64,
    /// File type (`S_IF*`) and permission bits.
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
    pub reserved0: u32,
    pub rdev: u64,
    /// Bytes.
    pub size: i64,
    /// Preferred transfer size in bytes.
    pub blksize: i64,
    /// Units of 512 bytes.
    pub blocks: i64,
    pub atime: Timespec,
    pub mtime: Timespec,
    pub ctime: Timespec,
    pub reserved: [i64; 3],
}

/// `struct statx_timestamp`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct StatxTimestamp {
    pub sec: i64,
    pub nsec: u32,
    pub reserved: i32,
}

impl From<Timespec> for StatxTimestamp {
    fn from(time: Timespec) -> Self {
        Self {
            sec: time.sec,
            nsec: time.nsec as u32,
            reserved: 0,
        }
    }
}

/// `struct statx`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct Statx {
    /// Which members are valid (`STATX_*`).
    pub mask: u32,
    pub blksize: u32,
    pub attributes: u64,
    pub nlink: u32,
    pub uid: u32,
    pub gid: u32,
    pub mode: u16,
    pub reserved0: u16,
    pub ino: u64,
    pub size: u64,
    pub blocks: u64,
    pub attributes_mask: u64,
    pub atime: StatxTimestamp,
    pub btime: StatxTimestamp,
    pub ctime: StatxTimestamp,
    pub mtime: StatxTimestamp,
    pub rdev_major: u32,
    pub rdev_minor: u32,
    pub dev_major: u32,
    pub dev_minor: u32,
    pub mnt_id: u64,
    pub dio_mem_align: u32,
    pub dio_offset_align: u32,
    pub reserved: [u64; 12],
}

/// Members of `struct statx` that `struct stat` has too (`STATX_BASIC_STATS`).
pub const STATX_BASIC_STATS: u32 = 0x7ff;

impl From<&Stat> for Statx {
    fn from(stat: &Stat) -> Self {
        let mut statx = Self::zeroed();
        statx.mask = STATX_BASIC_STATS;
        statx.blksize = stat.blksize as u32;
        statx.nlink = stat.nlink as u32;
        statx.uid = stat.uid;
        statx.gid = stat.gid;
        statx.mode = stat.mode as u16;
        statx.ino = stat.ino;
        statx.size = stat.size as u64;
        statx.blocks = stat.blocks as u64;
        statx.atime = stat.atime.into();
        statx.ctime = stat.ctime.into();
        statx.mtime = stat.mtime.into();
        statx.rdev_major = device_major(stat.rdev);
        statx.rdev_minor = device_minor(stat.rdev);
        statx.dev_major = device_major(stat.dev);
        statx.dev_minor = device_minor(stat.dev);
        statx
    }
}

/// Major part of a device number (`major` of `<sys/sysmacros.h>`).
pub const fn device_major(device: u64) -> u32 {
    (((device >> 32) & 0xffff_f000) | ((device >> 8) & 0xfff)) as u32
}

/// Minor part of a device number (`minor`).
pub const fn device_minor(device: u64) -> u32 {
    (((device >> 12) & 0xffff_ff00) | (device & 0xff)) as u32
}

/// A device number from its parts (`makedev`).
pub const fn make_device(major: u32, minor: u32) -> u64 {
    let (major, minor) = (major as u64, minor as u64);
    (major & 0xffff_f000) << 32
        | (major & 0xfff) << 8
        | (minor & 0xffff_ff00) << 12
        | (minor & 0xff)
}

/// `struct statfs` (musl's `struct statvfs` is made from it).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct StatFs {
    /// File system's magic number, as Linux's `statfs(2)` lists them.
    pub kind: u64,
    pub bsize: u64,
    pub blocks: u64,
    pub bfree: u64,
    pub bavail: u64,
    pub files: u64,
    pub ffree: u64,
    pub fsid: [i32; 2],
    pub namelen: u64,
    pub frsize: u64,
    pub flags: u64,
    pub spare: [u64; 4],
}
