//! Against the host's iconv.

use std::ffi::CString;
use std::vec::Vec;

use super::*;

/// What was written, how many bytes were left, and `errno` or 0.
type Answer = (Vec<u8>, usize, i32);

fn host(to: &str, from: &str, input: &[u8]) -> Option<Answer> {
    let (to, from) = (CString::new(to).unwrap(), CString::new(from).unwrap());
    let mut output = std::vec![0u8; 4096];
    // SAFETY: buffers of the lengths given.
    unsafe {
        let converter = libc::iconv_open(to.as_ptr(), from.as_ptr());
        if converter as isize == -1 {
            return None;
        }
        let (mut source, mut source_left) = (input.as_ptr() as *mut i8, input.len());
        let (mut target, mut target_left) = (output.as_mut_ptr() as *mut i8, output.len());
        let result = libc::iconv(
            converter,
            &mut source,
            &mut source_left,
            &mut target,
            &mut target_left,
        );
        let error = if result == usize::MAX {
            *libc::__errno_location()
        } else {
            0
        };
        libc::iconv_close(converter);
        output.truncate(4096 - target_left);
        Some((output, source_left, error))
    }
}

fn ours(to: &str, from: &str, input: &[u8]) -> Option<Answer> {
    let mut converter = Converter::new(to.as_bytes(), from.as_bytes())?;
    let mut output = std::vec![0u8; 4096];
    let (read, written, result) = converter.convert(input, &mut output);
    output.truncate(written);
    Some((
        output,
        input.len() - read,
        result.err().map_or(0, |error| error.0.into()),
    ))
}

#[test]
fn sets_are_converted_as_on_the_host() {
    let inputs: [&[u8]; 9] = [
        b"plain",
        "Grüße, мир, 漢字, €".as_bytes(),
        b"\xff\xfea\0b\0",
        b"\xfe\xff\0a\xd8\x3d\xde\x00",
        b"a\xe4\xf6\xfc",
        b"a\0\0\0b\0\0\0",
        b"\0\0\0a\0\0\0b",
        b"abc\xc3",
        b"\x82\xa0\x82",
    ];
    let unicode = [
        "UTF-8",
        "UTF-16LE",
        "UTF-16BE",
        "UTF-16",
        "UTF-32",
        "UCS-4",
        "UTF-32LE",
        "ASCII",
        "ISO-8859-1",
    ];
    for to in unicode {
        for from in unicode {
            for input in inputs {
                if from == "UCS-4"
                    && char::from_u32(u32::from_be_bytes(
                        [input, &[0; 4]].concat()[..4].try_into().unwrap(),
                    ))
                    .is_none()
                {
                    continue; // The host lets this set have 31 bits.
                }
                let (ours, theirs) = (ours(to, from, input), host(to, from, input));
                assert_eq!(ours, theirs, "{from} to {to}: {input:x?}");
            }
        }
    }
}

#[test]
fn single_byte_sets_agree_with_the_hosts_wherever_it_has_a_character() {
    // The Web's tables, which encoding_rs has, add C1 controls and a few characters.
    for set in [
        "ISO-8859-2",
        "ISO-8859-5",
        "ISO-8859-15",
        "KOI8-R",
        "CP1250",
        "CP1251",
        "CP1252",
        "CP866",
    ] {
        for byte in 0..=0xffu8 {
            let Some((text, 0, 0)) = host("UTF-8", set, &[byte]) else {
                continue;
            };
            assert_eq!(
                ours("UTF-8", set, &[byte]),
                Some((text.clone(), 0, 0)),
                "{set} {byte:#x}"
            );
            assert_eq!(
                ours(set, "UTF-8", &text),
                Some((std::vec![byte], 0, 0)),
                "{set} {byte:#x}"
            );
        }
    }
}

#[test]
fn multibyte_sets_agree_with_the_hosts() {
    for set in ["EUC-JP", "SHIFT_JIS", "EUC-KR", "GBK", "GB18030"] {
        for wide in ['漢', '字', 'あ', 'Z'] {
            let text = std::string::String::from(wide);
            let theirs = host(set, "UTF-8", text.as_bytes());
            assert_eq!(ours(set, "UTF-8", text.as_bytes()), theirs, "{set} {wide}");
            let Some((bytes, 0, 0)) = theirs else {
                continue;
            };
            assert_eq!(ours("UTF-8", set, &bytes), Some((text.into_bytes(), 0, 0)));
            assert_eq!(
                ours("UTF-8", set, &bytes[..bytes.len() - 1]),
                host("UTF-8", set, &bytes[..bytes.len() - 1])
            );
        }
    }
}

#[test]
fn what_is_missing_stops_or_is_replaced_or_left_out() {
    let text = "aéb".as_bytes();
    assert_eq!(ours("ASCII", "UTF-8", text), Some((b"a".to_vec(), 3, 84)));
    assert_eq!(
        ours("ASCII//TRANSLIT", "UTF-8", text),
        Some((b"a?b".to_vec(), 0, 0))
    );
    assert_eq!(ours("ASCII//IGNORE", "UTF-8", text).unwrap().0, b"ab");
    assert!(ours("no-such-set", "UTF-8", text).is_none());
}

