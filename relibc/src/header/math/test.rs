//! Exponentials, logarithms and powers against 128-bit arithmetic, and special values and exceptions against the host's library.

use std::vec::Vec;
use std::{format, println};

use proptest::prelude::Rng;
use proptest::test_runner::{TestRng, TestRunner};

use super::tables::{LOGARITHMS, PIECES, POWERS, STEPS};
use super::{area, exponential, gamma_double, logarithm, power, precise, precise_gamma, sine};
use crate::arch::{set_width, widths};
use crate::number::Wide;

mod modes;

mod host {
    #[link(name = "m")]
    extern "C" {
        pub fn exp(x: f64) -> f64;
        pub fn exp2(x: f64) -> f64;
        pub fn exp10(x: f64) -> f64;
        pub fn log(x: f64) -> f64;
        pub fn log2(x: f64) -> f64;
        pub fn log10(x: f64) -> f64;
        pub fn pow(x: f64, y: f64) -> f64;
        pub fn expf(x: f32) -> f32;
        pub fn exp2f(x: f32) -> f32;
        pub fn exp10f(x: f32) -> f32;
        pub fn logf(x: f32) -> f32;
        pub fn log2f(x: f32) -> f32;
        pub fn log10f(x: f32) -> f32;
        pub fn powf(x: f32, y: f32) -> f32;
        pub fn fesetround(mode: i32) -> i32;
        pub fn feclearexcept(exceptions: i32) -> i32;
        pub fn fetestexcept(exceptions: i32) -> i32;
    }
}

#[test]
fn the_tables_are_the_functions_at_their_points() {
    let near = |found: f64, exact: Wide, bits: i32| {
        let error = Wide::new(found) - exact;
        assert!(error.is_zero() || error.magnitude() <= exact.magnitude() - bits);
    };
    for (index, entry) in POWERS.iter().enumerate() {
        let exact = precise::exp2(Wide::from(index as i32).scaled(-7));
        let power = f64::from_bits(entry.bits + ((index as u64) << 45));
        near(power, exact, 53);
        let tail = (exact - Wide::new(power)) / Wide::new(power);
        let error = tail - Wide::new(entry.tail);
        assert!(
            index % STEPS == 0 || error.magnitude() <= -100,
            "{index}: {error:?}"
        );
    }
    for (index, piece) in LOGARITHMS.iter().enumerate() {
        let exact = match piece.reciprocal == 1.0 {
            true => Wide::ZERO,
            false => -precise::ln(Wide::new(piece.reciprocal)),
        };
        let error = exact - Wide::new(piece.high) - Wide::new(piece.low);
        assert!(error.magnitude() <= -92, "{index}: {error:?}");
        assert_eq!(piece.high * 42f64.exp2() % 1.0, 0.0);
        // At both ends of the piece the product less 1 is small, and needs no rounding.
        let at = |index: usize| match index {
            ..=150 => (362 + index) as f64 / 512.0,
            _ => (256 + index - 150) as f64 / 256.0,
        };
        for z in [at(index), at(index + 1).next_down()] {
            let r = Wide::new(z) * Wide::new(piece.reciprocal) - Wide::ONE;
            assert!(
                r.is_zero() || r.magnitude() < -8 || piece.reciprocal == 1.0,
                "{index}: {r:?}"
            );
            assert!(r.mantissa.trailing_zeros() >= 128 - 53, "{index}: {r:?}");
        }
    }
    assert_eq!(LOGARITHMS.len(), PIECES);
}

/// Numbers without an end.
struct Numbers {
    random: TestRng,
    /// How many of them a test shall take.
    count: u32,
}

