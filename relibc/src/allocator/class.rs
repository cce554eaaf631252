//! Size classes: multiples of 16 up to 128 bytes, then four steps a power of two up to [`LARGEST`].

/// Number of classes.
pub const COUNT: usize = 32;
/// Largest size that has a class.
pub const LARGEST: usize = 8 << 10;

/// Sizes up to this are looked up.
const LISTED: usize = 1024;

static LIST: [u8; LISTED / 16 + 1] = {
    let mut list = [0; LISTED / 16 + 1];
    let mut index = 1;
    while index < list.len() {
        list[index] = compute(index * 16) as u8;
        index += 1;
    }
    list
};

/// The smallest class that holds `size`, at most [`LARGEST`].
#[inline(always)]
pub fn of(size: usize) -> usize {
    if size <= LISTED {
        LIST[size.div_ceil(16)] as usize
    } else {
        compute(size)
    }
}

const fn compute(size: usize) -> usize {
    if size <= 128 {
        return size.div_ceil(16) - 1;
    }
    let power = (usize::BITS - (size - 1).leading_zeros()) as usize; // size in (2^(power-1), 2^power]
    let step = 1 << (power - 3);
    8 + (power - 8) * 4 + (size - (1 << (power - 1))).div_ceil(step) - 1
}

/// Bytes of a class's blocks.
pub const fn size(class: usize) -> usize {
    if class < 8 {
        return (class + 1) * 16;
    }
    let (power, step) = ((class - 8) / 4 + 8, (class - 8) % 4 + 1);
    (1 << (power - 1)) + (step << (power - 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_has_the_smallest_class_that_holds_it() {
        for wanted in 0..=LARGEST {
            let class = of(wanted);
            assert!(class < COUNT, "{wanted}");
            assert!(size(class) >= wanted && size(class) % 16 == 0, "{wanted}");
            assert!(class == 0 || size(class - 1) < wanted, "{wanted}");
        }
        assert_eq!(size(COUNT - 1), LARGEST);
    }
}
