//! From messages to the objects, and answers back.

use crate::answer::{Answer, Answers, Asker, Now};
use crate::memory::{self, Segments};
use crate::message::{Queues, Wanted};
use crate::semaphore::{Command, Sets};
use abi::errno::{Errno, Result};
use abi::message::{Reply, SCHEME_ROOT};
use abi::UserSlice;
use posix::protocol::{OpenFlags, Operation};
use posix::server::{Failure, FileServer, Incoming, Opened, Outcome, Output, Plain, Scheme};
use posix::types::constants::ipc::SEMOPM;
use posix::types::{SemaphoreOperation, Stat};
use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// The server.
pub struct Ipc {
    scheme: Scheme,
    queues: Queues,
    sets: Sets,
    segments: Segments,
    /// Files that stand for processes, by number: the process.
    owners: HashMap<u64, i32>,
    next_file: u64,
    answers: Answers,
}

/// Seconds since the Epoch.
fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs() as i64)
}

impl Ipc {
    pub fn new(scheme: Scheme) -> Self {
        Self {
            scheme,
            queues: Queues::new(),
            sets: Sets::new(),
            segments: Segments::new(),
            owners: HashMap::new(),
            next_file: 1,
            answers: Answers::new(),
        }
    }

    /// When [`Self::expire`] has something to do, in monotonic nanoseconds.
    pub fn next_deadline(&mut self) -> Option<u64> {
        self.sets.next_deadline()
    }

    /// Answers what has waited long enough.
    pub fn expire(&mut self, now_ns: u64) {
        self.sets.expire(now_ns, &mut self.answers);
        self.answer();
    }

    /// Lets go of removed segments; whether some are still attached.
    pub fn sweep(&mut self) -> bool {
        self.segments.sweep()
    }

    /// Sends the answers that have come about.
    fn answer(&mut self) {
        for (id, result) in self.answers.drain(..) {
            let mut reply = Reply::new(id, 0);
            match &result {
                Ok(answer) => {
                    reply.result = answer.result as i64;
                    reply.values[0] = answer.value;
                    reply.output = UserSlice::of(&answer.payload);
                }
                Err(errno) => reply.result = errno.to_result(),
            }
            // A client that was killed meanwhile misses nothing.
            let _ = self.scheme.reply(&reply);
        }
    }

    fn serve(&mut self, call: &Incoming<'_>, operation: Operation, asker: &Asker) -> Result<Now> {
        let answers = &mut self.answers;
        let id = call.arg_i32(0);
        let number = |id: i32| Answer::of(id as u64);
        let answer = match operation {
            Operation::MessageGet => number(self.queues.get(asker, id, call.arg_i32(1))?),
            Operation::MessageSend => {
                let (kind, flags) = (call.arg(1) as i64, call.arg_i32(2));
                return self
                    .queues
                    .send(asker, id, kind, flags, call.input(), answers);
            }
            Operation::MessageReceive => {
                let wanted = Wanted {
                    size: call.arg(1),
                    kind: call.arg(2) as i64,
                    flags: call.arg_i32(3),
                };
                return self.queues.receive(asker, id, wanted, answers);
            }
            Operation::MessageControl => {
                let status = || call.input_as();
                self.queues
                    .control(asker, id, call.arg_i32(1), status, answers)?
            }
            Operation::SemaphoreGet => {
                number(self.sets.get(asker, id, call.arg_i32(1), call.arg_i32(2))?)
            }
            Operation::SemaphoreOperate => {
                let operations = operations(call.input())?;
                return self
                    .sets
                    .operate(asker, id, operations, call.arg(1), answers);
            }
            Operation::SemaphoreControl => {
                let command = Command {
                    id,
                    index: call.arg_i32(1),
                    number: call.arg_i32(2),
                    value: call.arg(3),
                };
                self.sets.control(asker, command, call.input(), answers)?
            }
            Operation::SharedMemoryGet => {
                number(self.segments.get(asker, id, call.arg(1), call.arg_i32(2))?)
            }
            Operation::SharedMemoryControl => {
                let status = || call.input_as();
                self.segments.control(asker, id, call.arg_i32(1), status)?
            }
            Operation::SharedMemoryDetach => Answer::of(self.segments.detach(asker, call.arg(0))?),
            _ => return Err(Errno::ENOSYS),
        };
        Ok(Now::Answered(answer))
    }

    fn open_owner(&mut self, pid: i32) -> Opened {
        let file = self.next_file;
        self.next_file += 1;
        self.owners.insert(file, pid);
        Opened::new(file, OpenFlags::empty())
    }
}

fn asker(call: &Incoming<'_>) -> Asker {
    Asker {
        caller: call.caller(),
        request: call.id(),
        now: now(),
    }
}

/// The operations of one `semop`. Errors: EINVAL, E2BIG.
fn operations(input: &[u8]) -> Result<Vec<SemaphoreOperation>> {
    let chunks = input.chunks_exact(size_of::<SemaphoreOperation>());
    if input.is_empty() || !chunks.remainder().is_empty() {
        return Err(Errno::EINVAL);
    }
    if chunks.len() > SEMOPM {
        return Err(Errno::E2BIG);
    }
    Ok(chunks.map(posix::types::read_bytes).collect())
}

impl FileServer for Ipc {
    /// A segment's memory, by its identifier; or what stands for the calling process.
    fn open(
        &mut self,
        call: &Incoming<'_>,
        flags: OpenFlags,
        _mode: u32,
        _output: &mut Output<'_>,
    ) -> Outcome<Opened> {
        if call.file() != SCHEME_ROOT {
            return Err(Errno::ENOTDIR.into());
        }
        let asker = asker(call);
        if flags.contains(OpenFlags::LOCK_OWNER) {
            return Ok(self.open_owner(asker.caller.pid));
        }
        let name = std::str::from_utf8(call.name()).map_err(|_| Errno::EINVAL)?;
        let id = name.parse().map_err(|_| Errno::EINVAL)?;
        let wanted = memory::wanted(flags.writes());
        let object = self.segments.attach(&asker, id, wanted)?;
        Ok(Opened::new(0, flags).forward(object))
    }

    fn close(&mut self, file: u64) {
        let Some(pid) = self.owners.remove(&file) else {
            return;
        };
        if self.owners.values().all(|&other| other != pid) {
            self.sets.process_ended(pid, now(), &mut self.answers);
            self.answer();
        }
    }

    fn stat(&mut self, call: &Incoming<'_>, _: &mut Output<'_>) -> Outcome<Stat> {
        const S_IFCHR: u32 = 0o020_000;
        Ok(Stat {
            ino: call.file(),
            nlink: 1,
            mode: S_IFCHR,
            ..Stat::default()
        })
    }

    fn other(
        &mut self,
        call: &Incoming<'_>,
        operation: Operation,
        output: &mut Output<'_>,
    ) -> Outcome<Plain> {
        let now = self.serve(call, operation, &asker(call));
        self.answer();
        match now? {
            Now::Answered(answer) => {
                output.push(&answer.payload);
                Ok(Plain {
                    result: answer.result,
                    values: [answer.value, 0],
                })
            }
            Now::Waits => Err(Failure::Later),
        }
    }

    fn cancel(&mut self, id: u64) {
        if self.queues.cancel(id) || self.sets.cancel(id) {
            self.answers.push((id, Err(Errno::EINTR)));
            self.answer();
        }
    }
}