impl Numbers {
    fn new() -> Numbers {
        let mut runner = TestRunner::default();
        Numbers {
            random: runner.new_rng(),
            count: runner.config().cases * 100,
        }
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        let unit = (self.random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        low + unit * (high - low)
    }

    fn sign(&mut self) -> f64 {
        match self.random.next_u32() % 2 {
            0 => 1.0,
            _ => -1.0,
        }
    }

    /// An argument of an exponential whose results end at `low` and `high`: anywhere, where results are subnormal, or small.
    fn exponent(&mut self, low: f64, high: f64) -> f64 {
        match self.random.next_u32() % 4 {
            0 => self.between(low, low * 0.94),
            1 => self.between(-60.0, 0.0).exp2() * self.sign(),
            _ => self.between(low, high),
        }
    }

    /// A positive number: any, a subnormal one, near 1, or very near.
    fn positive(&mut self) -> f64 {
        match self.random.next_u32() % 8 {
            0 => f64::from_bits(self.random.next_u64() >> 12 >> (self.random.next_u32() % 52)),
            1 | 2 => self.between(0.7, 1.5),
            3 => 1.0 + self.between(-54.0, -5.0).exp2() * self.sign(),
            _ => f64::from_bits(self.random.next_u64() % f64::INFINITY.to_bits()),
        }
        .max(f64::from_bits(1))
    }

    /// Base and exponent of a power that is in range.
    fn power(&mut self) -> (f64, f64) {
        loop {
            let x = self.positive();
            if x != 1.0 {
                return (x, self.exponent(-745.0, 709.7) / x.ln());
            }
        }
    }
}

/// The distance of a result from the exact one, in units of the last place of the format, which has `precision` bits from
/// 2^`least` on.
fn error(found: f64, exact: Wide, precision: i32, least: i32) -> f64 {
    let place = (exact.magnitude() - precision + 1).max(least);
    (Wide::new(found) - exact).scaled(-place).abs().guess()
}

/// The most that a result of [`exponential`] and its like may be wrong.
const BOUND: f64 = 0.53;

/// The same of [`sine`], where the square of the argument is rounded before half of it is taken from 1.
const BOUND_OF_SINE: f64 = 0.85;

/// The same of the tangent, which has the roundings of both.
const BOUND_OF_TANGENT: f64 = 0.95;

/// The same of [`gamma_double`].
const BOUND_OF_GAMMA: f64 = 0.85;

/// Checks a function against its exact values, from which it may be `bound` units of the last place off.
fn check(name: &str, bound: f64, mut next: impl FnMut() -> (Vec<f64>, f64, Wide), count: u32) {
    let mut worst = 0.0;
    for _ in 0..count {
        let (arguments, found, exact) = next();
        let error = error(found, exact, 53, -1074);
        assert!(
            error <= bound,
            "{name} {arguments:?}: {found:e}, {error} units wrong"
        );
        worst = f64::max(worst, error);
    }
    println!("{name}: at most {worst:.4} units wrong in {count} cases");
}

#[test]
fn exponentials_are_near_the_exact_value() {
    let mut numbers = Numbers::new();
    type Case = (&'static str, f64, f64, fn(f64) -> f64, fn(Wide) -> Wide);
    let cases: [Case; 3] = [
        ("exp", -745.1, 709.78, exponential::exp, precise::exp),
        ("exp2", -1074.9, 1023.99, exponential::exp2, precise::exp2),
        ("exp10", -323.3, 308.25, exponential::exp10, |x| {
            precise::exp(x * precise::LN_10)
        }),
    ];
    for (name, low, high, function, exact) in cases {
        let count = numbers.count;
        let next = || {
            let x = numbers.exponent(low, high);
            (Vec::from([x]), function(x), exact(Wide::new(x)))
        };
        check(name, BOUND, next, count);
    }
}

#[test]
fn logarithms_are_near_the_exact_value() {
    type Case = (&'static str, fn(f64) -> f64, fn(Wide) -> Wide);
    let cases: [Case; 3] = [
        ("log", logarithm::log, precise::ln),
        ("log2", logarithm::log2, precise::log2),
        ("log10", logarithm::log10, precise::log10),
    ];
    let mut numbers = Numbers::new();
    for width in widths() {
        for (name, function, exact) in cases {
            set_width(width);
            let count = numbers.count;
            let next = || {
                let x = numbers.positive();
                (Vec::from([x]), function(x), exact(Wide::new(x)))
            };
            check(&format!("{name} {width:?}"), BOUND, next, count);
        }
    }
}

#[test]
fn sines_are_near_the_exact_value() {
    let mut numbers = Numbers::new();
    let count = numbers.count;
    for most in [0.8, 100.0, 2e6] {
        let next = || {
            let x = numbers.exponent(-most, most);
            let (sine, _) = precise::sin_cos(Wide::new(x));
            (Vec::from([x]), sine::sin(x), sine)
        };
        check("sin", BOUND_OF_SINE, next, count);
        let next = || {
            let x = numbers.exponent(-most, most);
            let (_, cosine) = precise::sin_cos(Wide::new(x));
            let found = sine::cos(x);
            assert_eq!(sine::sincos(x), (sine::sin(x), found));
            (Vec::from([x]), found, cosine)
        };
        check("cos", BOUND_OF_SINE, next, count);
        let next = || {
            let x = numbers.exponent(-most, most);
            let (sine, cosine) = precise::sin_cos(Wide::new(x));
            (Vec::from([x]), sine::tan(x), sine / cosine)
        };
        check("tan", BOUND_OF_TANGENT, next, count);
    }
}

#[test]
fn areas_are_near_the_exact_value() {
    let mut numbers = Numbers::new();
    for width in widths() {
        set_width(width);
        let count = numbers.count;
        let next = || {
            let x = numbers.between(-30.0, 100.0).exp2() * numbers.sign();
            (Vec::from([x]), area::asinh(x), precise::asinh(Wide::new(x)))
        };
        check(&format!("asinh {width:?}"), BOUND, next, count);
        let next = || {
            let x = 1.0 + numbers.between(-52.0, 100.0).exp2();
            (Vec::from([x]), area::acosh(x), precise::acosh(Wide::new(x)))
        };
        check(&format!("acosh {width:?}"), BOUND, next, count);
    }
}

#[test]
fn gamma_is_near_the_exact_value() {
    let mut numbers = Numbers::new();
    let count = numbers.count / 64;
    for width in widths() {
        set_width(width);
        for (low, high) in [(0.01, 10.0), (10.0, 171.6), (-10.0, -0.01), (-170.0, -10.0)] {
            let next = || {
                let x = numbers.between(low, high);
                (
                    Vec::from([x]),
                    gamma_double::tgamma(x),
                    precise_gamma::gamma(Wide::new(x)),
                )
            };
            check(&format!("tgamma {width:?}"), BOUND_OF_GAMMA, next, count);
        }
        for lowest in [-5.0, -1000.0] {
            let next = || {
                let x = numbers.between(lowest, -1e-3);
                let exact = precise_gamma::ln_gamma(Wide::new(x)).0;
                (Vec::from([x]), gamma_double::lgamma_r(x).0, exact)
            };
            check(&format!("lgamma {width:?}"), BOUND_OF_GAMMA, next, count);
        }
    }
}

#[test]
fn powers_are_near_the_exact_value() {
    let mut numbers = Numbers::new();
    for width in widths() {
        set_width(width);
        let count = numbers.count;
        let next = || {
            let (x, y) = numbers.power();
            let exact = precise::exp(precise::ln(Wide::new(x)) * Wide::new(y));
            (Vec::from([x, y]), power::pow(x, y), exact)
        };
        check(&format!("pow {width:?}"), BOUND, next, count);
    }
}

const INVALID: i32 = 1;
const POLE: i32 = 4;
const OVERFLOW: i32 = 8;
const UNDERFLOW: i32 = 16;

/// A result, and the exceptions raised on the way to it.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    result: f64,
    raised: i32,
}

fn outcome(call: impl FnOnce() -> f64) -> Outcome {
    // SAFETY: these take no pointer.
    unsafe { host::feclearexcept(0x3d) };
    let result = core::hint::black_box(call());
    // SAFETY: as above.
    let raised = unsafe { host::fetestexcept(INVALID | POLE | OVERFLOW | UNDERFLOW) };
    Outcome { result, raised }
}

/// Whether an outcome is the host's: the result up to two units in the last place, which has `weight` among a `double`'s bits.
/// Where a result was not rounded, an underflow is unspecified (C, F.10).
fn agree(ours: Outcome, host: Outcome, weight: u64, is_exact: impl FnOnce() -> bool) -> bool {
    let near = match ours.result.is_nan() || host.result.is_nan() {
        true => ours.result.is_nan() && host.result.is_nan(),
        false => ours.result.to_bits().abs_diff(host.result.to_bits()) <= 2 * weight,
    };
    let same = ours.raised == host.raised
        || ours.raised ^ host.raised == UNDERFLOW && ours.result != 0.0 && is_exact();
    near && same
}

const DOUBLE: u64 = 1;
const FLOAT: u64 = 1 << 29;

fn special() -> Vec<f64> {
    let positive = [
        0.0,
        5e-324,
        1e-310,
        f64::MIN_POSITIVE,
        1e-300,
        1e-20,
        1e-16,
        0.1,
        0.5,
        0.75,
        1.0 - f64::EPSILON / 2.0,
        1.0,
        1.0 + f64::EPSILON,
        1.5,
        2.0,
        2.5,
        3.0,
        4.0,
        10.0,
        100.0,
        127.0,
        128.0,
        300.0,
        308.5,
        310.0,
        324.0,
        512.0,
        709.0,
        709.79,
        745.2,
        746.0,
        1000.0,
        1022.0,
        1023.0,
        1024.0,
        1074.0,
        1075.0,
        1075.5,
        1076.0,
        1100.0,
        4503599627370495.5,
        4503599627370497.0,
        9007199254740991.0,
        9007199254740992.0,
        9007199254740994.0,
        1e18,
        1e19,
        1e20,
        1e300,
        f64::MAX,
        f64::INFINITY,
        f64::NAN,
    ];
    positive.into_iter().flat_map(|x| [x, -x]).collect()
}

#[test]
fn special_values_and_exceptions_are_the_host_s() {
    type Double = (
        &'static str,
        fn(f64) -> f64,
        unsafe extern "C" fn(f64) -> f64,
    );
    type Float = (
        &'static str,
        fn(f32) -> f32,
        unsafe extern "C" fn(f32) -> f32,
    );
    let doubles: [Double; 6] = [
        ("exp", exponential::exp, host::exp),
        ("exp2", exponential::exp2, host::exp2),
        ("exp10", exponential::exp10, host::exp10),
        ("log", logarithm::log, host::log),
        ("log2", logarithm::log2, host::log2),
        ("log10", logarithm::log10, host::log10),
    ];
    let floats: [Float; 6] = [
        ("expf", exponential::expf, host::expf),
        ("exp2f", exponential::exp2f, host::exp2f),
        ("exp10f", exponential::exp10f, host::exp10f),
        ("logf", logarithm::logf, host::logf),
        ("log2f", logarithm::log2f, host::log2f),
        ("log10f", logarithm::log10f, host::log10f),
    ];
    let mut wrong = Vec::new();
    let mut compare =
        |call: std::string::String, ours, host, weight, is_exact: &dyn Fn() -> bool| {
            if !agree(ours, host, weight, is_exact) {
                wrong.push(format!("{call}: {ours:?}, host {host:?}"));
            }
        };
    for width in widths() {
        set_width(width);
        for x in special() {
            for (name, ours, host) in doubles {
                // SAFETY: the functions take numbers.
                let (ours, host) = (outcome(|| ours(x)), outcome(|| unsafe { host(x) }));
                compare(format!("{name}({x:e})"), ours, host, DOUBLE, &|| {
                    name == "exp2" && x % 1.0 == 0.0
                });
            }
            for (name, ours, host) in floats {
                let x = x as f32;
                // SAFETY: as above.
                let (ours, host) = (
                    outcome(|| ours(x).into()),
                    outcome(|| unsafe { host(x) }.into()),
                );
                compare(format!("{name}({x:e})"), ours, host, FLOAT, &|| {
                    name == "exp2f" && x % 1.0 == 0.0
                });
            }
            for y in special() {
                // SAFETY: as above.
                let (ours, host) = (
                    outcome(|| power::pow(x, y)),
                    outcome(|| unsafe { host::pow(x, y) }),
                );
                compare(format!("pow({x:e}, {y:e})"), ours, host, DOUBLE, &|| {
                    is_exact_power(x, y, ours.result)
                });
                let (x, y) = (x as f32, y as f32);
                // SAFETY: as above.
                let (ours, host) = (
                    outcome(|| power::powf(x, y).into()),
                    outcome(|| unsafe { host::powf(x, y) }.into()),
                );
                let is_exact = || is_exact_power(x.into(), y.into(), ours.result);
                compare(format!("powf({x:e}, {y:e})"), ours, host, FLOAT, &is_exact);
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}: {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(40)]
    );
}

/// Whether x^y is a result, as far as 128 bits tell.
fn is_exact_power(x: f64, y: f64, result: f64) -> bool {
    let exact = precise::pow(Wide::new(x.abs()), Wide::new(y));
    let error = Wide::new(result.abs()) - exact;
    error.magnitude() < exact.magnitude() - 100
}
