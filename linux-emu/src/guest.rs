//! The guest's memory.
//!
//! Addresses come from the guest and may be anything. Copies are made by the kernel, so a bad one is
//! EFAULT; an address within the personality's own image is treated like an unmapped one, here and
//! wherever a range is handed on to `posix` ([`buffer`]).

use abi::errno::Result;
use abi::{Errno, UserSlice, PAGE_SIZE};
use bytemuck::Pod;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use posix::fs;
use posix::kernel::user;
use posix::types::constants::fcntl::{AT_FDCWD, AT_SYMLINK_NOFOLLOW};
use posix::types::constants::limits::PATH_MAX;
use posix::types::constants::mode::{S_IFDIR, S_IFMT};
use posix::Thread;

static START: AtomicUsize = AtomicUsize::new(0);
static END: AtomicUsize = AtomicUsize::new(0);

/// Says where the personality's own image lies, in whole pages.
pub fn set_own_range(start: usize, end: usize) {
    START.store(start, Ordering::Relaxed);
    END.store(end, Ordering::Relaxed);
}

/// Whether a range touches the personality's own image.
pub fn is_own(address: usize, len: usize) -> bool {
    let end = address.saturating_add(len);
    address < END.load(Ordering::Relaxed) && end > START.load(Ordering::Relaxed)
}

fn check(address: usize, len: usize) -> Result<()> {
    match is_own(address, len) {
        true => Err(Errno::EFAULT),
        false => Ok(()),
    }
}

/// A buffer of the guest, to be handed to `posix`, which has the kernel check it. Errors: EFAULT.
pub fn buffer(address: usize, len: usize) -> Result<UserSlice> {
    check(address, len)?;
    Ok(UserSlice { address, len })
}

/// Fills `to` from the guest's memory. Errors: EFAULT.
pub fn read(address: usize, to: &mut [u8]) -> Result<()> {
    check(address, to.len())?;
    user::copy_from(address, to)
}

/// Writes to the guest's memory. Errors: EFAULT.
pub fn write(address: usize, bytes: &[u8]) -> Result<()> {
    check(address, bytes.len())?;
    user::copy_to(address, bytes)
}

/// Loads a value. Errors: EFAULT.
pub fn load<T: Pod>(address: usize) -> Result<T> {
    let mut value = T::zeroed();
    read(address, bytemuck::bytes_of_mut(&mut value))?;
    Ok(value)
}

/// Loads a value, or none from address 0. Errors: EFAULT.
pub fn load_if<T: Pod>(address: usize) -> Result<Option<T>> {
    match address {
        0 => Ok(None),
        address => load(address).map(Some),
    }
}

/// Stores a value. Errors: EFAULT.
pub fn store<T: Pod>(address: usize, value: &T) -> Result<()> {
    write(address, bytemuck::bytes_of(value))
}

/// Stores a value unless the address is 0. Errors: EFAULT.
pub fn store_if<T: Pod>(address: usize, value: &T) -> Result<()> {
    match address {
        0 => Ok(()),
        address => store(address, value),
    }
}

/// Bytes looked at first when a string is copied: most are shorter.
const FIRST_STEP: usize = 256;

/// Copies a string; its length without the NUL, which is copied too. None if it does not end
/// within `to`. Errors: EFAULT.
pub fn read_string(address: usize, to: &mut [u8]) -> Result<Option<usize>> {
    let mut len = 0;
    let mut step = FIRST_STEP;
    while len < to.len() {
        let at = address.checked_add(len).ok_or(Errno::EFAULT)?;
        // Not over a page's end: what is behind the string may be unmapped.
        let part = step.min(PAGE_SIZE - at % PAGE_SIZE).min(to.len() - len);
        let bytes = &mut to[len..len + part];
        read(at, bytes)?;
        if let Some(end) = bytes.iter().position(|&byte| byte == 0) {
            return Ok(Some(len + end));
        }
        len += part;
        step = PAGE_SIZE;
    }
    Ok(None)
}

/// Where files are looked up before `/`: a Linux distribution's own can lie there.
const ROOT: &[u8] = b"/compat/linux";

