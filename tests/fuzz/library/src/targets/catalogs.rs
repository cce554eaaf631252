//! Catalogues of messages: gettext's `.mo`, the expression of its plural forms, and those of `catgets`. Input: which, a number, the file.

use relibc::header::{libintl, nl_types};

use crate::input::Input;

pub fn run(data: &[u8]) {
    let mut input = Input(data);
    let which = input.byte() % 3;
    let number = input.u64();
    match which {
        0 => {
            let Some(catalog) = libintl::catalog::Catalog::parse(input.0.to_vec()) else {
                return;
            };
            for message in [&b""[..], b"a", b"file", &input.0[input.0.len() / 2..]] {
                for number in [None, Some(0), Some(number)] {
                    let text = catalog.translate(message, number);
                    assert!(text.is_none_or(|text| text.len() <= input.0.len()));
                }
            }
        }
        1 => {
            let Some(expression) = libintl::plural::Expression::parse(input.0) else {
                return;
            };
            for n in [number, 0, 1, 2, u64::MAX] {
                let _ = expression.value(n);
            }
        }
        _ => {
            let Some(catalog) = nl_types::catalog::Catalog::parse(input.0.to_vec()) else {
                return;
            };
            for (set, number) in [
                (1, 1),
                (0, u32::MAX),
                (number as u32, (number >> 32) as u32),
            ] {
                let _ = catalog.message(set, number);
            }
        }
    }
}
