//! The tests that ports bring themselves (`ports/NAME/suites.toml`): the port is built with this machine's C library and with
//! ours, its tests run with both on Linux, and each that passes with this machine's must pass with ours.
//!
//! Results are kept in the cache by the hash of all they depend on; those of ours only when they agree.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{bail, Context as _, Result};

use super::{parallel, Tally};
use crate::build::{self, outcomes, Outcome, Outcomes, Shelf, Tested};
use crate::cli::Context;
use crate::recipe::{Book, Port, Suite, Suites};
use crate::report::{run_logged, Step};
use crate::sandbox::Target;

/// A port and its suites that are wanted.
struct Wanted<'a> {
    port: &'a Port,
    suites: &'a Suites,
    names: Vec<&'a str>,
}

/// What one side of a port showed.
struct Side {
    /// The hash of all that it depends on.
    key: String,
    /// The outcomes of the wanted suites, by suite.
    results: BTreeMap<String, Outcomes>,
}

/// The quick ones.
pub fn quick(context: &Context, tally: &mut Tally) -> Result<()> {
    run(context, tally, |suite| !suite.long)
}

/// The others.
pub fn long(context: &Context, tally: &mut Tally) -> Result<()> {
    run(context, tally, |suite| suite.long)
}

fn run(context: &Context, tally: &mut Tally, wanted: impl Fn(&Suite) -> bool) -> Result<()> {
    let book = Book::open(&context.tree)?;
    let mut all = Vec::new();
    for port in book.ports() {
        all.push((port, Suites::of(port)?));
    }
    let mut ports = Vec::new();
    for (port, suites) in &all {
        let names: Vec<&str> = suites
            .suites
            .iter()
            .filter(|suite| wanted(suite))
            .map(|suite| suite.name.as_str())
            .filter(|name| tally.wants(&format!("{}/{name}", port.name())))
            .collect();
        if !names.is_empty() {
            ports.push(Wanted {
                port,
                suites,
                names,
            });
        }
    }
    if ports.is_empty() {
        return Ok(());
    }
    let mut needs: Vec<&str> = vec!["relibc"];
    for wanted in &ports {
        let build = &wanted.port.recipe.build;
        needs.extend(build.needs.iter().map(|need| need.get_ref().as_str()));
        needs.extend(wanted.suites.needs.iter().map(String::as_str));
    }
    let shelf = build::build(context, &book, &needs)?;
    let jobs = jobserver::Client::new(context.jobs)?;
    let sides: Vec<(&Wanted<'_>, Target)> = ports
        .iter()
        .flat_map(|wanted| [(wanted, Target::Here), (wanted, Target::Ochre)])
        .collect();
    let results = parallel::each(&sides, context.jobs, |_, (wanted, target)| {
        side(context, wanted, *target, &shelf, &jobs)
    });
    let mut table = Vec::new();
    for (wanted, results) in ports.iter().zip(results.chunks(2)) {
        if let [here, ochre] = results {
            let again = |suite: &str| again(context, wanted, suite, &shelf, &jobs);
            compare(context, tally, wanted, (here, ochre), again, &mut table)?;
        }
    }
    for line in table {
        context.report.line(&line);
    }
    Ok(())
}

/// Builds one side of a port and runs its wanted suites, unless their results are in the cache.
fn side(
    context: &Context,
    wanted: &Wanted<'_>,
    target: Target,
    shelf: &Shelf,
    jobs: &jobserver::Client,
) -> Result<Side> {
    let tested = Tested::new(context, wanted.port, wanted.suites, target, shelf)?;
    let key = tested.key(shelf)?;
    let mut results = BTreeMap::new();
    for name in &wanted.names {
        if let Some(kept) = kept(context, &key, name) {
            results.insert((*name).to_owned(), kept);
        }
    }
    if results.len() == wanted.names.len() {
        return Ok(Side { key, results });
    }
    let libc = match target {
        Target::Here => "this machine's libc",
        Target::Ochre => "relibc",
    };
    let step = context
        .report
        .step(format!("tests of {} with {libc}", wanted.port.name()));
    tested.build(shelf, jobs, &step)?;
    for name in &wanted.names {
        if results.contains_key(*name) {
            continue;
        }
        let Some(suite) = wanted.suites.suites.iter().find(|s| s.name == *name) else {
            continue;
        };
        let outcomes = outcomes_of(&tested, suite, &step, jobs)
            .with_context(|| format!("{}/{name}, with {libc}", wanted.port.name()))?;
        results.insert((*name).to_owned(), outcomes);
    }
    step.done("");
    Ok(Side { key, results })
}

/// Runs a suite in its built tree.
fn outcomes_of(
    tested: &Tested<'_>,
    suite: &Suite,
    step: &Step,
    jobs: &jobserver::Client,
) -> Result<Outcomes> {
    let log = tested.log(&suite.name);
    fs::remove_file(&log).ok();
    let script = format!(
        "exec timeout --kill-after=10 {}m sh -c '{}'",
        suite.minutes,
        suite.script.replace('\'', "'\\''")
    );
    let mut command = tested.command(&script)?;
    jobs.configure_make(&mut command);
    let ended = run_logged(step, &mut command, &log);
    let output = fs::read(&log).with_context(|| format!("{}: cannot read", log.display()))?;
    let outcomes = outcomes(&String::from_utf8_lossy(&output));
    if outcomes.is_empty() {
        ended?;
        bail!("printed no result; see {}", log.display());
    }
    Ok(outcomes)
}

/// Runs a suite with Ochre's library once more, in the tree that was built for it (anew where the first results came out of
/// the cache).
fn again(
    context: &Context,
    wanted: &Wanted<'_>,
    suite: &str,
    shelf: &Shelf,
    jobs: &jobserver::Client,
) -> Result<Outcomes> {
    let tested = Tested::new(context, wanted.port, wanted.suites, Target::Ochre, shelf)?;
    let name = format!("{}/{suite}", wanted.port.name());
    let step = context
        .report
        .step(format!("tests of {name} with relibc, again"));
    tested.build(shelf, jobs, &step)?;
    let suite = wanted.suites.suites.iter().find(|s| s.name == suite);
    let outcomes = outcomes_of(&tested, suite.context("a suite")?, &step, jobs)?;
    step.done("");
    Ok(outcomes)
}

/// Compares the two sides of a port, and adds a line for each suite to `table`. Tests that ports bring have races of their
/// own: one of the quick suites that differs is run `again` with Ochre's library, and what passes then is told, not counted.
fn compare(
    context: &Context,
    tally: &mut Tally,
    wanted: &Wanted<'_>,
    sides: (&Result<Side>, &Result<Side>),
    again: impl Fn(&str) -> Result<Outcomes>,
    table: &mut Vec<String>,
) -> Result<()> {
    let port = wanted.port.name();
    let (here, ochre) = match sides {
        (Ok(here), Ok(ochre)) => (here, ochre),
        (Err(error), _) | (_, Err(error)) => {
            tally.record(&format!("{port}: its tests run"), Err(format!("{error:#}")));
            return Ok(());
        }
    };
    for suite in &wanted.suites.suites {
        let of = |side: &Side| side.results.get(&suite.name).cloned();
        let (Some(theirs), Some(mut ours)) = (of(here), of(ochre)) else {
            continue;
        };
        keep(context, &here.key, &suite.name, &theirs)?;
        let mut differences = differences(suite, &theirs, &ours);
        if !suite.long && !differences.is_empty() {
            table.push(format!(
                "  {port}/{} differed once: {}",
                suite.name,
                differences.join(", ")
            ));
            pass_too(&mut ours, &again(&suite.name)?);
            differences = self::differences(suite, &theirs, &ours);
        }
        let result = match differences.is_empty() {
            true => {
                keep(context, &ochre.key, &suite.name, &ours)?;
                Ok(())
            }
            false => Err(differences.join("\n")),
        };
        let name = format!("{port}/{}", suite.name);
        tally.record(&format!("{name}: as with this machine's libc"), result);
        table.push(format!(
            "  {name:20} relibc: {}; this machine's libc: {}",
            counts(&ours),
            counts(&theirs)
        ));
    }
    Ok(())
}

/// Lets pass in `first` what passed the second time.
fn pass_too(first: &mut Outcomes, second: &Outcomes) {
    let passed = second.iter().filter(|(_, o)| **o == Outcome::Passed);
    first.extend(passed.map(|(test, outcome)| (test.clone(), *outcome)));
}

/// What is not as it should be: tests that pass with this machine's library and not with ours and are not named with a
/// reason, and named ones that pass.
fn differences(suite: &Suite, here: &Outcomes, ochre: &Outcomes) -> Vec<String> {
    let mut told = Vec::new();
    for (test, outcome) in here {
        let ours = ochre.get(test);
        if *outcome != Outcome::Passed || ours == Some(&Outcome::Passed) {
            continue;
        }
        if !suite.differs.contains_key(test) {
            let how = match ours {
                Some(Outcome::Skipped) => "is skipped",
                Some(_) => "fails",
                None => "did not run",
            };
            told.push(format!("{test} {how}"));
        }
    }
    for test in suite.differs.keys() {
        if here.get(test) != Some(&Outcome::Passed) {
            told.push(format!(
                "{test} is said to differ, and does not pass with this machine's libc"
            ));
        } else if ochre.get(test) == Some(&Outcome::Passed) {
            told.push(format!("{test} is said to differ, and passes"));
        }
    }
    told
}

fn counts(outcomes: &Outcomes) -> String {
    let count = |which| outcomes.values().filter(|o| **o == which).count();
    format!(
        "{} passed, {} failed, {} skipped",
        count(Outcome::Passed),
        count(Outcome::Failed),
        count(Outcome::Skipped)
    )
}

fn place(context: &Context, key: &str, suite: &str) -> PathBuf {
    context
        .tree
        .cache("suites")
        .join(format!("{key}-{suite}.json"))
}

fn kept(context: &Context, key: &str, suite: &str) -> Option<Outcomes> {
    let text = fs::read_to_string(place(context, key, suite)).ok()?;
    serde_json::from_str(&text).ok()
}

fn keep(context: &Context, key: &str, suite: &str, outcomes: &Outcomes) -> Result<()> {
    let path = place(context, key, suite);
    fs::create_dir_all(context.tree.cache("suites"))?;
    fs::write(&path, serde_json::to_string(outcomes)?)
        .with_context(|| format!("{}: cannot write", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suite(differs: &[&str]) -> Suite {
        let mut text = "name = \"own\"\nscript = \"true\"\n[differs]\n".to_owned();
        for test in differs {
            text += &format!("{test} = \"a reason\"\n");
        }
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn what_fails_twice_is_a_difference_and_what_passes_once_is_none() {
        let here = outcomes("PASS: a\nPASS: b\nPASS: c\n");
        let mut ochre = outcomes("PASS: a\nFAIL: b\nFAIL: c\n");
        pass_too(&mut ochre, &outcomes("FAIL: a\nPASS: b\nFAIL: c\n"));
        assert_eq!(differences(&suite(&[]), &here, &ochre), ["c fails"]);
    }

    #[test]
    fn what_passes_here_must_pass_with_ours_or_be_named() {
        let here = outcomes("PASS: a\nPASS: b\nPASS: c\nPASS: d\nFAIL: e\n");
        let ochre = outcomes("PASS: a\nFAIL: b\nSKIP: c\nPASS: e\n");
        assert_eq!(
            differences(&suite(&[]), &here, &ochre),
            ["b fails", "c is skipped", "d did not run"]
        );
        assert_eq!(
            differences(&suite(&["b", "c", "d"]), &here, &ochre),
            [""; 0]
        );
        assert_eq!(
            differences(&suite(&["a", "b", "c", "d", "e"]), &here, &ochre),
            [
                "a is said to differ, and passes",
                "e is said to differ, and does not pass with this machine's libc"
            ]
        );
    }
}
