//! Results in each rounding mode, and what the host's library gets wrong, so that it is no measure.

use core::hint::black_box;

use super::super::{comparison, double, long_functions, power, precise, sine};
use super::{error, host, outcome, Numbers, BOUND_OF_TANGENT, INVALID, UNDERFLOW};
use crate::arch::Extended;
use crate::number::Wide;

/// As `<fenv.h>` has them.
const DOWN: i32 = 0x400;
const UP: i32 = 0x800;
const TO_ZERO: i32 = 0xc00;

fn in_mode<T>(mode: i32, call: impl FnOnce() -> T) -> T {
    // SAFETY: this takes no pointer; the mode that tests run in is set again.
    unsafe { host::fesetround(mode) };
    let result = black_box(call());
    // SAFETY: as above.
    unsafe { host::fesetround(0) };
    result
}

#[test]
fn sines_are_near_in_every_mode() {
    let mut numbers = Numbers::new();
    for mode in [DOWN, UP, TO_ZERO] {
        for index in 0..numbers.count {
            let x = match index % 3 {
                // Near a multiple of half pi.
                0 => {
                    let multiple = numbers.between(1.0, 1e5).round();
                    let distance = numbers.between(-50.0, -2.0).exp2() * numbers.sign();
                    multiple * core::f64::consts::FRAC_PI_2 + distance
                }
                1 => numbers.exponent(-1e6, 1e6),
                _ => numbers.between(20.0, 1023.0).exp2() * numbers.sign(),
            };
            let (exact_sine, exact_cosine) = precise::sin_cos(Wide::new(x));
            let x = black_box(x);
            let found = in_mode(mode, || (sine::sin(x), sine::cos(x), sine::tan(x)));
            let wrong = [
                error(found.0, exact_sine, 53, -1074),
                error(found.1, exact_cosine, 53, -1074),
                error(found.2, exact_sine / exact_cosine, 53, -1074),
            ];
            let bound = BOUND_OF_TANGENT + 1.0;
            assert!(
                wrong.iter().all(|&wrong| wrong <= bound),
                "{mode:#x} {x:e}: {wrong:?} units wrong"
            );
            assert!(found.0.abs() <= 1.0 && found.1.abs() <= 1.0, "{x:e}");
        }
    }
}

#[test]
fn long_functions_are_rounded_from_the_side_on_which_they_lie() {
    type Shim = unsafe extern "C" fn(usize, usize, *const [Extended; 2], *mut Extended);
    let call = |function: Shim, mode, x: Extended| {
        let arguments = [x, 1.0.into()];
        let mut result = x;
        // SAFETY: the function reads its arguments and writes its result.
        in_mode(mode, || unsafe { function(0, 0, &arguments, &mut result) });
        result
    };
    let tiny = Extended::new(1 << 63, 0x2000);
    let less = Extended::new(u64::MAX, 0x1fff);
    let more = Extended::new((1 << 63) + 1, 0x2000);
    let below: [Shim; 6] = [
        long_functions::sine,
        long_functions::arc_tangent,
        long_functions::angle,
        long_functions::hyperbolic_tangent,
        long_functions::area_sine,
        long_functions::logarithm_of_one_more,
    ];
    for function in below {
        assert_eq!(call(function, UP, tiny), tiny);
        assert_eq!(call(function, 0, tiny), tiny);
        assert_eq!(call(function, DOWN, tiny), less);
        assert_eq!(call(function, TO_ZERO, tiny), less);
    }
    let above: [Shim; 5] = [
        long_functions::tangent,
        long_functions::arc_sine,
        long_functions::hyperbolic_sine,
        long_functions::area_tangent,
        long_functions::exponential_less_one,
    ];
    for function in above {
        assert_eq!(call(function, UP, tiny), more);
        assert_eq!(call(function, DOWN, tiny), tiny);
    }
    let one = Extended::from(1.0);
    let less = Extended::new(u64::MAX, 0x3ffe);
    let more = Extended::new((1 << 63) + 1, 0x3fff);
    assert_eq!(call(long_functions::cosine, DOWN, tiny), less);
    assert_eq!(call(long_functions::cosine, UP, tiny), one);
    assert_eq!(call(long_functions::hyperbolic_cosine, UP, tiny), more);
    assert_eq!(call(long_functions::exponential, UP, tiny), more);
    assert_eq!(call(long_functions::exponential, DOWN, tiny), one);
    let complement = long_functions::complementary_error_function;
    assert_eq!(call(complement, TO_ZERO, tiny), less);
    // Nothing is beside an exact result.
    let zero = Extended::from(0.0);
    assert_eq!(call(long_functions::cosine, DOWN, zero), one);
    assert_eq!(call(long_functions::exponential, UP, zero), one);
    assert_eq!(call(complement, TO_ZERO, zero), one);
    assert_eq!(call(long_functions::cube_root, UP, 27.0.into()), 3.0.into());
}

