//! The host's end of the control channel.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure, Context as _, Result};
use cookbook_protocol::{Decoder, Exec, Message, Status, Stream, MAX_PAYLOAD, VERSION, WINDOW};

/// How a program in the guest ended.
pub type Outcome = Status;

/// What a call says whose agent ended before it had answered.
pub const STARTED_AGAIN: &str = "the agent ended and was started again";

/// What a program in the guest reads.
pub enum Input {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What comes in on this process's standard input.
    Inherited,
}

/// A connection to an agent.
pub struct Control {
    writer: Arc<Mutex<UnixStream>>,
    messages: Receiver<Message>,
    next_id: u32,
}

impl Control {
    /// Talks over `stream`, which the agent need not be at yet.
    pub fn new(stream: UnixStream) -> Result<Self> {
        let mut reader = stream.try_clone()?;
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            let mut decoder = Decoder::new();
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                decoder.push(&buffer[..length]);
                while let Some(message) = decoder.next_message() {
                    if sender.send(message).is_err() {
                        return;
                    }
                }
            }
        });
        Ok(Self {
            writer: Arc::new(Mutex::new(stream)),
            messages,
            next_id: 1,
        })
    }

    /// Waits for the agent's greeting.
    pub fn wait_hello(&mut self, timeout: Duration) -> Result<()> {
        let deadline = Instant::now() + timeout;
        loop {
            if let Message::Hello { version } =
                self.receive(deadline).context("no agent came up")?
            {
                ensure!(
                    version == VERSION,
                    "the agent speaks version {version} of the protocol, not {VERSION}"
                );
                return Ok(());
            }
        }
    }

    /// Runs a program to its end, writing its output to `out` and `err`. At the deadline it is killed,
    /// which is an error. So is the agent's greeting: that is another agent, which knows nothing of the
    /// program.
    pub fn exec(
        &mut self,
        exec: Exec,
        input: Input,
        out: &mut dyn Write,
        err: &mut dyn Write,
        timeout: Duration,
    ) -> Result<Outcome> {
        ensure!(
            exec.fits(),
            "the arguments and the environment are longer than {MAX_PAYLOAD} bytes"
        );
        let deadline = Instant::now() + timeout;
        let id = self.fresh_id();
        self.send(&Message::Exec { id, exec })?;
        let (credit, credits) = mpsc::channel();
        let writer = Arc::clone(&self.writer);
        thread::spawn(move || match input {
            Input::Bytes(bytes) => feed(id, Stream::Stdin, bytes.as_slice(), &writer, &credits),
            Input::Inherited => feed(id, Stream::Stdin, std::io::stdin(), &writer, &credits),
        });
        loop {
            let message = match self.receive(deadline) {
                Ok(message) => message,
                Err(error) => {
                    self.send(&Message::Kill { id, signal: 9 }).ok();
                    return Err(error);
                }
            };
            match message {
                Message::Data {
                    id: of,
                    stream,
                    bytes,
                } if of == id => {
                    let sink: &mut dyn Write = if stream == Stream::Stderr { err } else { out };
                    sink.write_all(&bytes)
                        .and_then(|()| sink.flush())
                        .context("cannot write the output")?;
                    self.send(&Message::Credit {
                        id,
                        stream,
                        bytes: bytes.len() as u32,
                    })?;
                }
                Message::Credit {
                    id: of,
                    stream: Stream::Stdin,
                    bytes,
                } if of == id => {
                    credit.send(bytes).ok();
                }
                Message::Exit { id: of, status } if of == id => return Ok(status),
                Message::Hello { .. } => bail!(STARTED_AGAIN),
                _ => {}
            }
        }
    }

    /// Writes a file in the guest.
    pub fn put(&mut self, path: &str, mode: u32, bytes: Vec<u8>, timeout: Duration) -> Result<()> {
        let deadline = Instant::now() + timeout;
        let id = self.fresh_id();
        self.send(&Message::Put {
            id,
            path: path.as_bytes().to_vec(),
            mode,
        })?;
        let (credit, credits) = mpsc::channel();
        let writer = Arc::clone(&self.writer);
        thread::spawn(move || feed(id, Stream::File, bytes.as_slice(), &writer, &credits));
        loop {
            match self.receive(deadline)? {
                Message::Credit { id: of, bytes, .. } if of == id => drop(credit.send(bytes)),
                Message::Exit { id: of, status } if of == id => match status {
                    Status::Failed(why) => bail!("the guest cannot write {why}"),
                    _ => return Ok(()),
                },
                Message::Hello { .. } => bail!(STARTED_AGAIN),
                _ => {}
            }
        }
    }

    fn fresh_id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    fn send(&self, message: &Message) -> Result<()> {
        send(&self.writer, message)
    }

    fn receive(&self, deadline: Instant) -> Result<Message> {
        let left = deadline.saturating_duration_since(Instant::now());
        match self.messages.recv_timeout(left) {
            Ok(message) => Ok(message),
            Err(RecvTimeoutError::Timeout) => bail!("no answer in time"),
            Err(RecvTimeoutError::Disconnected) => bail!("the control channel closed"),
        }
    }
}

fn send(writer: &Mutex<UnixStream>, message: &Message) -> Result<()> {
    let mut bytes = Vec::new();
    message.encode(&mut bytes);
    let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
    writer
        .write_all(&bytes)
        .context("the control channel cannot be written")
}

