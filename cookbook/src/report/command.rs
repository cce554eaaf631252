//! Runs a program for a step, with its output in a log file.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::Step;

/// How many lines of a failed program's log are shown.
const TAIL_LINES: usize = 20;

/// A program failed: which, how, its last lines, and where the rest is.
#[derive(Debug)]
pub struct CommandFailed {
    what: String,
    status: ExitStatus,
    tail: String,
    log: PathBuf,
}

impl std::error::Error for CommandFailed {}

impl fmt::Display for CommandFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} failed ({}); its last lines:\n{}\nall of it: {}",
            self.what,
            self.status,
            self.tail,
            self.log.display()
        )
    }
}

/// Runs `command` to its end, appending its output to `log` and showing the newest line.
pub fn run_logged(step: &Step, command: &mut Command, log: &Path) -> Result<()> {
    if let Some(dir) = log.parent() {
        fs::create_dir_all(dir).with_context(|| format!("{}: cannot create", dir.display()))?;
    }
    let mut out = OpenOptions::new()
        .create(true)
        .append(true)
        .open(log)
        .with_context(|| format!("{}: cannot write", log.display()))?;
    writeln!(out, "\n$ {}", describe(command))?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .stderr(out)
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().to_string_lossy()))?;
    let mut wait = Duration::from_millis(5);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(wait);
        wait = (wait * 2).min(Duration::from_millis(250));
        if let Some(line) = tail(log, 1024)
            .ok()
            .as_deref()
            .and_then(|t| t.lines().last())
        {
            step.note(line);
        }
    };
    if status.success() {
        return Ok(());
    }
    let text = tail(log, 8192).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let tail = lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n");
    let what = step.what().to_owned();
    Err(CommandFailed {
        what,
        status,
        tail,
        log: log.to_owned(),
    }
    .into())
}

/// The command line as a shell would take it.
pub fn describe(command: &Command) -> String {
    let quote = |word: &std::ffi::OsStr| {
        let word = word.to_string_lossy().into_owned();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_=/.,:+@%".contains(c);
        if !word.is_empty() && word.chars().all(plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    };
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(quote).collect::<Vec<_>>().join(" ")
}

/// The last `bytes` bytes of a file, as text.
fn tail(path: &Path, bytes: u64) -> Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(bytes)))?;
    let mut text = Vec::new();
    file.take(bytes).read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Report;

    #[test]
    fn a_failed_program_is_reported_with_its_last_line_and_its_log() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("step.log");
        let step = Report::new().step("the step");
        let mut command = Command::new("sh");
        command.args(["-c", "echo first; echo the reason >&2; exit 3"]);
        let error = run_logged(&step, &mut command, &log)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("the step failed (exit status: 3)"),
            "{error}"
        );
        assert!(error.contains("the reason"), "{error}");
        assert!(error.contains("step.log"), "{error}");
    }

    #[test]
    fn a_described_command_can_be_pasted_into_a_shell() {
        let mut command = Command::new("printf");
        command.args(["%s", "it's one word"]);
        assert_eq!(describe(&command), r"printf %s 'it'\''s one word'");
        let output = Command::new("sh")
            .args(["-c", &describe(&command)])
            .output()
            .unwrap();
        assert_eq!(output.stdout, b"it's one word");
    }
}
