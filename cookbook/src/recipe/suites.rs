//! The tests that a port's upstream brings: `ports/NAME/suites.toml`. They are beside the recipe and not in it because
//! a package does not depend on how it is tested. The reference for people is `docs/reference/recipe-format.md`.

use std::collections::BTreeMap;

use anyhow::{bail, Result};
use serde::Deserialize;

use super::{read_toml, Port};

/// What `suites.toml` says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suites {
    /// The suites, in the order in which they run.
    #[serde(default, rename = "suite")]
    pub suites: Vec<Suite>,
    /// Arguments of configure, or of the recipe's script, when the port is built for its tests.
    #[serde(default)]
    pub args: Vec<String>,
    /// Recipes whose packages the tests need beside what the port needs, whichever C library they run with.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Debian packages whose libraries stand for what the recipe needs where this machine's C library is used.
    #[serde(default)]
    pub packages: Vec<String>,
}

/// `[[suite]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// Its name, beside the port's.
    pub name: String,
    /// Shell commands, run in the built source, that print `PASS: NAME`, `FAIL: NAME` and the like.
    pub script: String,
    /// Only run with `--all` or when named.
    #[serde(default)]
    pub long: bool,
    /// Minutes after which it is stopped.
    #[serde(default = "twenty")]
    pub minutes: u32,
    /// Tests that end otherwise than with this machine's C library, each with the reason.
    #[serde(default)]
    pub differs: BTreeMap<String, String>,
}

fn twenty() -> u32 {
    20
}

impl Suites {
    /// Those of `port`: none when it has no such file.
    pub fn of(port: &Port) -> Result<Self> {
        let path = port.dir.join("suites.toml");
        if !path.is_file() {
            return Ok(Self::default());
        }
        let shown = port.shown.replace("recipe.toml", "suites.toml");
        let (suites, _): (Self, _) = read_toml(&path, &shown)?;
        suites.check(&shown)?;
        Ok(suites)
    }

    fn check(&self, shown: &str) -> Result<()> {
        for (index, suite) in self.suites.iter().enumerate() {
            if self.suites[..index].iter().any(|s| s.name == suite.name) {
                bail!("{shown}: two suites are called {:?}", suite.name);
            }
            if let Some((test, _)) = suite.differs.iter().find(|(_, why)| why.trim().is_empty()) {
                bail!("{shown}: {test:?} differs, but there is no reason");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suites(text: &str) -> Result<Suites> {
        let suites: Suites = toml::from_str(text)?;
        suites.check("ports/a/suites.toml")?;
        Ok(suites)
    }

    #[test]
    fn a_suite_is_quick_and_has_twenty_minutes_unless_told_otherwise() {
        let suites = suites("[[suite]]\nname = \"own\"\nscript = \"make check\"\n").unwrap();
        assert_eq!(
            (suites.suites[0].long, suites.suites[0].minutes),
            (false, 20)
        );
    }

    #[test]
    fn a_difference_without_a_reason_and_a_name_used_twice_are_refused() {
        let one = "[[suite]]\nname = \"own\"\nscript = \"make check\"\n";
        let error = suites(&format!("{one}{one}")).unwrap_err().to_string();
        assert!(error.contains("two suites are called \"own\""), "{error}");
        let error = suites(&format!("{one}[suite.differs]\nx = \" \"\n"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("\"x\" differs, but there is no reason"),
            "{error}"
        );
    }
}