#[test]
fn a_small_buffer_stops_between_characters() {
    let mut converter = Converter::new(b"UTF-16", b"UTF-8").unwrap();
    let mut output = [0; 5];
    // Mark and first character make four bytes, the second does not fit.
    let (read, written, result) = converter.convert(b"ab", &mut output);
    assert_eq!((read, written, result), (1, 4, Err(Errno::E2BIG)));
    assert_eq!(converter.convert(b"b", &mut output), (1, 2, Ok(0)));
}

#[test]
fn every_character_of_iso_2022_jp_is_the_hosts() {
    for first in 0x21..=0x7eu8 {
        for second in 0x21..=0x7eu8 {
            let bytes = [0x1b, b'$', b'B', first, second];
            let Some((text, 0, 0)) = host("UTF-8", "ISO-2022-JP", &bytes) else {
                continue;
            };
            assert_eq!(
                ours("UTF-8", "ISO-2022-JP", &bytes),
                Some((text.clone(), 0, 0)),
                "{first:#x} {second:#x}"
            );
            assert_eq!(
                ours("ISO-2022-JP", "UTF-8", &text),
                host("ISO-2022-JP", "UTF-8", &text),
                "{first:#x} {second:#x}"
            );
        }
    }
}

#[test]
fn iso_2022_jp_changes_its_set_as_the_hosts() {
    for text in ["aあbい\n漢字c", "¥~\\a‾あ¥z\nz¥ \tz", "あ", "aé", "ｱ"] {
        let theirs = host("ISO-2022-JP", "UTF-8", text.as_bytes());
        assert_eq!(
            ours("ISO-2022-JP", "UTF-8", text.as_bytes()),
            theirs,
            "{text}"
        );
    }
    let inputs: [&[u8]; 10] = [
        b"a\x1b$B$\"$$\x1b(Bb",
        b"\x1b(J\\~a\x1b(B\\~",
        b"\x1b$@$\"\x1b(B",
        b"\x1b$B$\"\n$\"",
        b"\x1b$B$",
        b"\x1b$",
        b"a\x1b",
        b"\x1b(Xa",
        b"\x80",
        b"\x1b$B\x22\x7f",
    ];
    for input in inputs {
        assert_eq!(
            ours("UTF-8", "ISO-2022-JP", input),
            host("UTF-8", "ISO-2022-JP", input),
            "{input:x?}"
        );
    }
}

#[test]
fn japanese_sets_have_the_hosts_names() {
    for name in [
        "eucJP",
        "EUC-JP",
        "EUCJP",
        "UJIS",
        "ISO-2022-JP",
        "ISO2022JP",
        "eucKR",
        "SJIS",
    ] {
        assert_eq!(
            ours("UTF-8", name, b"a").is_some(),
            host("UTF-8", name, b"a").is_some(),
            "{name}"
        );
    }
}

#[test]
fn the_end_of_a_text_leads_back_to_ascii() {
    let mut converter = Converter::new(b"ISO-2022-JP", b"UTF-8").unwrap();
    let mut output = [0; 16];
    assert_eq!(
        converter.convert("あ".as_bytes(), &mut output),
        (3, 5, Ok(0))
    );
    assert_eq!(converter.reset(Some(&mut output[..2])), Err(Errno::E2BIG));
    assert_eq!(converter.reset(Some(&mut output)), Ok(3));
    assert_eq!(output[..3], *b"\x1b(B");
    assert_eq!(converter.reset(Some(&mut output)), Ok(0));
}

/// Each pair of bytes of JIS X 0208, and each character that one of them is, as on the host. The rows of makers (13, and those above
/// 84) are the Web's: the host has none.
#[test]
fn euc_jp_has_the_hosts_characters() {
    for first in (0xa1..=0xf4u8).filter(|first| *first != 0xad) {
        for second in 0xa1..=0xfe {
            let bytes = [first, second];
            let theirs = host("UTF-8", "EUC-JP", &bytes);
            assert_eq!(ours("UTF-8", "EUC-JP", &bytes), theirs, "{bytes:x?}");
            if let Some((text, 0, 0)) = theirs {
                let back = ours("EUC-JP", "UTF-8", &text);
                assert_eq!(back, host("EUC-JP", "UTF-8", &text), "{bytes:x?}");
            }
        }
    }
    for text in ["～", "∥", "－", "￠", "￡", "￢", "¥", "‾", "ｱ", "丂", "𠀋"] {
        assert_eq!(
            ours("EUC-JP", "UTF-8", text.as_bytes()),
            host("EUC-JP", "UTF-8", text.as_bytes()),
            "{text}"
        );
    }
}

/// The same of JIS X 0212.
#[test]
fn euc_jp_has_the_hosts_supplement() {
    for first in 0xa1..=0xfeu8 {
        for second in 0xa1..=0xfe {
            let bytes = [0x8f, first, second];
            let theirs = host("UTF-8", "EUC-JP", &bytes);
            assert_eq!(ours("UTF-8", "EUC-JP", &bytes), theirs, "{bytes:x?}");
            if let Some((text, 0, 0)) = theirs {
                let back = ours("EUC-JP", "UTF-8", &text);
                assert_eq!(back, host("EUC-JP", "UTF-8", &text), "{bytes:x?}");
            }
        }
    }
}
