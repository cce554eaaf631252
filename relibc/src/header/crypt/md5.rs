//! Poul-Henning Kamp's method with MD5, a thousand rounds.

use super::push_bits;
use alloc::vec::Vec;
use md5::{Digest, Md5};

/// `$1$salt$` and 22 digits.
pub(super) fn hash(key: &[u8], salt: &[u8]) -> Vec<u8> {
    let mut digest: [u8; 16] = Md5::new()
        .chain_update(key)
        .chain_update(salt)
        .chain_update(key)
        .finalize()
        .into();
    let mut first = Md5::new()
        .chain_update(key)
        .chain_update(b"$1$")
        .chain_update(salt);
    let mut left = key.len();
    while left > 0 {
        first.update(&digest[..left.min(16)]);
        left = left.saturating_sub(16);
    }
    let mut length = key.len();
    while length > 0 {
        match length & 1 {
            1 => first.update([0]),
            _ => first.update(&key[..1]),
        }
        length >>= 1;
    }
    digest = first.finalize().into();
    for round in 0..1000 {
        let mut next = Md5::new();
        let is_odd = round & 1 == 1;
        next.update(if is_odd { key } else { &digest });
        if round % 3 != 0 {
            next.update(salt);
        }
        if round % 7 != 0 {
            next.update(key);
        }
        next.update(if is_odd { &digest[..] } else { key });
        digest = next.finalize().into();
    }
    let mut out = [b"$1$", salt, b"$"].concat();
    let byte = |index: usize| u32::from(digest[index]);
    for (a, b, c) in [(0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)] {
        push_bits(&mut out, byte(a) << 16 | byte(b) << 8 | byte(c), 4);
    }
    push_bits(&mut out, byte(11), 2);
    out
}
