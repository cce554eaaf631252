//! `<dirent.h>`: records of `getdents64`.

/// Bytes before the name in a `struct dirent64` record: inode, next position, length, type.
pub const DIRENT_HEADER: usize = 19;

/// `DT_*`: a file's type in a directory record; `S_IF*` shifted right by 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirentType(pub u8);

impl DirentType {
    /// The type of a file of that mode.
    pub const fn of_mode(mode: u32) -> Self {
        Self((mode >> 12) as u8)
    }
}

/// Writes one record at the start of `out`: `next` is the position from which reading goes on
/// behind it. Returns its length in bytes, or none if `out` is too short.
pub fn write_dirent(
    out: &mut [u8],
    inode: u64,
    next: u64,
    kind: DirentType,
    name: &[u8],
) -> Option<usize> {
    let end = DIRENT_HEADER + name.len();
    let len = (end + 1).next_multiple_of(8);
    let record = out.get_mut(..len)?;
    record[..8].copy_from_slice(&inode.to_ne_bytes());
    record[8..16].copy_from_slice(&next.to_ne_bytes());
    record[16..18].copy_from_slice(&u16::try_from(len).ok()?.to_ne_bytes());
    record[18] = kind.0;
    record[DIRENT_HEADER..end].copy_from_slice(name);
    record[end..].fill(0);
    Some(len)
}
