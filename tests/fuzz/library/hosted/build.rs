//! Chooses the library's configuration for tests on this machine, which exports no C name and defines no allocator.
fn main() {
    println!("cargo::rustc-cfg=test");
    println!("cargo::rerun-if-changed=build.rs");
}
