//! linux-emu: what exec starts in front of a Linux program. The library has all of it.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    linux_emu::trace::say(format_args!("linux-emu: {info}"));
    posix::process::exit(101)
}

#[cfg(target_os = "none")]
#[allow(
    unused_imports,
    reason = "the ELF entry `_start` comes with the library"
)]
use linux_emu as _;

#[cfg(not(target_os = "none"))]
fn main() {
    eprintln!("linux-emu runs on Ochre only");
    std::process::exit(1);
}
