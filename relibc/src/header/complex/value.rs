//! A part of a complex number.

use crate::arch::rounding;
use crate::number::{Class, Float, Format, Wide};

/// A part, whatever its type.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    Finite(Wide),
    /// An infinity; whether it is the negative one.
    Infinite(bool),
    Nan,
}

/// The real and the imaginary part.
pub(crate) type Pair = (Value, Value);

impl Value {
    pub fn new<F: Format>(value: F) -> Value {
        let float = value.split();
        match float.class {
            Class::Nan => Value::Nan,
            Class::Infinite => Value::Infinite(float.negative),
            Class::Finite { .. } => Value::Finite(Wide::new(value)),
        }
    }

    /// The nearest value of a type.
    pub fn round<F: Format>(self) -> F {
        let (negative, class) = match self {
            Value::Finite(value) => return value.round(rounding()).0,
            Value::Infinite(negative) => (negative, Class::Infinite),
            Value::Nan => (false, Class::Nan),
        };
        F::join(Float { negative, class })
    }

    pub fn is_negative(self) -> bool {
        match self {
            Value::Finite(value) => value.negative,
            Value::Infinite(negative) => negative,
            Value::Nan => false,
        }
    }

    pub fn is_zero(self) -> bool {
        matches!(self, Value::Finite(value) if value.is_zero())
    }

    pub fn negated(self) -> Value {
        match self {
            Value::Finite(value) => Value::Finite(-value),
            Value::Infinite(negative) => Value::Infinite(!negative),
            Value::Nan => Value::Nan,
        }
    }
}
