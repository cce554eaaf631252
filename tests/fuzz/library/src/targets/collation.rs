//! Files of locales: the header, the texts, classes and maps, and the order of characters. Input: a length, that much text, the file.
//!
//! Where it says that it begins and how long it is, is mended, so that damage further in is met more often.

use locale_format::{File, Section, LEVELS};

use crate::fence::Fenced;
use crate::input::Input;

pub fn run(data: &[u8]) {
    let mut input = Input(data);
    let length = input.byte() as usize % 16;
    let text: Vec<u32> = input
        .take(2 * length)
        .chunks(2)
        .map(|pair| u32::from(pair[0]) << 8 | u32::from(*pair.last().unwrap()))
        .collect();
    let mut bytes = input.0.to_vec();
    if bytes.len() >= 16 {
        bytes[12..16].copy_from_slice(&(input.0.len() as u32).to_le_bytes());
        *bytes.last_mut().unwrap() = 0;
    }
    let fence = Fenced::new(&bytes);
    // SAFETY: as long as it was made.
    let bytes = unsafe { std::slice::from_raw_parts(fence.as_ptr(), bytes.len()) };
    let Some(file) = File::new(bytes) else { return };
    for index in 0..200 {
        let _ = (file.text(Section::Time, index), file.monetary_number(index));
    }
    if let Some(characters) = file.characters() {
        let number = characters.class_number(b"combining");
        let class = number.and_then(|number| characters.class(number));
        let number = characters.map_number(b"toupper");
        let map = number.and_then(|number| characters.map(number));
        for wide in &text {
            let _ = class.is_some_and(|class| class.contains(*wide));
            let mapped = map.and_then(|map| map.get(*wide));
            assert!(mapped.is_none_or(|mapped| char::from_u32(mapped).is_some()));
        }
    }
    let Some(collation) = file.collation() else {
        return;
    };
    for level in 0..LEVELS {
        let count = collation
            .weights(text.iter().copied(), level)
            .take(100_000)
            .count();
        assert!(count < 100_000, "weights without end");
    }
}
