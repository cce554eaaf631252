//! DES (FIPS 46-3) with a salt in its expansion, and the two methods that are built of it.
//!
//! The tables count bits from 1, the highest, as the standard does.

use super::{digit, push_bits, DIGITS};
use alloc::vec::Vec;

const INITIAL: [u8; 64] = [
    58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, 62, 54, 46, 38, 30, 22, 14, 6,
    64, 56, 48, 40, 32, 24, 16, 8, 57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, 61,
    53, 45, 37, 29, 21, 13, 5, 63, 55, 47, 39, 31, 23, 15, 7,
];

const EXPANSION: [u8; 48] = [
    32, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9, 8, 9, 10, 11, 12, 13, 12, 13, 14, 15, 16, 17, 16, 17, 18,
    19, 20, 21, 20, 21, 22, 23, 24, 25, 24, 25, 26, 27, 28, 29, 28, 29, 30, 31, 32, 1,
];

const PERMUTATION: [u8; 32] = [
    16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19,
    13, 30, 6, 22, 11, 4, 25,
];

const KEY_CHOICE_1: [u8; 56] = [
    57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60,
    52, 44, 36, 63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29,
    21, 13, 5, 28, 20, 12, 4,
];

const KEY_CHOICE_2: [u8; 48] = [
    14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52,
    31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];

const SHIFTS: [u32; 16] = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

/// The selection functions S1 to S8, a row of sixteen after the other.
const SELECTION: [[u8; 64]; 8] = [
    [
        14, 4, 13, 1, 2, 15, 11, 8, 3, 10, 6, 12, 5, 9, 0, 7, 0, 15, 7, 4, 14, 2, 13, 1, 10, 6, 12,
        11, 9, 5, 3, 8, 4, 1, 14, 8, 13, 6, 2, 11, 15, 12, 9, 7, 3, 10, 5, 0, 15, 12, 8, 2, 4, 9,
        1, 7, 5, 11, 3, 14, 10, 0, 6, 13,
    ],
    [
        15, 1, 8, 14, 6, 11, 3, 4, 9, 7, 2, 13, 12, 0, 5, 10, 3, 13, 4, 7, 15, 2, 8, 14, 12, 0, 1,
        10, 6, 9, 11, 5, 0, 14, 7, 11, 10, 4, 13, 1, 5, 8, 12, 6, 9, 3, 2, 15, 13, 8, 10, 1, 3, 15,
        4, 2, 11, 6, 7, 12, 0, 5, 14, 9,
    ],
    [
        10, 0, 9, 14, 6, 3, 15, 5, 1, 13, 12, 7, 11, 4, 2, 8, 13, 7, 0, 9, 3, 4, 6, 10, 2, 8, 5,
        14, 12, 11, 15, 1, 13, 6, 4, 9, 8, 15, 3, 0, 11, 1, 2, 12, 5, 10, 14, 7, 1, 10, 13, 0, 6,
        9, 8, 7, 4, 15, 14, 3, 11, 5, 2, 12,
    ],
    [
        7, 13, 14, 3, 0, 6, 9, 10, 1, 2, 8, 5, 11, 12, 4, 15, 13, 8, 11, 5, 6, 15, 0, 3, 4, 7, 2,
        12, 1, 10, 14, 9, 10, 6, 9, 0, 12, 11, 7, 13, 15, 1, 3, 14, 5, 2, 8, 4, 3, 15, 0, 6, 10, 1,
        13, 8, 9, 4, 5, 11, 12, 7, 2, 14,
    ],
    [
        2, 12, 4, 1, 7, 10, 11, 6, 8, 5, 3, 15, 13, 0, 14, 9, 14, 11, 2, 12, 4, 7, 13, 1, 5, 0, 15,
        10, 3, 9, 8, 6, 4, 2, 1, 11, 10, 13, 7, 8, 15, 9, 12, 5, 6, 3, 0, 14, 11, 8, 12, 7, 1, 14,
        2, 13, 6, 15, 0, 9, 10, 4, 5, 3,
    ],
    [
        12, 1, 10, 15, 9, 2, 6, 8, 0, 13, 3, 4, 14, 7, 5, 11, 10, 15, 4, 2, 7, 12, 9, 5, 6, 1, 13,
        14, 0, 11, 3, 8, 9, 14, 15, 5, 2, 8, 12, 3, 7, 0, 4, 10, 1, 13, 11, 6, 4, 3, 2, 12, 9, 5,
        15, 10, 11, 14, 1, 7, 6, 0, 8, 13,
    ],
    [
        4, 11, 2, 14, 15, 0, 8, 13, 3, 12, 9, 7, 5, 10, 6, 1, 13, 0, 11, 7, 4, 9, 1, 10, 14, 3, 5,
        12, 2, 15, 8, 6, 1, 4, 11, 13, 12, 3, 7, 14, 10, 15, 6, 8, 0, 5, 9, 2, 6, 11, 13, 8, 1, 4,
        10, 7, 9, 5, 0, 15, 14, 2, 3, 12,
    ],
    [
        13, 2, 8, 4, 6, 15, 11, 1, 10, 9, 3, 14, 5, 0, 12, 7, 1, 15, 13, 8, 10, 3, 7, 4, 12, 5, 6,
        11, 0, 14, 9, 2, 7, 11, 4, 1, 9, 12, 14, 2, 0, 6, 10, 13, 15, 3, 5, 8, 2, 1, 14, 7, 4, 10,
        8, 13, 15, 12, 9, 0, 3, 5, 6, 11,
    ],
];

