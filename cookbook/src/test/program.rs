//! One program run in several places, and what differs.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::io::{Read, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::Tally;
use crate::cli::Context;
use crate::qemu::Input;
use crate::session::{exit_status, Session, Setup};

/// How long a test's program may run, here or in the emulator on a busy machine.
pub const TIMEOUT: Duration = Duration::from_secs(180);

/// How often the oracle is asked again before a difference counts.
const ASKED_AGAIN: usize = 10;

/// How often Ochre is booted again after a test took it down.
const REBOOTS: usize = 4;

/// What a run of a program showed. Two runs agree when these are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its standard output.
    pub out: Vec<u8>,
    /// Its exit status, as a shell gives it.
    pub status: u8,
}

impl Shown {
    /// How `self` differs from what it should be.
    pub fn differs(&self, expected: &Self) -> Option<String> {
        if self == expected {
            return None;
        }
        let mut told = Vec::new();
        if self.status != expected.status {
            told.push(format!(
                "exit status {}, should be {}",
                self.status, expected.status
            ));
        }
        let (ours, theirs) = (
            String::from_utf8_lossy(&self.out),
            String::from_utf8_lossy(&expected.out),
        );
        let (ours, theirs): (Vec<&str>, Vec<&str>) =
            (ours.lines().collect(), theirs.lines().collect());
        let lines = ours.len().max(theirs.len());
        let different = (0..lines).filter(|i| ours.get(*i) != theirs.get(*i));
        for index in different.take(3) {
            let line = |lines: &[&str]| {
                lines
                    .get(index)
                    .map_or("nothing".into(), |l| format!("{l:?}"))
            };
            told.push(format!(
                "line {}: {}, should be {}",
                index + 1,
                line(&ours),
                line(&theirs)
            ));
        }
        Some(told.join("\n"))
    }
}

/// What a program should show: what the oracle shows. Some programs show what depends on when the machine lets their
/// processes run, and the oracle is this machine's, which may be busy: where they differ it is asked again, and every
/// answer that it gives is right. Without an oracle a program says itself of each case whether it is `ok` or `wrong`.
#[derive(Clone)]
pub struct Expected(Option<Rc<Oracle>>);

struct Oracle {
    first: Shown,
    /// The command that showed it and its input; none where the answer is the standard's.
    again: Option<RefCell<(Command, Vec<u8>)>>,
}

impl Expected {
    /// What `command` shows on this machine when it reads `input`.
    pub fn of(mut command: Command, input: &[u8]) -> Result<Self> {
        let first = here(&mut command, input)?;
        let again = Some(RefCell::new((command, input.to_vec())));
        Ok(Self(Some(Rc::new(Oracle { first, again }))))
    }

    /// What a program shows that is its own judge, when each case is right.
    pub fn own_judge() -> Self {
        Self(None)
    }

    /// What the oracle showed first; none where the program is its own.
    pub fn first(&self) -> Option<&Shown> {
        self.0.as_ref().map(|oracle| &oracle.first)
    }

    /// Whether the oracle shows what `shown` is; the error is how it differs.
    pub fn judge(&self, shown: &Shown) -> Result<(), String> {
        let Some(oracle) = &self.0 else {
            let expected = every_case_ok(shown)?;
            return shown.differs(&expected).map_or(Ok(()), Err);
        };
        let Some(told) = shown.differs(&oracle.first) else {
            return Ok(());
        };
        let asked = oracle.again.as_ref().is_some_and(|again| {
            let (command, input) = &mut *again.borrow_mut();
            (0..ASKED_AGAIN).any(|_| here(command, input).is_ok_and(|again| again == *shown))
        });
        match asked {
            true => Ok(()),
            false => Err(told),
        }
    }
}

impl From<Shown> for Expected {
    fn from(first: Shown) -> Self {
        Self(Some(Rc::new(Oracle { first, again: None })))
    }
}

/// What a program that is its own judge should have shown: every case `ok`.
pub fn every_case_ok(shown: &Shown) -> Result<Shown, String> {
    let mut out = Vec::new();
    for line in String::from_utf8_lossy(&shown.out).lines() {
        let Some(("ok" | "wrong", case)) = line.split_once(' ') else {
            return Err(format!(
                "expected `ok CASE` or `wrong CASE`, found {line:?}"
            ));
        };
        out.extend_from_slice(format!("ok {case}\n").as_bytes());
    }
    match out.is_empty() {
        true => Err(format!("shows no case, exit status {}", shown.status)),
        false => Ok(Shown { out, status: 0 }),
    }
}

/// A program of this machine, with every signal at its default: whoever runs cook may ignore some
/// (`nohup`, a shell's background job), and that would be inherited.
pub fn with_default_signals(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("env");
    command.arg("--default-signal").arg(program);
    command
}

