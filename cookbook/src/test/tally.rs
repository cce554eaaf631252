//! Counts results and shows each as it comes.

use crate::report::Report;

/// The count.
pub struct Tally {
    report: Report,
    suite: String,
    passed: usize,
    failures: Vec<String>,
}

impl Tally {
    /// Nothing counted.
    pub fn new(report: Report) -> Self {
        Self {
            report,
            suite: String::new(),
            passed: 0,
            failures: Vec::new(),
        }
    }

    /// What follows belongs to `suite`.
    pub fn begin(&mut self, suite: &str) {
        self.suite = suite.to_owned();
        self.report.line(&format!("suite {suite}"));
    }

    /// Counts one test; the error is what went wrong.
    pub fn record(&mut self, test: &str, result: Result<(), String>) {
        match result {
            Ok(()) => {
                self.passed += 1;
                self.report.line(&format!("  ok   {test}"));
            }
            Err(why) => {
                self.report.line(&format!(
                    "  FAIL {test}\n       {}",
                    why.replace('\n', "\n       ")
                ));
                self.failures.push(format!("{}: {test}", self.suite));
            }
        }
    }

    /// Names the failures once more, and returns how many passed and failed.
    pub fn finish(self) -> (usize, usize) {
        for failure in &self.failures {
            self.report.line(&format!("failed: {failure}"));
        }
        (self.passed, self.failures.len())
    }
}
