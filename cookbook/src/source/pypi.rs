//! Source distributions out of the Python Package Index.
//!
//! Not by `pip download`, which runs what it downloads to learn its dependencies: the index says where the archive is,
//! and the recipe's hash decides before anything looks into it. pip only says which index this machine uses.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Context as _, Result};

use super::download;
use crate::report::Step;

/// Downloads the source distribution of `package` at `version` into `dir`.
pub fn source_distribution(
    step: &Step,
    package: &str,
    version: &str,
    dir: &Path,
    log: &Path,
) -> Result<PathBuf> {
    let page = format!("{}/{package}/", index()?);
    let listed = download(step, &page, dir, log).with_context(|| page.clone())?;
    let listed = std::fs::read_to_string(listed)?;
    let Some(address) = address(&listed, &page, package, version) else {
        bail!("{page} has no source distribution of version {version}");
    };
    download(step, &address, dir, log)
}

/// The address of the index that pip uses on this machine, which its help shows as the default.
fn index() -> Result<String> {
    let output = Command::new("python3")
        .args(["-m", "pip", "download", "--help"])
        .output()
        .context("cannot start python3")?;
    if !output.status.success() {
        bail!("pip is not installed; as root: apt-get install python3-pip");
    }
    default_index(&String::from_utf8_lossy(&output.stdout))
        .context("pip does not say which package index it uses")
}

/// The default of `--index-url` in pip's help.
fn default_index(help: &str) -> Option<String> {
    let words = help.split_whitespace();
    let mut after = words.skip_while(|word| !word.starts_with("--index-url"));
    let address = after.find(|word| word.starts_with("https://") || word.starts_with("http://"))?;
    Some(address.trim_end_matches([')', '.', '/']).to_owned())
}

/// The address of a source distribution on the index's page of its package, which has a link for each file.
fn address(listed: &str, page: &str, package: &str, version: &str) -> Option<String> {
    let name = format!("{package}-{version}.tar.gz");
    let links = listed.split("href=\"").skip(1);
    let link = links
        .filter_map(|rest| rest.split(['"', '#']).next())
        .find(|link| link.rsplit('/').next() == Some(&name))?;
    if link.contains("://") {
        return Some(link.to_owned());
    }
    let (scheme, rest) = page.split_once("://")?;
    let host = rest.split('/').next()?;
    // Relative to the page, or to its host.
    match link.starts_with('/') {
        true => Some(format!("{scheme}://{host}{link}")),
        false => Some(format!("{page}{link}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pip_s_help_names_the_index() {
        let help = "  -i, --index-url <url>  Base URL of the Index (default\n  https://index.example/simple). This";
        assert_eq!(
            default_index(help).as_deref(),
            Some("https://index.example/simple")
        );
        assert_eq!(default_index("--no-index"), None);
    }

    #[test]
    fn the_page_of_a_package_leads_to_its_source() {
        let page = "https://index.example/simple/lupa/";
        let found = |listed: &str| address(listed, page, "lupa", "2.0");
        let whole = "<a href=\"https://files.example/a/lupa-2.0.tar.gz#sha256=0\">";
        assert_eq!(
            found(&format!("<a href=\"x/lupa-1.0.tar.gz\">{whole}")).as_deref(),
            Some("https://files.example/a/lupa-2.0.tar.gz")
        );
        assert_eq!(
            found("<a href=\"/f/lupa-2.0.tar.gz\">").as_deref(),
            Some("https://index.example/f/lupa-2.0.tar.gz")
        );
        assert_eq!(
            found("<a href=\"../../f/lupa-2.0.tar.gz\">").as_deref(),
            Some("https://index.example/simple/lupa/../../f/lupa-2.0.tar.gz")
        );
        assert_eq!(found("<a href=\"lupa-2.0-cp311.whl\">"), None);
    }
}
