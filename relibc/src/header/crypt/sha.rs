//! Ulrich Drepper's methods with SHA-256 and SHA-512 ("Unix crypt using SHA-256 and SHA-512", version 0.6).

use super::{push_bits, salt};
use alloc::format;
use alloc::vec::Vec;
use sha2::Digest;

const ROUNDS_DEFAULT: u32 = 5000;
const ROUNDS_MIN: u64 = 1000;
const ROUNDS_MAX: u64 = 999_999_999;

/// `bytes` repeated up to a length.
fn stretch(bytes: &[u8], length: usize) -> Vec<u8> {
    bytes.iter().copied().cycle().take(length).collect()
}

/// The number of `rounds=N$`, moved into the range as the specification has it, and what follows; an error if there is none.
fn rounds(setting: &[u8]) -> Option<(Option<u32>, &[u8])> {
    let Some(text) = setting.strip_prefix(b"rounds=") else {
        return Some((None, setting));
    };
    let end = memchr::memchr(b'$', text)?;
    let number: u64 = crate::database::number(&text[..end])?;
    let number = number.clamp(ROUNDS_MIN, ROUNDS_MAX) as u32;
    Some((Some(number), &text[end + 1..]))
}

/// `prefix`, `rounds=N$` if the setting has it, salt, `$` and the digits.
pub(super) fn hash<D: Digest>(key: &[u8], prefix: &[u8], setting: &[u8]) -> Option<Vec<u8>> {
    let (asked, rest) = rounds(setting)?;
    let salt = salt(rest, 16);
    let other = D::new()
        .chain_update(key)
        .chain_update(salt)
        .chain_update(key)
        .finalize();
    let mut first = D::new()
        .chain_update(key)
        .chain_update(salt)
        .chain_update(stretch(&other, key.len()));
    let mut length = key.len();
    while length > 0 {
        match length & 1 {
            1 => first.update(&other),
            _ => first.update(key),
        }
        length >>= 1;
    }
    let mut digest = first.finalize();
    let mut keys = D::new();
    (0..key.len()).for_each(|_| keys.update(key));
    let key_bytes = stretch(&keys.finalize(), key.len());
    let mut salts = D::new();
    (0..16 + usize::from(digest[0])).for_each(|_| salts.update(salt));
    let salt_bytes = stretch(&salts.finalize(), salt.len());
    for round in 0..asked.unwrap_or(ROUNDS_DEFAULT) {
        let mut next = D::new();
        let is_odd = round & 1 == 1;
        next.update(if is_odd { &key_bytes[..] } else { &digest });
        if round % 3 != 0 {
            next.update(&salt_bytes);
        }
        if round % 7 != 0 {
            next.update(&key_bytes);
        }
        next.update(if is_odd { &digest[..] } else { &key_bytes });
        digest = next.finalize();
    }
    let rounds = asked.map_or(Vec::new(), |n| format!("rounds={n}$").into_bytes());
    let mut out = [prefix, &rounds, salt, b"$"].concat();
    push_digest(&mut out, &digest);
    Some(out)
}

/// The digest's bytes in the order of the specification, step 22.
fn push_digest(out: &mut Vec<u8>, digest: &[u8]) {
    let byte = |index: usize| u32::from(digest[index]);
    let third = digest.len() / 3;
    let (mut a, mut b, mut c) = (0, third, 2 * third);
    for _ in 0..third {
        push_bits(out, byte(a) << 16 | byte(b) << 8 | byte(c), 4);
        (a, b, c) = match digest.len() {
            64 => (b + 1, c + 1, a + 1),
            _ => (c + 1, a + 1, b + 1),
        };
    }
    match digest.len() {
        64 => push_bits(out, byte(63), 2),
        _ => push_bits(out, byte(31) << 8 | byte(30), 3),
    }
}
