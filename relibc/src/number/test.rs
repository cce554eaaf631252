//! The host's C library and Rust's own conversions are the oracles.

use super::*;
use crate::arch::Extended;
use proptest::prelude::*;
use std::ffi::{c_char, c_int, CString};
use std::format;
use std::string::String;
use std::vec::Vec;

extern "C" {
    fn snprintf(target: *mut c_char, size: usize, format: *const c_char, ...) -> c_int;
    fn strtod(s: *const c_char, end: *mut *mut c_char) -> f64;
}

fn text(s: &str) -> impl Fn(usize) -> u8 + '_ {
    |index| s.as_bytes().get(index).copied().unwrap_or(0)
}

fn read<F: Format>(s: &str) -> F {
    let parsed = parse_float::<F>(text(s), Rounding::Nearest);
    assert_eq!(parsed.length, s.len(), "{s}");
    parsed.value
}

/// `%.{precision}e` and `%.{precision}f` of a value, from our digits.
fn print(value: f64, precision: usize, scientific: bool) -> String {
    let Float {
        negative,
        class: Class::Finite { mantissa, exponent },
    } = value.split()
    else {
        panic!()
    };
    let mut expand = Expand::<36, 128>::new(mantissa, exponent, negative, Rounding::Nearest);
    let sign = if negative { "-" } else { "" };
    if scientific {
        let digits = expand.significant(precision + 1);
        let rest: String = (1..=precision).map(|i| digits.digit(i) as char).collect();
        let exponent = if mantissa == 0 { 0 } else { digits.exponent };
        return format!(
            "{sign}{}{}{rest}e{exponent}",
            digits.digit(0) as char,
            if precision > 0 { "." } else { "" }
        );
    }
    let digits = expand.fixed(precision);
    let at = |power: i32| match digits.exponent - power {
        index if index < 0 || digits.len() == 0 => '0',
        index => digits.digit(index as usize) as char,
    };
    let top = if digits.len() == 0 {
        0
    } else {
        digits.exponent.max(0)
    };
    let whole: String = (0..=top).rev().map(at).collect();
    let rest: String = (1..=precision as i32).map(|place| at(-place)).collect();
    format!(
        "{sign}{whole}{}{rest}",
        if precision > 0 { "." } else { "" }
    )
}

fn host_print(value: f64, precision: usize, scientific: bool) -> String {
    let mut buffer = std::vec![0u8; 2000 + precision];
    let format = if scientific { c"%.*e" } else { c"%.*f" };
    let length = unsafe {
        snprintf(
            buffer.as_mut_ptr().cast(),
            buffer.len(),
            format.as_ptr(),
            precision as c_int,
            value,
        )
    };
    let printed = String::from_utf8(buffer[..length as usize].to_vec()).unwrap();
    if !scientific {
        return printed;
    }
    // The exponent without its padding.
    let (mantissa, exponent) = printed.split_once('e').unwrap();
    format!("{mantissa}e{}", exponent.parse::<i32>().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20000))]

    #[test]
    fn doubles_print_as_the_host_prints_them(bits: u64, precision in 0usize..60) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        prop_assert_eq!(print(value, precision, true), host_print(value, precision, true));
        prop_assert_eq!(print(value, precision, false), host_print(value, precision, false));
    }

    #[test]
    fn short_decimals_print_as_the_host_prints_them(units in -100_000i64..100_000, places in 0i32..9, precision in 0usize..20) {
        let value = units as f64 / 10f64.powi(places);
        prop_assert_eq!(print(value, precision, true), host_print(value, precision, true));
        prop_assert_eq!(print(value, precision, false), host_print(value, precision, false));
    }

    #[test]
    fn doubles_read_as_rust_reads_them(mantissa in "[0-9]{1,30}", fraction in "[0-9]{0,30}", exponent in -360i32..330) {
        let s = format!("{mantissa}.{fraction}e{exponent}");
        prop_assert_eq!(read::<f64>(&s).to_bits(), s.parse::<f64>().unwrap().to_bits());
        let single = format!("{mantissa}.{fraction}e{}", exponent / 8);
        prop_assert_eq!(read::<f32>(&single).to_bits(), single.parse::<f32>().unwrap().to_bits());
    }

    #[test]
    fn the_exact_expansion_of_a_double_reads_back_as_itself(bits: u64) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let printed = print(value, 1080, true);
        prop_assert_eq!(read::<f64>(&printed).to_bits(), bits);
    }

    #[test]
    fn halfway_cases_round_to_even(bits in 0u64..0x7fe0_0000_0000_0000, low: bool) {
        // The value half-way to the next double needs one bit more, which the sum in decimal has.
        let value = f64::from_bits(bits);
        let next = f64::from_bits(bits + 1);
        let (Class::Finite { mantissa, exponent }, _) = (value.split().class, next) else { panic!() };
        let mut expand = Expand::<36, 132>::new(2 * mantissa + 1, exponent - 1, false, Rounding::Nearest);
        let digits = expand.significant(1100);
        let mut s: String = (0..1100).map(|i| digits.digit(i) as char).collect();
        s.insert(1, '.');
        if !low {
            s.push('1');
        }
        let s = format!("{s}e{}", digits.exponent);
        let wanted = if !low || bits % 2 == 1 { next } else { value };
        prop_assert_eq!(read::<f64>(&s), wanted);
        prop_assert_eq!(read::<f64>(&s), s.parse::<f64>().unwrap());
    }

    #[test]
    fn any_text_reads_as_the_host_reads_it(s in "[-+]?(0[xX])?[0-9a-fA-F]{0,20}\\.?[0-9a-f]{0,5}([eEpP][-+]?[0-9]{0,3})?|[-+]?(inf|INFI|infinity|nan|nan\\([a-z0-9_]*\\)?|x)") {
        let parsed = parse_float::<f64>(text(&s), Rounding::Nearest);
        let c = CString::new(s.clone()).unwrap();
        let mut end = core::ptr::null_mut();
        let value = unsafe { strtod(c.as_ptr(), &mut end) };
        prop_assert_eq!(parsed.length, end as usize - c.as_ptr() as usize);
        prop_assert!(parsed.value == value || (parsed.value.is_nan() && value.is_nan()), "{} {}", parsed.value, value);
    }
}