/// Picks bits of a number that has `width` of them.
const fn pick(number: u64, width: u32, table: &[u8]) -> u64 {
    let (mut out, mut index) = (0, 0);
    while index < table.len() {
        out = out << 1 | number >> (width - table[index] as u32) & 1;
        index += 1;
    }
    out
}

/// The permutation that undoes another.
const fn inverse(table: &[u8; 64]) -> [u8; 64] {
    let (mut out, mut index) = ([0; 64], 0);
    while index < 64 {
        out[table[index] as usize - 1] = index as u8 + 1;
        index += 1;
    }
    out
}

const FINAL: [u8; 64] = inverse(&INITIAL);

/// Selection and permutation of each group of six bits in one.
static ROUND: [[u32; 64]; 8] = {
    let (mut out, mut group) = ([[0; 64]; 8], 0);
    while group < 8 {
        let mut bits = 0;
        while bits < 64 {
            // The outer two bits are the row.
            let (row, column) = ((bits >> 4 & 2) | (bits & 1), bits >> 1 & 15);
            let selected = SELECTION[group][row * 16 + column] as u64;
            out[group][bits] = pick(selected << (28 - 4 * group), 32, &PERMUTATION) as u32;
            bits += 1;
        }
        group += 1;
    }
    out
};

/// The sixteen keys of the rounds, 48 bits each.
#[derive(Clone, Copy)]
pub(super) struct Schedule([u64; 16]);

impl Schedule {
    /// Of the key 0.
    pub const ZERO: Self = Self([0; 16]);

    /// Of a key of 64 bits, of which every eighth does not count.
    pub fn new(key: u64) -> Self {
        const HALF: u32 = (1 << 28) - 1;
        let chosen = pick(key, 64, &KEY_CHOICE_1);
        let (mut left, mut right) = ((chosen >> 28) as u32 & HALF, chosen as u32 & HALF);
        Self(SHIFTS.map(|shift| {
            for half in [&mut left, &mut right] {
                *half = (*half << shift | *half >> (28 - shift)) & HALF;
            }
            pick(u64::from(left) << 28 | u64::from(right), 56, &KEY_CHOICE_2)
        }))
    }

    /// Encrypts a block `count` times. Bit n of the salt swaps bits n and n + 24 of the expansion.
    pub fn encrypt(&self, block: u64, salt: u32, count: u32) -> u64 {
        run(block, salt, count, &self.0)
    }

    /// Decrypts a block.
    pub fn decrypt(&self, block: u64) -> u64 {
        let mut keys = self.0;
        keys.reverse();
        run(block, 0, 1, &keys)
    }
}

fn run(block: u64, salt: u32, count: u32, keys: &[u64; 16]) -> u64 {
    let salt = u64::from(salt.reverse_bits() >> 8);
    let mixed = pick(block, 64, &INITIAL);
    let (mut left, mut right) = ((mixed >> 32) as u32, mixed as u32);
    for _ in 0..count {
        for key in keys {
            let expanded = pick(u64::from(right), 32, &EXPANSION);
            let swapped = (expanded >> 24 ^ expanded) & salt;
            let input = expanded ^ swapped ^ swapped << 24 ^ key;
            let output = (0..8).fold(0, |output, group| {
                output | ROUND[group][(input >> (42 - 6 * group) & 63) as usize]
            });
            (left, right) = (right, left ^ output);
        }
        (left, right) = (right, left);
    }
    pick(u64::from(left) << 32 | u64::from(right), 64, &FINAL)
}

/// Eight bytes of a password as a key: the lowest bit of each is for parity.
fn key_of(bytes: &[u8]) -> u64 {
    let mut key = [0; 8];
    key.iter_mut()
        .zip(bytes)
        .for_each(|(place, byte)| *place = byte << 1);
    u64::from_be_bytes(key)
}

/// A number in digits, the lowest first.
fn number(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .rev()
        .try_fold(0, |number, &byte| Some(number << 6 | digit(byte)?))
}

/// The block as eleven digits, the highest bits first.
fn push_block(out: &mut Vec<u8>, block: u64) {
    for index in 0..10 {
        out.push(DIGITS[(block >> (58 - 6 * index) & 63) as usize]);
    }
    push_bits(out, (block << 2 & 63) as u32, 1);
}

/// Two digits of salt, eleven of the hash; eight bytes of the password count.
pub(super) fn hash(key: &[u8], setting: &[u8]) -> Option<Vec<u8>> {
    let digits = setting.get(..2)?;
    let block = Schedule::new(key_of(key)).encrypt(0, number(digits)?, 25);
    let mut out = digits.to_vec();
    push_block(&mut out, block);
    Some(out)
}

/// BSDi's: `_`, four digits of the number of rounds, four of salt, eleven of the hash.
pub(super) fn hash_extended(key: &[u8], setting: &[u8]) -> Option<Vec<u8>> {
    let setting = setting.get(..9)?;
    let (count, salt) = (number(&setting[1..5])?, number(&setting[5..])?);
    if count == 0 {
        return None;
    }
    let (first, rest) = key.split_at(key.len().min(8));
    let folded = rest.chunks(8).fold(key_of(first), |folded, group| {
        Schedule::new(folded).encrypt(folded, 0, 1) ^ key_of(group)
    });
    let block = Schedule::new(folded).encrypt(0, salt, count);
    let mut out = setting.to_vec();
    push_block(&mut out, block);
    Some(out)
}
