//! Units: what a service is, as a TOML file in the units' folder declares it.
//!
//! ```toml
//! [service]
//! command = ["/usr/sbin/terminal"]
//! after = ["log"]            # started when these are ready
//! restart = "always"         # always | on-failure | never
//! ready = "notify"           # started: when it runs; notify: when it writes to READY_FD
//! terminal = "/dev/console"  # optional: leads a session with this controlling terminal
//! log = "terminal"           # optional: standard output and error go to /dev/log/NAME
//! hardware = true            # optional: keeps the right to ports, interrupts and device memory
//!
//! [service.environment]
//! TERM = "linux"
//! ```

use anyhow::{bail, Context, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// When a service that ended is started again.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    #[default]
    Always,
    /// After a signal or a status other than 0.
    OnFailure,
    Never,
}

/// When those that wait for a service may start.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Ready {
    #[default]
    Started,
    /// It writes a byte to the descriptor that the variable `READY_FD` numbers.
    Notify,
}

/// One service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    pub command: Vec<String>,
    #[serde(default)]
    pub after: Vec<String>,
    #[serde(default)]
    pub restart: Restart,
    #[serde(default)]
    pub ready: Ready,
    pub terminal: Option<String>,
    pub log: Option<String>,
    #[serde(default)]
    pub hardware: bool,
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    service: Unit,
}

/// Reads one unit. The error names the line.
pub fn parse(text: &str) -> Result<Unit> {
    let unit = toml::from_str::<File>(text)?.service;
    if unit.command.is_empty() {
        bail!("`command` is empty: give the program's path and its arguments");
    }
    if !unit.command[0].starts_with('/') {
        bail!(
            "`command` starts with {:?}: give the program's absolute path",
            unit.command[0]
        );
    }
    Ok(unit)
}

/// Units by name, and what was wrong with those left out. A bad unit does not keep the others
/// from running.
pub fn read_folder(folder: &Path) -> Result<(BTreeMap<String, Unit>, Vec<anyhow::Error>)> {
    let mut units = BTreeMap::new();
    let mut errors = Vec::new();
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("cannot list the units in {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let unit = std::fs::read_to_string(&path)
            .map_err(Into::into)
            .and_then(|text| parse(&text));
        match unit.with_context(|| format!("unit {} is left out", path.display())) {
            Ok(unit) => drop(units.insert(name, unit)),
            Err(error) => errors.push(error),
        }
    }
    errors.extend(drop_unreachable(&mut units));
    Ok((units, errors))
}

/// Removes units that wait for something missing or for themselves.
fn drop_unreachable(units: &mut BTreeMap<String, Unit>) -> Vec<anyhow::Error> {
    let mut startable: BTreeSet<String> = BTreeSet::new();
    loop {
        let more: Vec<String> = units
            .iter()
            .filter(|(name, unit)| {
                !startable.contains(*name) && unit.after.iter().all(|need| startable.contains(need))
            })
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        startable.extend(more);
    }
    let mut errors = Vec::new();
    for name in units.keys().cloned().collect::<Vec<_>>() {
        if startable.contains(&name) {
            continue;
        }
        let after = units[&name].after.join(", ");
        errors.push(anyhow::anyhow!(
            "unit {name} is left out: it waits for {after}, of which one is missing or waits for it"
        ));
    }
    units.retain(|name, _| startable.contains(name));
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let error = parse("[service]\ncommand = [\"/bin/a\"]\ncolour = 1\n").unwrap_err();
        let text = format!("{error:#}");
        assert!(text.contains("line 3") && text.contains("colour"), "{text}");
    }

    #[test]
    fn a_relative_command_is_refused() {
        assert!(parse("[service]\ncommand = [\"a\"]\n").is_err());
    }

    #[test]
    fn a_cycle_and_what_waits_for_it_are_left_out_and_the_rest_stays() {
        let unit = |after: &[&str]| {
            let after = after
                .iter()
                .map(|name| format!("{name:?}"))
                .collect::<Vec<_>>()
                .join(",");
            parse(&format!(
                "[service]\ncommand = [\"/x\"]\nafter = [{after}]\n"
            ))
            .unwrap()
        };
        let mut units = BTreeMap::from([
            ("a".to_string(), unit(&["b"])),
            ("b".to_string(), unit(&["a"])),
            ("c".to_string(), unit(&["a"])),
            ("d".to_string(), unit(&[])),
            ("e".to_string(), unit(&["d"])),
        ]);
        let errors = drop_unreachable(&mut units);
        assert_eq!(errors.len(), 3);
        assert_eq!(units.keys().collect::<Vec<_>>(), ["d", "e"]);
    }
}
