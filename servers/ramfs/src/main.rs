//! The root file system: fills a tree from the boot archive and serves it.
#![forbid(unsafe_code)]

use abi::message::MESSAGE_MAX;
use posix::kernel::system;
use posix::server::{boot, Buffers, Scheme};
use ramfs::archive;
use ramfs::server::{now, RamFs};
use ramfs::tree::Tree;

fn log(text: &str) {
    system::log(format!("ramfs: {text}").as_bytes());
}

fn main() {
    let mut tree = Tree::new(now());
    match boot::initfs() {
        Ok(bytes) => archive::fill(&mut tree, bytes, &mut |text| log(&text)),
        Err(errno) => log(&format!("no boot archive: {errno:?}")),
    }
    if let Err(errno) = archive::add_mount_points(&mut tree, now()) {
        log(&format!("cannot make the mount points: {errno:?}"));
    }
    let mut server = RamFs::new(tree, Scheme::inherited());
    let mut input = Box::new([0; MESSAGE_MAX]);
    let mut output = Box::new([0; MESSAGE_MAX]);
    let buffers = Buffers {
        input: &mut input,
        output: &mut output,
    };
    let errno = Scheme::inherited().serve(&mut server, buffers);
    log(&format!("the scheme cannot be served: {errno:?}"));
    std::process::exit(1);
}
