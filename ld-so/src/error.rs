//! What goes wrong, as a text that names the file.

use alloc::string::String;
use core::fmt;

/// A failure with its message, as `dlerror` and the loader's own complaint give it.
#[derive(Clone, Debug)]
pub struct Error(pub String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub type Result<T> = core::result::Result<T, Error>;

/// Makes an [`Error`] as `format!` makes a string.
#[macro_export]
macro_rules! error {
    ($($argument:tt)*) => { $crate::error::Error(alloc::format!($($argument)*)) };
}