/// Runs `command` on this machine with a fixed environment in a folder of its own.
pub fn here(command: &mut Command, input: &[u8]) -> Result<Shown> {
    let dir = tempfile::tempdir()?;
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")
        .env("HOME", dir.path());
    command
        .env("LANG", "C.UTF-8")
        .env("TERM", "dumb")
        .env("USER", "root")
        .env("SHELL", "/bin/bash");
    command.current_dir(dir.path());
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().to_string_lossy()))?;
    let (mut stdin, mut stdout) = (child.stdin.take(), child.stdout.take());
    let input = input.to_vec();
    thread::spawn(move || stdin.take().map(|mut pipe| pipe.write_all(&input)));
    let reader = thread::spawn(move || {
        let mut out = Vec::new();
        stdout.take().map(|mut pipe| pipe.read_to_end(&mut out));
        out
    });
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if started.elapsed() > TIMEOUT {
            child.kill().ok();
            child.wait().ok();
            anyhow::bail!("ran longer than {} s", TIMEOUT.as_secs());
        }
        thread::sleep(Duration::from_millis(2));
    };
    use std::os::unix::process::ExitStatusExt as _;
    let status = status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or(0)) as u8;
    let out = reader.join().unwrap_or_default();
    Ok(Shown { out, status })
}

/// One program to run on Ochre and what it should show.
pub struct Case {
    /// The test's name.
    pub name: String,
    /// What to run in the guest.
    pub argv: Vec<String>,
    /// Its standard input.
    pub input: Vec<u8>,
    /// What it should show.
    pub expected: Expected,
}

/// Runs all cases on Ochre, in one boot where none of them takes it down.
pub fn on_ochre(
    context: &Context,
    tally: &mut Tally,
    setup: &Setup<'_>,
    cases: Vec<Case>,
) -> Result<()> {
    let mut session = Some(Session::start(context, setup)?);
    let mut boots = 0;
    for case in cases {
        if session.is_none() && boots < REBOOTS {
            boots += 1;
            session = Session::start(context, setup).ok();
        }
        let Some(running) = &mut session else {
            tally.record(
                &case.name,
                Err("not run: Ochre does not come up any more".into()),
            );
            continue;
        };
        let mut out = Vec::new();
        let input = Input::Bytes(case.input);
        match running.run(&case.argv, input, &mut out, &mut std::io::sink(), TIMEOUT) {
            Ok(outcome) => {
                let shown = Shown {
                    out,
                    status: exit_status(&outcome),
                };
                tally.record(&case.name, case.expected.judge(&shown));
            }
            Err(error) => {
                tally.record(&case.name, Err(format!("{error:#}")));
                session = None;
            }
        }
    }
    Ok(())
}

/// All files below `dir` with the given ending, in the order of their names.
pub fn files(dir: &Path, extension: &str) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)
            .with_context(|| format!("{}: cannot read", folder.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_by_line_and_by_status() {
        let shown = |text: &str, status| Shown {
            out: text.as_bytes().to_vec(),
            status,
        };
        assert_eq!(shown("a\n", 0).differs(&shown("a\n", 0)), None);
        let told = shown("a\nb\n", 1).differs(&shown("a\nc\n", 0)).unwrap();
        assert_eq!(
            told,
            "exit status 1, should be 0\nline 2: \"b\", should be \"c\""
        );
    }

    #[test]
    fn every_answer_of_the_oracle_is_right_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        // Shows how often it was run before.
        let script = "wc -l < runs; echo >> runs"
            .replace("runs", &folder.path().join("runs").display().to_string());
        std::fs::write(folder.path().join("runs"), "").unwrap();
        command.args(["-c", &script]);
        let expected = Expected::of(command, b"").unwrap();
        let shown = |text: &str| Shown {
            out: text.as_bytes().to_vec(),
            status: 0,
        };
        assert_eq!(expected.judge(&shown("0\n")), Ok(()));
        assert_eq!(expected.judge(&shown("2\n")), Ok(()));
        let told = "line 1: \"1\", should be \"0\"".to_owned();
        assert_eq!(expected.judge(&shown("1\n")), Err(told.clone()));
        let fixed = Expected::from(shown("0\n"));
        assert_eq!(fixed.judge(&shown("1\n")), Err(told));
    }

    #[test]
    fn a_program_that_is_its_own_judge_must_say_ok_for_every_case() {
        let shown = |text: &str| Shown {
            out: text.as_bytes().to_vec(),
            status: 0,
        };
        let (good, bad) = (shown("ok a\nok b\n"), shown("ok a\nwrong b\n"));
        assert_eq!(every_case_ok(&good).as_ref(), Ok(&good));
        assert_eq!(every_case_ok(&bad).as_ref(), Ok(&good));
        assert!(every_case_ok(&shown("")).is_err());
        assert!(every_case_ok(&shown("done\n")).is_err());
    }

    #[test]
    fn a_program_s_signal_becomes_its_status_as_in_a_shell() {
        let mut command = Command::new("sh");
        command.args(["-c", "cat; kill -TERM $$"]);
        let shown = here(&mut command, b"in").unwrap();
        assert_eq!((shown.out.as_slice(), shown.status), (&b"in"[..], 128 + 15));
    }
}
