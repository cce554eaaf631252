//! A program started for the host.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{mpsc, Arc};
use std::thread;

use cookbook_protocol::{Exec, Message, Status, Stream};
use nix::sys::signal::{kill, Signal};
use nix::unistd::Pid;

use crate::link::Link;

/// A running program, as the reading thread sees it.
pub struct Program {
    pid: Pid,
    /// To the thread that feeds its standard input; no bytes close that.
    stdin: mpsc::Sender<Vec<u8>>,
}

impl Program {
    /// Starts a program and the threads that carry its streams and report its end.
    pub fn start(
        id: u32,
        exec: &Exec,
        link: &Arc<Link>,
        ended: &mpsc::Sender<u32>,
    ) -> Result<Self, String> {
        let mut child = spawn(exec)?;
        let pid = Pid::from_raw(child.id() as i32);
        let (stdin, input) = mpsc::channel();
        if let Some(pipe) = child.stdin.take() {
            let link = Arc::clone(link);
            thread::spawn(move || feed(id, pipe, &input, &link));
        }
        let stdout = child
            .stdout
            .take()
            .map(|pipe| pump(id, Stream::Stdout, pipe, link));
        let stderr = child
            .stderr
            .take()
            .map(|pipe| pump(id, Stream::Stderr, pipe, link));
        let (link, ended) = (Arc::clone(link), ended.clone());
        thread::spawn(move || {
            let status = child.wait();
            for pump in [stdout, stderr].into_iter().flatten() {
                // A pump only reads and sends; should it have panicked, the program's end is still told.
                pump.join().ok();
            }
            let status = status.map_or_else(|e| Status::Failed(e.to_string()), status_of);
            link.send(&Message::Exit { id, status });
            ended.send(id).ok();
        });
        Ok(Self { pid, stdin })
    }

    /// Passes bytes to its standard input.
    pub fn input(&self, bytes: Vec<u8>) {
        // The feeding thread is gone once the program has closed its input: the bytes go nowhere.
        self.stdin.send(bytes).ok();
    }

    /// Sends it a signal; one that does not exist is ignored.
    pub fn kill(&self, signal: i32) {
        if let Ok(signal) = Signal::try_from(signal) {
            kill(self.pid, signal).ok();
        }
    }
}

fn spawn(exec: &Exec) -> Result<Child, String> {
    let Some((program, arguments)) = exec.argv.split_first() else {
        return Err("no program given".into());
    };
    let mut command = Command::new(OsStr::from_bytes(program));
    command
        .args(arguments.iter().map(|a| OsStr::from_bytes(a)))
        .env_clear();
    for entry in &exec.env {
        let end = entry.iter().position(|b| *b == b'=').unwrap_or(entry.len());
        let value = entry.get(end + 1..).unwrap_or_default();
        command.env(OsStr::from_bytes(&entry[..end]), OsStr::from_bytes(value));
    }
    if !exec.cwd.is_empty() {
        command.current_dir(OsStr::from_bytes(&exec.cwd));
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
        .spawn()
        .map_err(|error| format!("{}: {error}", String::from_utf8_lossy(program)))
}

fn status_of(status: ExitStatus) -> Status {
    match (status.code(), status.signal()) {
        (Some(code), _) => Status::Exited(code),
        (None, Some(signal)) => Status::Signalled(signal),
        (None, None) => Status::Failed(format!("ended in an unknown way: {status}")),
    }
}

/// Writes what the host sends to the program, granting credit as the program takes it.
fn feed(id: u32, mut pipe: ChildStdin, input: &mpsc::Receiver<Vec<u8>>, link: &Link) {
    for bytes in input {
        if bytes.is_empty() || pipe.write_all(&bytes).is_err() {
            return;
        }
        let bytes = bytes.len() as u32;
        link.send(&Message::Credit {
            id,
            stream: Stream::Stdin,
            bytes,
        });
    }
}

/// Starts a thread that sends what the program writes.
fn pump<P>(id: u32, stream: Stream, mut pipe: P, link: &Arc<Link>) -> thread::JoinHandle<()>
where
    P: Read + Send + 'static,
{
    let link = Arc::clone(link);
    link.open(id, stream);
    thread::spawn(move || {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            match pipe.read(&mut buffer) {
                Ok(length) if length > 0 => link.send_data(id, stream, &buffer[..length]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                _ => break,
            }
        }
        link.close(id, stream);
    })
}
