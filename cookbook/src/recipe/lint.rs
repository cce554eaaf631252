//! What TOML's grammar cannot say about a recipe, checked before anything runs.

use anyhow::{bail, Result};

use super::{order, Book, Port, Source, Suites, System};

/// Checks all recipes; the first mistake is the error.
pub fn lint(book: &Book) -> Result<()> {
    for port in book.ports() {
        needs(book, port)?;
        source(port)?;
        build(port)?;
        suites(book, port)?;
    }
    let names: Vec<&str> = book.ports().map(Port::name).collect();
    order(book, &names)?;
    Ok(())
}

/// Every need has a recipe, every tool is a plain program name.
fn needs(book: &Book, port: &Port) -> Result<()> {
    for need in &port.recipe.build.needs {
        if !book.contains(need.get_ref()) {
            bail!(
                "{}: {} needs {:?}, which no recipe makes (add ports/{}/recipe.toml, or correct the name)",
                port.place(need),
                port.name(),
                need.get_ref(),
                need.get_ref()
            );
        }
    }
    for tool in &port.recipe.build.tools {
        if tool.get_ref().contains('/') || tool.get_ref().is_empty() {
            bail!(
                "{}: {:?} is not a program's name",
                port.place(tool),
                tool.get_ref()
            );
        }
    }
    Ok(())
}

/// What the tests of a port need has a recipe.
fn suites(book: &Book, port: &Port) -> Result<()> {
    for need in Suites::of(port)?.needs {
        if !book.contains(&need) {
            bail!(
                "ports/{}/suites.toml: the tests need {need:?}, which no recipe makes (add ports/{need}/recipe.toml, or correct the name)",
                port.name()
            );
        }
    }
    Ok(())
}

/// Either an archive with a well-formed hash and a place to get it, or paths of this tree.
fn source(port: &Port) -> Result<()> {
    let source = &port.recipe.source;
    let shown = &port.shown;
    if !source.paths.is_empty() {
        if source.blake3.is_some() || has_place(source) {
            bail!("{shown}: [source] has both paths of this tree and an archive; keep one");
        }
        for path in &source.paths {
            if path.get_ref().starts_with('/') || path.get_ref().split('/').any(|part| part == "..")
            {
                bail!(
                    "{}: {:?} leads out of this tree",
                    port.place(path),
                    path.get_ref()
                );
            }
        }
        return Ok(());
    }
    let Some(hash) = &source.blake3 else {
        bail!("{shown}: [source] has no blake3; without it the archive cannot be verified");
    };
    if hash.get_ref().len() != 64
        || !hash
            .get_ref()
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    {
        bail!(
            "{}: blake3 must be 64 lower-case hexadecimal digits, not {:?}",
            port.place(hash),
            hash.get_ref()
        );
    }
    if !has_place(source) {
        bail!("{shown}: [source] has no url, debian or pypi: there is nowhere to get it from");
    }
    if let Some(package) = &source.pypi {
        if package.get_ref().split_once('=').is_none() {
            bail!(
                "{}: pypi must be NAME=VERSION, not {:?}",
                port.place(package),
                package.get_ref()
            );
        }
    }
    if let Some(url) = &source.url {
        if !["https://", "http://", "file://"]
            .iter()
            .any(|scheme| url.get_ref().starts_with(scheme))
        {
            bail!(
                "{}: {:?} is not an https:// address",
                port.place(url),
                url.get_ref()
            );
        }
    }
    Ok(())
}

/// Whether it says where to get an archive.
fn has_place(source: &Source) -> bool {
    source.url.is_some() || source.debian.is_some() || source.pypi.is_some()
}

/// The parts of [build] that belong to its system are there, and no others.
fn build(port: &Port) -> Result<()> {
    let (build, shown) = (&port.recipe.build, &port.shown);
    let own = !port.recipe.source.paths.is_empty();
    match build.system {
        System::Script if build.script.is_none() => {
            bail!("{shown}: [build] system = \"script\" wants script = \"...\"")
        }
        System::Cargo if build.programs.is_empty() => {
            bail!("{shown}: [build] system = \"cargo\" wants at least one [[build.program]]")
        }
        System::Cargo | System::Sysroot if !own => {
            bail!("{shown}: this build system works on this tree: give [source] paths")
        }
        System::Configure | System::Make if own => {
            bail!("{shown}: this build system works on an archive, not on paths of this tree")
        }
        _ => {}
    }
    if build.system != System::Script && build.script.is_some() {
        bail!("{shown}: script = \"...\" belongs to system = \"script\"");
    }
    if build.system != System::Cargo && !build.programs.is_empty() {
        bail!("{shown}: [[build.program]] belongs to system = \"cargo\"");
    }
    Ok(())
}
