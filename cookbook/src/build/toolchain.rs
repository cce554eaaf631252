//! The sysroot that people use, `build/sysroot`, and the toolchain in it: GCC with C++, made by the recipes in
//! `toolchain-patches`. It takes long to make, so nothing but `cook toolchain` and the suite `cxx` asks for it; but once
//! it is in the cache, every sysroot has it.

use std::path::PathBuf;

use anyhow::Result;

use super::key::LIBC;
use super::{archive_path, build, compose, lock, make, Inputs, Shelf, State};
use crate::cli::Context;
use crate::recipe::{order, Book};

/// The recipe that needs the whole toolchain.
const LAST: &str = "libstdc++";

/// The sysroot with the C library, and with the toolchain if it is in the cache; and whether it is.
pub fn cross(context: &Context, book: &Book) -> Result<(PathBuf, bool)> {
    let libc = build(context, book, &[LIBC])?;
    let kept = kept(context, book)?;
    let whole = kept.is_some();
    Ok((place(context, &kept.unwrap_or(libc))?, whole))
}

/// The sysroot with the toolchain, which is built when it is not in the cache.
pub fn toolchain(context: &Context, book: &Book) -> Result<PathBuf> {
    place(context, &build(context, book, &[LAST])?)
}

fn place(context: &Context, shelf: &Shelf) -> Result<PathBuf> {
    let dir = context.tree.build("sysroot");
    compose(&dir, shelf, shelf.keys().map(String::as_str))?;
    Ok(dir)
}

/// The toolchain's packages and what they need, if all of them are there as they would be built now.
fn kept(context: &Context, book: &Book) -> Result<Option<Shelf>> {
    let _only_one = lock(context)?;
    let jobs = jobserver::Client::new(context.jobs)?;
    let mut shelf = Shelf::new();
    for port in order(book, &[LAST])? {
        let key = Inputs::of(context, port, &shelf)?.key();
        let is_current =
            State::load(&context.tree, port.name()).is_some_and(|state| state.is_current(&key));
        if !is_current && !archive_path(context, port, &key).is_file() {
            return Ok(None);
        }
        let built = make(context, port, &shelf, &jobs)?;
        shelf.insert(built.name.clone(), built);
    }
    Ok(Some(shelf))
}
