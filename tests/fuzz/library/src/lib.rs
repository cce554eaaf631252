//! The C library's parsers, each as a function of bytes: what `fuzz_targets/` gives to libFuzzer, and what
//! `corpora.rs` replays.
//!
//! A target panics where relibc and its oracle part, and crashes where relibc reads beyond its input: inputs end where no
//! memory follows ([`fence`]). The oracle is this machine's C library wherever it has the function ([`host`]); where
//! it is known to be wrong, or POSIX leaves both free, the target says so and does not compare.

#[cfg(test)]
mod corpora;
pub mod fence;
pub mod host;
pub mod input;
pub mod targets;
pub mod variadic;

/// A target: its name, which is its corpus's folder, too, and its function.
pub type Target = (&'static str, fn(&[u8]));

macro_rules! targets {
    ($($name:ident)*) => {
        /// All targets.
        pub const TARGETS: &[Target] = &[$((stringify!($name), targets::$name::run)),*];
    };
}

targets! {
    addresses catalogs collation crypt database dns elf fnmatch getdate glob iconv integers locale_source money
    printf regex scanf strftime strptime strtod tzif tzrule wordexp
}

/// Makes the executable of a target: under cargo-fuzz libFuzzer's, otherwise one that runs the files it is given.
#[macro_export]
macro_rules! executable {
    ($name:ident) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|data: &[u8]| $crate::targets::$name::run(data));

        #[cfg(not(fuzzing))]
        fn main() -> std::io::Result<()> {
            std::env::args_os().skip(1).try_for_each(|path| {
                std::fs::read(path).map(|data| $crate::targets::$name::run(&data))
            })
        }
    };
}