/// What never comes from there.
const KERNEL_FILES: [&[u8]; 3] = [b"/proc/", b"/dev/", b"/sys/"];

static HAS_ROOT: AtomicBool = AtomicBool::new(false);

/// Looks whether there is a folder of Linux's own files.
pub fn find_root(thread: &Thread) {
    let there = fs::access(thread, AT_FDCWD, ROOT, 0, 0).is_ok();
    HAS_ROOT.store(there, Ordering::Relaxed);
}

/// A path that the guest gave.
pub struct Path {
    bytes: [u8; PATH_MAX],
    len: usize,
}

impl Path {
    /// Copies it; a file of that name among Linux's own is what it means then. Errors: EFAULT,
    /// ENAMETOOLONG.
    pub fn at(thread: &Thread, address: usize) -> Result<Self> {
        let mut path = Self::plain(address)?;
        if HAS_ROOT.load(Ordering::Relaxed) {
            path.prefer_own(thread);
        }
        Ok(path)
    }

    /// Copies a string that is no path. Errors: EFAULT, ENAMETOOLONG.
    pub fn plain(address: usize) -> Result<Self> {
        let mut path = Self {
            bytes: [0; PATH_MAX],
            len: 0,
        };
        path.len = read_string(address, &mut path.bytes)?.ok_or(Errno::ENAMETOOLONG)?;
        Ok(path)
    }

    /// The name that a descriptor has in `/proc`. Errors: EBADF if it is negative.
    pub fn of_descriptor(fd: i32) -> Result<Self> {
        const FOLDER: &[u8] = b"/proc/self/fd/";
        let mut path = Self {
            bytes: [0; PATH_MAX],
            len: FOLDER.len(),
        };
        path.bytes[..FOLDER.len()].copy_from_slice(FOLDER);
        let mut rest = u32::try_from(fd).map_err(|_| Errno::EBADF)?;
        let digits = rest.checked_ilog10().unwrap_or(0) as usize + 1;
        path.len += digits;
        for place in path.bytes[FOLDER.len()..path.len].iter_mut().rev() {
            *place = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        Ok(path)
    }

    /// Puts [`ROOT`] in front if there is such a file, and it is no folder: folders of both have the
    /// same names, and programs make files in them.
    fn prefer_own(&mut self, thread: &Thread) {
        let end = ROOT.len() + self.len;
        let is_kernel_s = KERNEL_FILES
            .iter()
            .any(|folder| self.bytes().starts_with(folder));
        if self.bytes().first() != Some(&b'/') || is_kernel_s || end >= PATH_MAX {
            return;
        }
        let mut there = [0; PATH_MAX];
        there[..ROOT.len()].copy_from_slice(ROOT);
        there[ROOT.len()..end].copy_from_slice(self.bytes());
        let found = fs::fstatat(thread, AT_FDCWD, &there[..end], AT_SYMLINK_NOFOLLOW);
        if found.is_ok_and(|stat| stat.mode & S_IFMT != S_IFDIR) {
            self.bytes = there;
            self.len = end;
        }
    }

    /// The bytes, without a NUL.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_descriptor_s_name_is_as_proc_has_it() {
        for (fd, name) in [(0, "0"), (9, "9"), (10, "10"), (1024, "1024")] {
            let path = Path::of_descriptor(fd).expect("is one");
            assert_eq!(path.bytes(), format!("/proc/self/fd/{name}").as_bytes());
        }
        assert_eq!(Path::of_descriptor(-1).err(), Some(Errno::EBADF));
    }

    #[test]
    fn the_own_range_is_told_from_others_at_its_edges() {
        set_own_range(0x10000, 0x20000);
        for (address, len, own) in [
            (0xf000, 0x1000, false),
            (0xf000, 0x1001, true),
            (0x1ffff, 1, true),
            (0x20000, 8, false),
            (0, usize::MAX, true),
            (usize::MAX, 8, false),
        ] {
            assert_eq!(is_own(address, len), own, "{address:#x}+{len:#x}");
        }
    }
}
