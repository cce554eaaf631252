//! The kernel's tests from inside: a boot whose first process is `tests/kernel`. Its results are in the
//! kernel's log: `test NAME` when one begins, `FAILED NAME: WHY`, and a count at the end.

use std::fs;
use std::time::Duration;

use anyhow::Result;

use super::Tally;
use crate::cli::Context;
use crate::session::{machine, Setup};

/// All of it, in the emulator, on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(600);

pub fn run(context: &Context, tally: &mut Tally) -> Result<()> {
    for cpus in [1, 4] {
        let log = format!("test-kernel-{cpus}");
        let setup = Setup {
            image: "kernel-tests",
            cpus,
            log: &log,
            ..Setup::default()
        };
        let machine = machine(context, &setup)?;
        let step = context
            .report
            .step(format!("kernel tests with {cpus} CPUs"));
        let end = machine.run_to_end(&context.tree, &log, TIMEOUT);
        drop(step);
        let path = context.tree.log(&log);
        let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        let (results, complete) = results(&text);
        for (test, result) in results {
            tally.record(&format!("{test}, {cpus} CPUs"), result);
        }
        let whole = match (end, complete) {
            (Ok(_), true) => Ok(()),
            (Ok(status), false) => Err(format!("ended early ({status}); see {}", path.display())),
            (Err(error), _) => Err(format!("{error:#}; see {}", path.display())),
        };
        tally.record(&format!("the tests come to their end, {cpus} CPUs"), whole);
    }
    Ok(())
}

/// A test's name, and what was wrong if it failed.
type NamedResult = (String, Result<(), String>);

/// The result of each test, and whether the last line was reached.
fn results(text: &str) -> (Vec<NamedResult>, bool) {
    let mut results: Vec<(String, Result<(), String>)> = Vec::new();
    for line in text.lines() {
        // A line of the log may begin with its time, in brackets.
        let words = line.rsplit_once("] ").map_or(line, |(_, words)| words);
        if let Some(name) = words.strip_prefix("test ") {
            results.push((name.to_owned(), Ok(())));
        } else if let Some(failure) = words.strip_prefix("FAILED ") {
            if let Some(last) = results.last_mut() {
                last.1 = Err(failure.to_owned());
            }
        } else if words.starts_with("kernel tests: ") && words.ends_with(" failed") {
            return (results, true);
        }
    }
    if let Some(last) = results.last_mut() {
        last.1 = Err("the machine ended in this test".to_owned());
    }
    (results, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_s_lines_become_results_and_an_early_end_fails_the_last_test() {
        let text =
            "[ 0.1] boot\n[ 0.2] test a\n[ 0.3] test b\n[ 0.3] FAILED b: EINVAL\n[ 0.4] test c\n";
        let (found, complete) = results(text);
        let passed: Vec<bool> = found.iter().map(|(_, result)| result.is_ok()).collect();
        assert_eq!((passed, complete), (vec![true, false, false], false));
        let (found, complete) = results("test a\nkernel tests: 1 passed, 0 failed\n");
        assert_eq!((found, complete), (vec![("a".to_owned(), Ok(()))], true));
    }
}
