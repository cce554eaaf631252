//! Shell scripts that use the ports: each runs in this machine's bash, which is the oracle (Debian 12 has
//! the same versions), in ours on this machine's kernel, and in ours on Ochre. Those of `tests/shell` use the programs of
//! the default image, those of `tests/tools` the programs of the image `tools`. `# locales: NAMES` at the top of a script
//! are compiled for this machine's bash; the image brings its own.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;

use anyhow::{Context as _, Result};

use super::locales::Locales;
use super::program::{files, here, on_ochre, with_default_signals, Case, Expected};
use super::Tally;
use crate::build::{self, compose};
use crate::cli::Context;
use crate::image::{self, with_libraries};
use crate::recipe::Book;
use crate::session::Setup;

/// The scripts for the default image.
pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    scripts(context, tally, "shell", "default")
}

/// The scripts for further tools.
pub fn tools(context: &Context, tally: &mut Tally) -> Result<()> {
    scripts(context, tally, "tools", "tools")
}

/// Runs the scripts of `tests/FOLDER` with the programs of an image.
fn scripts(context: &Context, tally: &mut Tally, folder: &str, image: &str) -> Result<()> {
    let book = Book::open(&context.tree)?;
    let packages = with_libraries(&book, &image::load(context, image)?.packages)?;
    let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
    let shelf = build::build(context, &book, &packages)?;
    let root = context.tree.build(&format!("tests/{folder}-root"));
    compose(&root, &shelf, packages.into_iter())?;
    symlink("usr/bin", root.join("bin"))?;
    let top = context.tree.source(&format!("tests/{folder}"));
    let mut cases = Vec::new();
    let scripts = files(&top, "sh")?;
    anyhow::ensure!(
        !scripts.is_empty(),
        "there are no scripts in tests/{folder}"
    );
    for script in scripts {
        let name = script
            .strip_prefix(&top)?
            .with_extension("")
            .to_string_lossy()
            .into_owned();
        if !tally.wants(&name) {
            continue;
        }
        let text =
            fs::read(&script).with_context(|| format!("{}: cannot read", script.display()))?;
        let theirs = match locales(&text) {
            names if names.is_empty() => with_default_signals("/bin/bash"),
            names => {
                let locales = Locales::compile(context, names)?;
                let mut bash = with_default_signals(locales.variable("LOCPATH", "theirs"));
                bash.arg("/bin/bash");
                bash
            }
        };
        let expected = Expected::of(theirs, &text)?;
        let mut ours = with_default_signals("bwrap");
        ours.args(["--unshare-all", "--die-with-parent", "--bind"])
            .arg(&root)
            .arg("/");
        ours.args(["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]);
        for users in ["/etc/passwd", "/etc/group"] {
            ours.args(["--ro-bind", users, users]);
        }
        ours.args([
            "--tmpfs",
            "/root",
            "--setenv",
            "HOME",
            "/root",
            "--chdir",
            "/root",
            "/usr/bin/bash",
        ]);
        let result = here(&mut ours, &text).map_err(|e| format!("{e:#}"));
        let result = result.and_then(|shown| expected.judge(&shown));
        tally.record(&format!("{name}: on Linux"), result);
        // What one leaves behind must not meet the next.
        let argv = ["/usr/bin/bash", "-c", "HOME=$(mktemp -d); cd && exec bash"].map(str::to_owned);
        cases.push(Case {
            name: format!("{name}: on Ochre"),
            argv: argv.to_vec(),
            input: text,
            expected,
        });
    }
    if cases.is_empty() {
        return Ok(());
    }
    on_ochre(
        context,
        tally,
        &Setup {
            image,
            log: &format!("test-{folder}"),
            ..Setup::default()
        },
        cases,
    )
}

/// The locales that the comments at the top of a script name.
fn locales(script: &[u8]) -> BTreeSet<&str> {
    let text = std::str::from_utf8(script).unwrap_or_default();
    text.lines()
        .map_while(|line| line.strip_prefix('#'))
        .filter_map(|line| line.trim_start().strip_prefix("locales:"))
        .flat_map(str::split_whitespace)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_are_named_before_the_script() {
        let text = b"# Words.\n# locales: sv_SE de_DE\necho\n# locales: fr_FR\n";
        assert_eq!(locales(text), BTreeSet::from(["de_DE", "sv_SE"]));
        assert_eq!(locales(b"echo\n"), BTreeSet::new());
    }
}
