//! What the user sees while something is done: one line a step, the whole log in `build/log/`, and on
//! failure the log's last lines, its path and what to try. All of it goes to standard error, so that
//! standard output carries only what was asked for.

mod command;

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

pub use command::{describe, run_logged};

/// The place where steps are shown.
#[derive(Clone)]
pub struct Report {
    bars: MultiProgress,
    terminal: bool,
}

impl Report {
    /// Reports on standard error: live lines on a terminal, plain lines elsewhere.
    pub fn new() -> Self {
        Self {
            bars: MultiProgress::new(),
            terminal: std::io::stderr().is_terminal(),
        }
    }

    /// Starts a step; its line stays until the step is dropped or done.
    pub fn step(&self, what: impl Into<String>) -> Step {
        let what = what.into();
        let bar = self.terminal.then(|| {
            let style =
                ProgressStyle::with_template("  {spinner} {prefix}  {elapsed}  {wide_msg:.dim}");
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = style {
                bar.set_style(style);
            }
            let bar = self.bars.add(bar);
            bar.set_prefix(what.clone());
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        if bar.is_none() {
            eprintln!("cook: {what} ...");
        }
        Step {
            what,
            bar,
            started: Instant::now(),
            report: self.clone(),
        }
    }

    /// Prints a line that stays.
    pub fn line(&self, text: &str) {
        if self.terminal {
            self.bars.suspend(|| eprintln!("{text}"));
        } else {
            eprintln!("{text}");
        }
    }
}

/// One step under way.
pub struct Step {
    what: String,
    bar: Option<ProgressBar>,
    started: Instant,
    report: Report,
}

impl Step {
    /// What the step is called.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Shows how far the step is; only a terminal sees it.
    pub fn note(&self, text: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(
                text.chars()
                    .filter(|c| !c.is_control())
                    .take(200)
                    .collect::<String>(),
            );
        }
    }

    /// Ends the step: a line with the time it took stays.
    pub fn done(self, detail: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let detail = if detail.is_empty() {
            String::new()
        } else {
            format!("  {detail}")
        };
        self.report
            .line(&format!("  ok {} ({seconds:.1} s){detail}", self.what));
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
