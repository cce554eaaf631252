//! Images: what Ochre boots from. [`file`] is what `images/NAME.toml` may say; [`initfs`] is the root
//! file system as one archive; [`disk`] is a disk with a boot loader that starts the kernel with it.

mod disk;
mod file;
mod grub;
mod initfs;

use std::fs;
use std::path::PathBuf;

use anyhow::{bail, Context as _, Result};

use crate::build;
use crate::cli::Context;
use crate::recipe::{read_toml, Book};

pub use file::Image;
pub use initfs::{overlay, Extra};

/// The recipe that makes the kernel, and where it puts it.
const KERNEL: (&str, &str) = ("kernel", "boot/kernel.elf");

/// What an image is made of, all of it built.
pub struct Parts {
    /// The kernel.
    pub kernel: PathBuf,
    /// The root file system.
    pub initfs: PathBuf,
    /// The kernel's command line.
    pub arguments: String,
}

/// Reads `images/NAME.toml`.
pub fn load(context: &Context, name: &str) -> Result<Image> {
    let path = context.tree.source("images").join(format!("{name}.toml"));
    if !path.is_file() {
        bail!("there is no image {name:?}: no file images/{name}.toml");
    }
    let shown = format!("images/{name}.toml");
    let (image, text): (Image, _) = read_toml(&path, &shown)?;
    image.check(&shown, &text)?;
    Ok(image)
}

/// Builds everything that goes into the image and packs its root file system.
pub fn parts(context: &Context, name: &str) -> Result<Parts> {
    let mut image = load(context, name)?;
    let book = Book::open(&context.tree)?;
    image.packages = with_libraries(&book, &image.packages)?;
    let mut names: Vec<&str> = image.packages.iter().map(String::as_str).collect();
    names.push(KERNEL.0);
    let shelf = build::build(context, &book, &names)?;
    let dir = context.tree.build("image").join(name);
    fs::create_dir_all(&dir).with_context(|| format!("{}: cannot create", dir.display()))?;
    let initfs = dir.join("initfs.tar");
    initfs::make(&image, &shelf, &initfs)?;
    let kernel = shelf[KERNEL.0].files.join(KERNEL.1);
    if !kernel.is_file() {
        bail!("the recipe {} has made no {}", KERNEL.0, KERNEL.1);
    }
    Ok(Parts {
        kernel,
        initfs,
        arguments: image.arguments.join(" "),
    })
}

/// The packages, and those that they need when they run: what a dynamically linked one was linked with.
pub fn with_libraries(book: &Book, packages: &[String]) -> Result<Vec<String>> {
    let mut all = packages.to_vec();
    let mut next = 0;
    while let Some(name) = all.get(next) {
        for need in book.runs_with(book.get(name)?) {
            if !all.iter().any(|known| known == need) {
                all.push(need.to_owned());
            }
        }
        next += 1;
    }
    Ok(all)
}

/// Makes the disk image and returns its path.
pub fn disk(context: &Context, name: &str) -> Result<PathBuf> {
    let parts = parts(context, name)?;
    let path = context.tree.build("image").join(name).join("disk.img");
    disk::make(context, &parts, &path)?;
    Ok(path)
}
