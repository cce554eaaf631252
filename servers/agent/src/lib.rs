//! Serves `cook` on the host: starts programs, carries their streams, takes files.
//!
//! [`serve`] reads requests; a [`program`] has threads for its streams and its end; [`file`] writes files;
//! [`link`] is the line to the host and the credit it has granted. The protocol is `cookbook-protocol`,
//! and it is the same on Linux, where this is tested.

#![forbid(unsafe_code)]

mod file;
mod link;
mod program;

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::sync::{mpsc, Arc};

use cookbook_protocol::{Decoder, Message, Status, Stream, VERSION};

use crate::file::Upload;
use crate::link::Link;
use crate::program::Program;

/// Answers requests from `reader` on `writer` until the line ends or the machine shall be turned off;
/// `power_off` is called for the latter.
pub fn serve<R, W, P>(mut reader: R, writer: W, power_off: P) -> io::Result<()>
where
    R: Read,
    W: Write + Send + 'static,
    P: FnOnce(),
{
    let link = Arc::new(Link::new(Box::new(writer)));
    let (ended, ends) = mpsc::channel();
    let mut agent = Agent {
        link,
        ended,
        programs: HashMap::new(),
        uploads: HashMap::new(),
    };
    agent.link.send(&Message::Hello { version: VERSION });
    let mut decoder = Decoder::new();
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let length = match reader.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        decoder.push(&buffer[..length]);
        while let Some(message) = decoder.next_message() {
            for id in ends.try_iter() {
                agent.programs.remove(&id);
            }
            if message == Message::PowerOff {
                power_off();
                return Ok(());
            }
            agent.handle(message);
        }
    }
}

/// What is under way.
struct Agent {
    link: Arc<Link>,
    /// Where a program's waiting thread says that it is done with.
    ended: mpsc::Sender<u32>,
    programs: HashMap<u32, Program>,
    uploads: HashMap<u32, Upload>,
}

impl Agent {
    fn handle(&mut self, message: Message) {
        match message {
            Message::Hello { .. } => self.link.send(&Message::Hello { version: VERSION }),
            Message::Exec { id, exec } => {
                match Program::start(id, &exec, &self.link, &self.ended) {
                    Ok(program) => drop(self.programs.insert(id, program)),
                    Err(why) => self.link.send(&Message::Exit {
                        id,
                        status: Status::Failed(why),
                    }),
                }
            }
            Message::Put { id, path, mode } => match Upload::create(&path, mode) {
                Ok(upload) => drop(self.uploads.insert(id, upload)),
                Err(why) => self.link.send(&Message::Exit {
                    id,
                    status: Status::Failed(why),
                }),
            },
            Message::Data {
                id,
                stream: Stream::Stdin,
                bytes,
            } => {
                if let Some(program) = self.programs.get(&id) {
                    program.input(bytes);
                }
            }
            Message::Data {
                id,
                stream: Stream::File,
                bytes,
            } => self.upload(id, &bytes),
            Message::Credit { id, stream, bytes } => self.link.grant(id, stream, bytes),
            Message::Kill { id, signal } => {
                if let Some(program) = self.programs.get(&id) {
                    program.kill(signal);
                }
            }
            // What only the agent says, or what is answered before.
            Message::Data { .. } | Message::Exit { .. } | Message::PowerOff => {}
        }
    }

    /// Appends to a file; no bytes end it.
    fn upload(&mut self, id: u32, bytes: &[u8]) {
        let Some(upload) = self.uploads.get_mut(&id) else {
            return;
        };
        let status = match upload.write(bytes) {
            Ok(()) if !bytes.is_empty() => {
                let bytes = bytes.len() as u32;
                self.link.send(&Message::Credit {
                    id,
                    stream: Stream::File,
                    bytes,
                });
                return;
            }
            Ok(()) => Status::Exited(0),
            Err(why) => Status::Failed(why),
        };
        self.uploads.remove(&id);
        self.link.send(&Message::Exit { id, status });
    }
}
