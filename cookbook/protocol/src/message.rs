//! What the two sides say to each other.

use alloc::string::String;
use alloc::vec::Vec;

use crate::frame::Frame;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Guest to host: the agent is ready. Also its answer to a host's hello.
    Hello {
        /// The sender's [`crate::VERSION`].
        version: u32,
    },
    /// Host to guest: start a program. Its streams and its end carry `id`.
    Exec {
        /// Chosen by the host, not in use.
        id: u32,
        /// What to start.
        exec: Exec,
    },
    /// Host to guest: create or replace a file; its bytes follow as [`Stream::File`].
    Put {
        /// Chosen by the host, not in use.
        id: u32,
        /// An absolute path; folders that are missing are made.
        path: Vec<u8>,
        /// Permission bits.
        mode: u32,
    },
    /// Bytes of a stream; none: the stream has ended.
    Data {
        /// Whose stream.
        id: u32,
        /// Which of its streams.
        stream: Stream,
        /// At most [`crate::MAX_PAYLOAD`].
        bytes: Vec<u8>,
    },
    /// The receiver of a stream has room for so many more bytes.
    Credit {
        /// Whose stream.
        id: u32,
        /// Which of its streams.
        stream: Stream,
        /// How many bytes.
        bytes: u32,
    },
    /// Guest to host: the program has ended and its output has been sent, or the file is complete.
    Exit {
        /// Which one; the id is free again.
        id: u32,
        /// How.
        status: Status,
    },
    /// Host to guest: send a signal to the program.
    Kill {
        /// Which one.
        id: u32,
        /// The signal's number.
        signal: i32,
    },
    /// Host to guest: turn the machine off.
    PowerOff,
}

/// A program to start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exec {
    /// The arguments; the first is the program, looked up in PATH where it has no slash.
    pub argv: Vec<Vec<u8>>,
    /// The whole environment, as `NAME=VALUE`.
    pub env: Vec<Vec<u8>>,
    /// The working directory.
    pub cwd: Vec<u8>,
}

/// A stream of bytes of a program or a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stream {
    /// To the program's standard input.
    Stdin,
    /// From its standard output.
    Stdout,
    /// From its standard error.
    Stderr,
    /// To the file being put.
    File,
}

/// How something ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The program exited with this status; a file is complete (0).
    Exited(i32),
    /// A signal of this number ended the program.
    Signalled(i32),
    /// It could not be started, or the file not written: why.
    Failed(String),
}

const HELLO: u8 = 1;
const EXEC: u8 = 2;
const PUT: u8 = 3;
const DATA: u8 = 4;
const CREDIT: u8 = 5;
const EXIT: u8 = 6;
const KILL: u8 = 7;
const POWER_OFF: u8 = 8;

impl Message {
    /// Appends the message's frame. Data of more than [`crate::MAX_PAYLOAD`] bytes is cut into several.
    pub fn encode(&self, bytes: &mut Vec<u8>) {
        let mut payload = Vec::new();
        let (kind, stream, id) = match self {
            Self::Hello { version } => {
                payload.extend(version.to_le_bytes());
                (HELLO, 0, 0)
            }
            Self::Exec { id, exec } => {
                put_list(&mut payload, &exec.argv);
                put_list(&mut payload, &exec.env);
                put_bytes(&mut payload, &exec.cwd);
                (EXEC, 0, *id)
            }
            Self::Put { id, path, mode } => {
                put_bytes(&mut payload, path);
                payload.extend(mode.to_le_bytes());
                (PUT, 0, *id)
            }
            Self::Data {
                id,
                stream,
                bytes: data,
            } => {
                for chunk in data.chunks(crate::MAX_PAYLOAD) {
                    Frame {
                        kind: DATA,
                        stream: stream.number(),
                        id: *id,
                        payload: chunk,
                    }
                    .encode(bytes);
                }
                if !data.is_empty() {
                    return;
                }
                (DATA, stream.number(), *id)
            }
            Self::Credit { id, stream, bytes } => {
                payload.extend(bytes.to_le_bytes());
                (CREDIT, stream.number(), *id)
            }
            Self::Exit { id, status } => {
                put_status(&mut payload, status);
                (EXIT, 0, *id)
            }
            Self::Kill { id, signal } => {
                payload.extend(signal.to_le_bytes());
                (KILL, 0, *id)
            }
            Self::PowerOff => (POWER_OFF, 0, 0),
        };
        Frame {
            kind,
            stream,
            id,
            payload: &payload,
        }
        .encode(bytes);
    }