#[test]
fn long_doubles_read_to_sixty_four_bits() {
    // 1/3 = 0.0101…b: the first bit is 2^-2, so the mantissa is round(2^65 / 3) = (2^65 + 1) / 3.
    let third = read::<Extended>("0.333333333333333333333333333333333333333333333333");
    assert_eq!(
        (third.mantissa(), third.sign_exponent()),
        (((1u128 << 65) / 3 + 1) as u64, 0x3ffd)
    );
    // The smallest and the largest (System V ABI: exponent -16382 for the normal numbers).
    let least = read::<Extended>("3.6451995318824746025e-4951");
    assert_eq!((least.mantissa(), least.sign_exponent()), (1, 0));
    let most = read::<Extended>("1.18973149535723176502e+4932");
    assert_eq!((most.mantissa(), most.sign_exponent()), (u64::MAX, 0x7ffe));
    assert_eq!(
        parse_float::<Extended>(text("1.2e4932"), Rounding::Nearest).range,
        Range::Overflow
    );
}

#[test]
fn long_doubles_print_exactly() {
    // 2^-16445 in full has 16445 places, and 5^16445 as its digits.
    let mut expand = Expand::<516, 1836>::new(1, -16445, false, Rounding::Nearest);
    let digits = expand.significant(20_000);
    assert_eq!(digits.exponent, -4951);
    let text: Vec<u8> = (0..40).map(|i| digits.digit(i)).collect();
    assert_eq!(text, b"3645199531882474602528405933619419816399");
    // Powers of five end, modulo 10^4, in 0625, 3125, 5625, 8125 in turn; 16445 = 4 * 4111 + 1.
    let last: Vec<u8> = (0..4).map(|i| digits.digit(16445 - 4951 - 3 + i)).collect();
    assert_eq!(last, b"3125");
}

#[test]
fn directed_rounding_goes_the_way_it_says() {
    let third = 1.0f64 / 3.0;
    let Class::Finite { mantissa, exponent } = third.split().class else {
        panic!()
    };
    let last = |negative, rounding| {
        let mut expand = Expand::<36, 128>::new(mantissa, exponent, negative, rounding);
        expand.fixed(3).digit(2)
    };
    assert_eq!(last(false, Rounding::Up), b'4');
    assert_eq!(last(false, Rounding::Down), b'3');
    assert_eq!(last(true, Rounding::Down), b'4');
    assert_eq!(last(true, Rounding::Zero), b'3');
    let up = parse_float::<f64>(text("0.1"), Rounding::Up).value;
    let down = parse_float::<f64>(text("0.1"), Rounding::Down).value;
    assert_eq!(up.to_bits(), down.to_bits() + 1);
}
