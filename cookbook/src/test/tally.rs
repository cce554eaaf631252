//! Counts results and shows each as it comes; knows which programs are wanted.

use crate::report::Report;

/// The count.
pub struct Tally {
    report: Report,
    suite: String,
    passed: usize,
    failures: Vec<String>,
    skipped: Vec<String>,
    /// Parts of names of programs, each with whether one was met; all are wanted when empty.
    programs: Vec<(String, bool)>,
}

impl Tally {
    /// Nothing counted. `programs`: parts of the names of those to run; all when empty.
    pub fn new(report: Report, programs: Vec<String>) -> Self {
        Self {
            report,
            suite: String::new(),
            passed: 0,
            failures: Vec::new(),
            skipped: Vec::new(),
            programs: programs.into_iter().map(|part| (part, false)).collect(),
        }
    }

    /// Whether the program of that name is to be run.
    pub fn wants(&mut self, name: &str) -> bool {
        let mut wanted = self.programs.is_empty();
        for (part, met) in &mut self.programs {
            if name.contains(part.as_str()) {
                *met = true;
                wanted = true;
            }
        }
        wanted
    }

    /// A part that no program's name contained.
    pub fn unmet(&self) -> Option<&str> {
        let unmet = self.programs.iter().find(|(_, met)| !met);
        unmet.map(|(part, _)| part.as_str())
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

    /// Names a test that this machine lacks something for, which `why` says; it counts as neither passed nor failed.
    pub fn skip(&mut self, test: &str, why: &str) {
        self.report.line(&format!("  SKIP {test}\n       {why}"));
        self.skipped.push(format!("{}: {test}", self.suite));
    }

    /// Names what was skipped and the failures once more, and returns how many passed and failed.
    pub fn finish(self) -> (usize, usize) {
        for test in &self.skipped {
            self.report.line(&format!("skipped: {test}"));
        }
        for failure in &self.failures {
            self.report.line(&format!("failed: {failure}"));
        }
        (self.passed, self.failures.len())
    }
}
