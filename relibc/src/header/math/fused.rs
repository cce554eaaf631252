//! `fmal`: the product and the sum with one rounding.

use super::long_functions::rounded_bits;
use crate::arch::Extended;
use crate::number::Wide;

/// x y + z of three values that are finite and not 0.
///
/// The product has 128 bits. Both are laid into 256, with one more below for what falls out.
pub fn multiply_add(x: Extended, y: Extended, z: Extended) -> Extended {
    let (x, y, z) = (Wide::new(x), Wide::new(y), Wide::new(z));
    let product = Wide::from_integer((x.mantissa >> 64) * (y.mantissa >> 64))
        .scaled(x.exponent + y.exponent + 128)
        .with_sign(x.negative != y.negative);
    let (large, small) = match product.magnitude() >= z.magnitude() {
        true => (product, z),
        false => (z, product),
    };
    let distance = (large.magnitude() - small.magnitude()) as u32;
    // One place to the right, so that a carry has room.
    let mut top = [large.mantissa >> 1, large.mantissa << 127];
    let mut other = [small.mantissa >> 1, small.mantissa << 127];
    let mut lost = false;
    let mut shift = distance;
    if shift >= 128 {
        lost = other[1] != 0;
        other = [0, other[0]];
        shift -= 128;
        if shift >= 128 {
            lost |= other[1] != 0;
            other = [0, 0];
            shift = 0;
        }
    }
    if shift > 0 {
        lost |= other[1] << (128 - shift) != 0;
        other = [
            other[0] >> shift,
            other[1] >> shift | other[0] << (128 - shift),
        ];
    }
    let mut negative = large.negative;
    if large.negative == small.negative {
        let (low, carry) = top[1].overflowing_add(other[1]);
        top = [top[0] + other[0] + u128::from(carry), low];
    } else {
        if top < other {
            (top, other) = (other, top);
            negative = small.negative;
        }
        // What was lost is taken off too: one less, and something left over.
        let (low, borrow) = top[1].overflowing_sub(other[1]);
        top = [top[0] - other[0] - u128::from(borrow), low];
        if lost {
            let (low, borrow) = top[1].overflowing_sub(1);
            top = [top[0] - u128::from(borrow), low];
        }
    }
    rounded_bits(top, large.exponent - 127, lost, negative)
}