    /// Understands a frame; none where its payload does not fit its kind.
    pub(crate) fn decode(frame: &Frame<'_>) -> Option<Self> {
        let id = frame.id;
        let mut reader = Reader(frame.payload);
        let message = match frame.kind {
            HELLO => Self::Hello {
                version: reader.word()?,
            },
            EXEC => Self::Exec {
                id,
                exec: Exec {
                    argv: reader.list()?,
                    env: reader.list()?,
                    cwd: reader.bytes()?,
                },
            },
            PUT => Self::Put {
                id,
                path: reader.bytes()?,
                mode: reader.word()?,
            },
            DATA => {
                let bytes = frame.payload.to_vec();
                return Some(Self::Data {
                    id,
                    stream: Stream::from_number(frame.stream)?,
                    bytes,
                });
            }
            CREDIT => Self::Credit {
                id,
                stream: Stream::from_number(frame.stream)?,
                bytes: reader.word()?,
            },
            EXIT => Self::Exit {
                id,
                status: reader.status()?,
            },
            KILL => Self::Kill {
                id,
                signal: reader.word()? as i32,
            },
            POWER_OFF => Self::PowerOff,
            _ => return None,
        };
        reader.0.is_empty().then_some(message)
    }
}

impl Exec {
    /// Whether the request fits a frame; larger ones cannot be sent.
    pub fn fits(&self) -> bool {
        let size: usize = self
            .argv
            .iter()
            .chain(&self.env)
            .map(|word| word.len() + 4)
            .sum();
        size + self.cwd.len() + 12 <= crate::MAX_PAYLOAD
    }
}

impl Stream {
    fn number(self) -> u8 {
        match self {
            Self::Stdin => 0,
            Self::Stdout => 1,
            Self::Stderr => 2,
            Self::File => 3,
        }
    }

    fn from_number(number: u8) -> Option<Self> {
        [Self::Stdin, Self::Stdout, Self::Stderr, Self::File]
            .get(usize::from(number))
            .copied()
    }
}

fn put_bytes(payload: &mut Vec<u8>, bytes: &[u8]) {
    payload.extend((bytes.len() as u32).to_le_bytes());
    payload.extend_from_slice(bytes);
}

fn put_list(payload: &mut Vec<u8>, list: &[Vec<u8>]) {
    payload.extend((list.len() as u32).to_le_bytes());
    for bytes in list {
        put_bytes(payload, bytes);
    }
}

fn put_status(payload: &mut Vec<u8>, status: &Status) {
    let (kind, number, why) = match status {
        Status::Exited(number) => (0u8, *number, ""),
        Status::Signalled(number) => (1, *number, ""),
        Status::Failed(why) => (2, 0, why.as_str()),
    };
    payload.push(kind);
    payload.extend(number.to_le_bytes());
    put_bytes(payload, why.as_bytes());
}

/// Takes values off the front of a payload.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn word(&mut self) -> Option<u32> {
        let (word, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*word))
    }

    fn bytes(&mut self) -> Option<Vec<u8>> {
        let length = self.word()? as usize;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes.to_vec())
    }

    fn list(&mut self) -> Option<Vec<Vec<u8>>> {
        let count = self.word()?;
        let mut list = Vec::new();
        for _ in 0..count {
            list.push(self.bytes()?);
        }
        Some(list)
    }

    fn status(&mut self) -> Option<Status> {
        let (kind, rest) = self.0.split_first()?;
        self.0 = rest;
        let number = self.word()? as i32;
        let why = self.bytes()?;
        match kind {
            0 => Some(Status::Exited(number)),
            1 => Some(Status::Signalled(number)),
            2 => Some(Status::Failed(String::from_utf8_lossy(&why).into_owned())),
            _ => None,
        }
    }
}
