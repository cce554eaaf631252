//! Two doubles at once: SSE2, which is part of the x86-64 baseline.

use core::arch::x86_64::{
    __m128d, _mm_add_pd, _mm_cvtsd_f64, _mm_mul_pd, _mm_set1_pd, _mm_set_pd, _mm_sub_pd,
    _mm_unpackhi_pd,
};
use core::ops::{Add, Mul, Sub};

#[derive(Clone, Copy)]
pub struct Doubles(__m128d);

impl Doubles {
    #[inline(always)]
    pub fn new(first: f64, second: f64) -> Self {
        // SAFETY: SSE2 is in the baseline, here and below.
        Self(unsafe { _mm_set_pd(second, first) })
    }

    #[inline(always)]
    pub fn both(value: f64) -> Self {
        // SAFETY: as above.
        Self(unsafe { _mm_set1_pd(value) })
    }

    #[inline(always)]
    pub fn first(self) -> f64 {
        // SAFETY: as above.
        unsafe { _mm_cvtsd_f64(self.0) }
    }

    #[inline(always)]
    pub fn second(self) -> f64 {
        // SAFETY: as above.
        unsafe { _mm_cvtsd_f64(_mm_unpackhi_pd(self.0, self.0)) }
    }
}

impl Add for Doubles {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: as above.
        Self(unsafe { _mm_add_pd(self.0, other.0) })
    }
}

impl Mul for Doubles {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        // SAFETY: as above.
        Self(unsafe { _mm_mul_pd(self.0, other.0) })
    }
}

impl Sub for Doubles {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: as above.
        Self(unsafe { _mm_sub_pd(self.0, other.0) })
    }
}
