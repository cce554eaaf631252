//! Provos and Mazières' method with Blowfish ("A Future-Adaptable Password Scheme", USENIX 1999).

use alloc::vec::Vec;
use blowfish::Blowfish;

/// The digits of this method, six bits each.
const DIGITS: &[u8; 64] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const SALT_DIGITS: usize = 22;
/// Bytes of a key that count, with its null byte.
const KEY_MAX: usize = 72;
/// "OrpheanBeholderScryDoubt"
const TEXT: [u32; 6] = [
    0x4f72_7068,
    0x6561_6e42,
    0x6568_6f6c,
    0x6465_7253,
    0x6372_7944,
    0x6f75_6274,
];

/// Bytes as digits, the highest bits first.
fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .zip([16, 8, 0])
            .fold(0, |bits, (&byte, shift)| bits | u32::from(byte) << shift);
        let digits = [18, 12, 6, 0].map(|shift| DIGITS[(bits >> shift & 63) as usize]);
        out.extend_from_slice(&digits[..group.len() + 1]);
    }
    out
}

/// The sixteen bytes of a salt.
fn decode(digits: &[u8]) -> Option<[u8; 16]> {
    let mut salt = [0; 16];
    for (place, group) in salt.chunks_mut(3).zip(digits.chunks(4)) {
        let mut bits = 0_u32;
        for (&byte, shift) in group.iter().zip([18, 12, 6, 0]) {
            bits |= (DIGITS.iter().position(|&digit| digit == byte)? as u32) << shift;
        }
        for (place, shift) in place.iter_mut().zip([16, 8, 0]) {
            *place = (bits >> shift) as u8;
        }
    }
    Some(salt)
}

/// The words of the key schedule: the key's bytes again and again. With `as_signed` as programs made them whose bytes were signed.
fn words(key: &[u8], as_signed: bool) -> [u32; 18] {
    let mut bytes = key.iter().cycle();
    core::array::from_fn(|_| {
        bytes.by_ref().take(4).fold(0, |word, &byte| {
            let byte = if as_signed {
                byte as i8 as u32
            } else {
                byte.into()
            };
            word << 8 | byte
        })
    })
}

/// The keys of the first expansion and of the later ones for a variant of the method: `$2x$` takes bytes for signed, as the first
/// programs did; `$2a$` spoils the first expansion for keys with which another key would agree there (crypt(5)).
fn keys(key: &[u8], variant: u8) -> [Vec<u8>; 2] {
    let (right, wrong) = (words(key, false), words(key, true));
    let words = if variant == b'x' { wrong } else { right };
    let mut first = words;
    let is_signed = |word: &u32| word & 0x0080_8080 != 0;
    if variant == b'a' && right == wrong && right.iter().any(is_signed) {
        first[0] ^= 1 << 16;
    }
    [first, words].map(|words| words.iter().flat_map(|word| word.to_be_bytes()).collect())
}

/// `$2b$NN$`, 22 digits of salt, 31 of the hash; NN is the binary logarithm of the number of rounds.
pub(super) fn hash(key: &[u8], setting: &[u8]) -> Option<Vec<u8>> {
    let digits = setting.get(7..7 + SALT_DIGITS)?;
    let cost: u32 = crate::database::number(setting.get(4..6)?)?;
    if setting[6] != b'$' || !(4..=31).contains(&cost) {
        return None;
    }
    let salt = decode(digits)?;
    let mut key = key.to_vec();
    key.push(0);
    key.truncate(KEY_MAX);
    let [first, key] = keys(&key, setting[2]);
    let mut state = Blowfish::bc_init_state();
    state.salted_expand_key(&salt, &first);
    for _ in 0..1_u64 << cost {
        state.bc_expand_key(&key);
        state.bc_expand_key(&salt);
    }
    let mut bytes = Vec::new();
    for pair in TEXT.chunks(2) {
        let pair = (0..64).fold([pair[0], pair[1]], |pair, _| state.bc_encrypt(pair));
        pair.iter()
            .for_each(|word| bytes.extend_from_slice(&word.to_be_bytes()));
    }
    Some([&setting[..7], &encode(&salt), &encode(&bytes[..23])].concat())
}
