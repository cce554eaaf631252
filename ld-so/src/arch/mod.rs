//! What depends on the processor: the entry point, relocation types, TLS descriptor resolvers.

mod x86_64;
pub use x86_64::*;