#[test]
fn the_larger_zero_is_the_positive_one() {
    let (zero, negative) = (black_box(0.0f64), black_box(-0.0f64));
    let (zero_float, negative_float) = (black_box(0.0f32), black_box(-0.0f32));
    for (x, y) in [(zero, negative), (negative, zero)] {
        assert!(comparison::fmax(x, y).is_sign_positive());
        assert!(comparison::fmin(x, y).is_sign_negative());
    }
    for (x, y) in [(zero_float, negative_float), (negative_float, zero_float)] {
        assert!(comparison::fmaxf(x, y).is_sign_positive());
        assert!(comparison::fminf(x, y).is_sign_negative());
    }
}

#[test]
fn a_product_that_is_none_is_invalid_whatever_is_added() {
    let (zero, infinity, nan) = (
        black_box(0.0),
        black_box(f64::INFINITY),
        black_box(f64::NAN),
    );
    let cases = [
        (zero, infinity, INVALID),
        (infinity, zero, INVALID),
        (-infinity, zero, INVALID),
        (infinity, infinity, 0),
        (zero, zero, 0),
        (nan, infinity, 0),
    ];
    for (x, y, raised) in cases {
        let found = outcome(|| double::fma(x, y, nan));
        assert!(found.result.is_nan());
        assert_eq!(found.raised, raised, "fma({x}, {y}, NaN)");
        let found = outcome(|| double::fmaf(x as f32, y as f32, f32::NAN).into());
        assert_eq!(found.raised, raised, "fmaf({x}, {y}, NaN)");
    }
}

#[test]
fn exact_powers_raise_nothing_below_the_normal_numbers() {
    let tiny = f64::from_bits(1);
    let cases = [
        (tiny, 1.0, tiny),
        (-3.0 * tiny, 1.0, -3.0 * tiny),
        (2.0, -1074.0, tiny),
        ((-537f64).exp2(), 2.0, tiny),
        (-(350f64.exp2()), -3.0, -((-1050f64).exp2())),
        (700f64.exp2(), -1.5, (-1050f64).exp2()),
        (9.0 * (-700f64).exp2(), 1.5, 27.0 * (-1050f64).exp2()),
        (3.0 * (-350f64).exp2(), 3.0, 27.0 * (-1050f64).exp2()),
        (1023f64.exp2(), -1.0, 0.5 * f64::MIN_POSITIVE),
    ];
    for (x, y, exact) in cases {
        let found = outcome(|| power::pow(black_box(x), black_box(y)));
        assert_eq!(found.result, exact, "pow({x:e}, {y})");
        assert_eq!(found.raised, 0, "pow({x:e}, {y})");
    }
    // These need one more bit than there is.
    for (x, y) in [(tiny * 3.0, 0.999), (0.75, 2560.0), (3.0, -670.0)] {
        let found = outcome(|| power::pow(black_box(x), black_box(y)));
        assert_eq!(found.raised, UNDERFLOW, "pow({x:e}, {y})");
    }
}