/// Sends all of `source` as a stream, with no more under way than the guest has granted, then its end.
fn feed(
    id: u32,
    stream: Stream,
    mut source: impl Read,
    writer: &Mutex<UnixStream>,
    credits: &Receiver<u32>,
) {
    let mut credit = WINDOW;
    let mut buffer = vec![0; MAX_PAYLOAD];
    loop {
        while credit == 0 {
            match credits.recv() {
                Ok(more) => credit += more,
                Err(_) => return,
            }
        }
        credit += credits.try_iter().sum::<u32>();
        let room = (credit as usize).min(buffer.len());
        let length = match source.read(&mut buffer[..room]) {
            Ok(length) => length,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => 0,
        };
        credit -= length as u32;
        let bytes = buffer[..length].to_vec();
        if send(writer, &Message::Data { id, stream, bytes }).is_err() || length == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(30);

    /// A channel to an agent in this process.
    fn control() -> Control {
        let (host, guest) = UnixStream::pair().unwrap();
        let writer = guest.try_clone().unwrap();
        thread::spawn(move || agent::serve(guest, writer, || {}).unwrap());
        let mut control = Control::new(host).unwrap();
        control.wait_hello(LONG).unwrap();
        control
    }

    fn shell(script: &str) -> Exec {
        let argv = ["/bin/sh", "-c", script]
            .map(|word| word.as_bytes().to_vec())
            .to_vec();
        Exec {
            argv,
            env: vec![b"PATH=/usr/bin:/bin".to_vec(), b"X=a=b".to_vec()],
            cwd: b"/".to_vec(),
        }
    }

    fn run(control: &mut Control, script: &str, input: &[u8]) -> (Outcome, Vec<u8>, Vec<u8>) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let input = Input::Bytes(input.to_vec());
        let outcome = control
            .exec(shell(script), input, &mut out, &mut err, LONG)
            .unwrap();
        (outcome, out, err)
    }

    #[test]
    fn a_program_s_output_and_status_come_through() {
        let mut control = control();
        let (outcome, out, err) = run(&mut control, "echo out $X; echo err >&2; pwd; exit 7", b"");
        assert_eq!(outcome, Status::Exited(7));
        assert_eq!(
            (out.as_slice(), err.as_slice()),
            (&b"out a=b\n/\n"[..], &b"err\n"[..])
        );
    }

    #[test]
    fn a_signal_that_ends_a_program_is_told() {
        assert_eq!(
            run(&mut control(), "kill -TERM $$", b"").0,
            Status::Signalled(15)
        );
    }

    #[test]
    fn a_megabyte_goes_in_and_comes_out_unchanged() {
        let input: Vec<u8> = (0..1_000_003u32).map(|n| (n * 7 % 251) as u8).collect();
        let (outcome, out, _) = run(&mut control(), "cat", &input);
        assert_eq!(outcome, Status::Exited(0));
        assert!(out == input, "{} bytes came out", out.len());
    }

    #[test]
    fn input_that_is_not_read_blocks_nothing() {
        let (outcome, out, _) = run(&mut control(), "echo done", &vec![0; 500_000]);
        assert_eq!(
            (outcome, out.as_slice()),
            (Status::Exited(0), &b"done\n"[..])
        );
    }

    #[test]
    fn a_program_that_does_not_exist_is_told_with_its_name() {
        let mut control = control();
        let exec = Exec {
            argv: vec![b"/no/such/program".to_vec()],
            ..Exec::default()
        };
        let outcome = control
            .exec(
                exec,
                Input::Bytes(Vec::new()),
                &mut Vec::new(),
                &mut Vec::new(),
                LONG,
            )
            .unwrap();
        assert!(
            matches!(&outcome, Status::Failed(why) if why.contains("/no/such/program")),
            "{outcome:?}"
        );
        assert_eq!(run(&mut control, "exit 0", b"").0, Status::Exited(0));
    }

    #[test]
    fn a_program_that_takes_too_long_is_an_error_and_the_next_one_runs() {
        let mut control = control();
        let input = Input::Bytes(Vec::new());
        let result = control.exec(
            shell("exec sleep 100"),
            input,
            &mut Vec::new(),
            &mut Vec::new(),
            Duration::from_millis(200),
        );
        assert!(result
            .unwrap_err()
            .to_string()
            .contains("no answer in time"));
        assert_eq!(run(&mut control, "exit 3", b"").0, Status::Exited(3));
    }

    #[test]
    fn an_agent_that_ends_meanwhile_is_told_at_once_and_the_next_one_serves() {
        let (host, guest) = UnixStream::pair().unwrap();
        thread::spawn(move || {
            let greet = |mut line: &UnixStream| {
                let mut hello = Vec::new();
                Message::Hello { version: VERSION }.encode(&mut hello);
                line.write_all(&hello).unwrap();
            };
            greet(&guest);
            // The first agent is gone once it has been asked for something.
            let _ = (&guest).read(&mut [0; 1000]).unwrap();
            let writer = guest.try_clone().unwrap();
            agent::serve(guest, writer, || {}).unwrap();
        });
        let mut control = Control::new(host).unwrap();
        control.wait_hello(LONG).unwrap();
        let input = Input::Bytes(Vec::new());
        let result = control.exec(
            shell("exec sleep 100"),
            input,
            &mut Vec::new(),
            &mut Vec::new(),
            LONG,
        );
        assert_eq!(result.unwrap_err().to_string(), STARTED_AGAIN);
        assert_eq!(run(&mut control, "exit 3", b"").0, Status::Exited(3));
    }

    #[test]
    fn a_file_is_put_with_its_mode_and_an_impossible_one_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/file");
        let bytes = vec![5; 200_000];
        let mut control = control();
        control
            .put(path.to_str().unwrap(), 0o750, bytes.clone(), LONG)
            .unwrap();
        assert!(std::fs::read(&path).unwrap() == bytes);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o750);
        let error = control
            .put("/proc/nowhere/file", 0o644, vec![1], LONG)
            .unwrap_err();
        assert!(error.to_string().contains("/proc/nowhere"), "{error}");
    }
}
