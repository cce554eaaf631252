//! Message queues.

use crate::answer::{Answer, Answers, Asker, Now};
use crate::permission::{self, READ, WRITE};
use crate::table::{Object, Table};
use abi::errno::{Errno, Result};
use posix::types::constants::ipc::*;
use posix::types::{bytes_of, IpcPermission, MessageQueueStatus};
use std::collections::VecDeque;

/// Most queues, bytes in a message, bytes in a queue (Linux's MSGMAX and MSGMNB).
const QUEUES_MAX: usize = 1024;
const MESSAGE_MAX: usize = 8192;
const QUEUE_BYTES: u64 = 16384;

struct Message {
    kind: i64,
    text: Vec<u8>,
}

struct Sender {
    request: u64,
    pid: i32,
    message: Message,
}

struct Receiver {
    request: u64,
    pid: i32,
    wanted: Wanted,
}

/// What a receiver takes.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// 0 any, positive that type (or any other with MSG_EXCEPT), negative the lowest up to it.
    pub kind: i64,
    /// Most bytes of text.
    pub size: u64,
    pub flags: i32,
}

impl Wanted {
    /// Which of the messages it is.
    fn choose(&self, messages: &VecDeque<Message>) -> Option<usize> {
        let any = |test: &dyn Fn(&Message) -> bool| messages.iter().position(test);
        match self.kind {
            0 => any(&|_| true),
            kind if kind > 0 && self.flags & MSG_EXCEPT != 0 => any(&|m| m.kind != kind),
            kind if kind > 0 => any(&|m| m.kind == kind),
            kind => {
                let most = kind.checked_neg().unwrap_or(i64::MAX);
                let fitting = messages.iter().enumerate().filter(|(_, m)| m.kind <= most);
                fitting
                    .min_by_key(|(index, m)| (m.kind, *index))
                    .map(|(index, _)| index)
            }
        }
    }
}

struct Queue {
    status: MessageQueueStatus,
    messages: VecDeque<Message>,
    senders: VecDeque<Sender>,
    receivers: VecDeque<Receiver>,
}

impl Object for Queue {
    fn permission(&self) -> &IpcPermission {
        &self.status.perm
    }
}

impl Queue {
    fn new(perm: IpcPermission, now: i64) -> Self {
        Self {
            status: MessageQueueStatus {
                perm,
                ctime: now,
                qbytes: QUEUE_BYTES,
                ..MessageQueueStatus::default()
            },
            messages: VecDeque::new(),
            senders: VecDeque::new(),
            receivers: VecDeque::new(),
        }
    }

    /// Whether a text of that length goes in now. Empty ones count, too, so that they cannot be endless.
    fn has_room(&self, len: usize) -> bool {
        self.status.cbytes + len as u64 <= self.status.qbytes
            && self.status.qnum < self.status.qbytes
    }

    fn push(&mut self, pid: i32, message: Message, now: i64) {
        self.status.cbytes += message.text.len() as u64;
        self.status.qnum += 1;
        self.status.lspid = pid;
        self.status.stime = now;
        self.messages.push_back(message);
    }

    /// Takes the message that is wanted. Errors: ENOMSG if there is none, E2BIG.
    fn take(&mut self, pid: i32, wanted: &Wanted, now: i64) -> Result<Answer> {
        let index = wanted.choose(&self.messages).ok_or(Errno::ENOMSG)?;
        let len = self.messages[index].text.len() as u64;
        if len > wanted.size && wanted.flags & MSG_NOERROR == 0 {
            return Err(Errno::E2BIG);
        }
        let mut message = self.messages.remove(index).ok_or(Errno::ENOMSG)?;
        self.status.cbytes -= len;
        self.status.qnum -= 1;
        self.status.lrpid = pid;
        self.status.rtime = now;
        message
            .text
            .truncate(usize::try_from(wanted.size).unwrap_or(usize::MAX));
        Ok(Answer {
            result: message.text.len() as u64,
            value: message.kind as u64,
            payload: message.text,
        })
    }

    /// Lets go on whoever can: receivers that find their message, senders that find room.
    fn settle(&mut self, now: i64, answers: &mut Answers) {
        loop {
            let before = answers.len();
            for receiver in std::mem::take(&mut self.receivers) {
                match self.take(receiver.pid, &receiver.wanted, now) {
                    Err(Errno::ENOMSG) => self.receivers.push_back(receiver),
                    result => answers.push((receiver.request, result)),
                }
            }
            while let Some(sender) = self.senders.pop_front() {
                if !self.has_room(sender.message.text.len()) {
                    self.senders.push_front(sender);
                    break;
                }
                self.push(sender.pid, sender.message, now);
                answers.push((sender.request, Ok(Answer::default())));
            }
            if answers.len() == before {
                return;
            }
        }
    }
}

/// All queues.
pub struct Queues(Table<Queue>);

impl Queues {
    pub fn new() -> Self {
        Self(Table::new(QUEUES_MAX))
    }

    /// `msgget`.
    pub fn get(&mut self, asker: &Asker, key: i32, flags: i32) -> Result<i32> {
        let make = |perm| Ok(Queue::new(perm, asker.now));
        self.0.get(&asker.caller, key, flags, |_| Ok(()), make)
    }

    /// `msgsnd`. Errors: EINVAL, EACCES, EAGAIN.
    pub fn send(
        &mut self,
        asker: &Asker,
        id: i32,
        kind: i64,
        flags: i32,
        text: &[u8],
        answers: &mut Answers,
    ) -> Result<Now> {
        if kind < 1 || text.len() > MESSAGE_MAX {
            return Err(Errno::EINVAL);
        }
        let queue = self.0.find_allowed(&asker.caller, id, WRITE)?;
        let message = Message {
            kind,
            text: text.to_vec(),
        };
        if queue.has_room(text.len()) {
            queue.push(asker.caller.pid, message, asker.now);
            queue.settle(asker.now, answers);
            return Ok(Now::Answered(Answer::default()));
        }
        if flags & IPC_NOWAIT != 0 {
            return Err(Errno::EAGAIN);
        }
        queue.senders.push_back(Sender {
            request: asker.request,
            pid: asker.caller.pid,
            message,
        });
        Ok(Now::Waits)
    }

    /// `msgrcv`. Errors: EINVAL, EACCES, ENOMSG, E2BIG.
    pub fn receive(
        &mut self,
        asker: &Asker,
        id: i32,
        wanted: Wanted,
        answers: &mut Answers,
    ) -> Result<Now> {
        let queue = self.0.find_allowed(&asker.caller, id, READ)?;
        match queue.take(asker.caller.pid, &wanted, asker.now) {
            Err(Errno::ENOMSG) if wanted.flags & IPC_NOWAIT == 0 => {
                queue.receivers.push_back(Receiver {
                    request: asker.request,
                    pid: asker.caller.pid,
                    wanted,
                });
                Ok(Now::Waits)
            }
            result => {
                let answer = result?;
                queue.settle(asker.now, answers);
                Ok(Now::Answered(answer))
            }
        }
    }

    /// `msgctl`; `status` is `IPC_SET`'s. Errors: EINVAL, EACCES, EPERM.
    pub fn control(
        &mut self,
        asker: &Asker,
        id: i32,
        command: i32,
        status: impl FnOnce() -> Result<MessageQueueStatus>,
        answers: &mut Answers,
    ) -> Result<Answer> {
        match command {
            IPC_STAT | MSG_STAT => {
                let (id, result) = match command {
                    MSG_STAT => self.0.id_at(id).map(|id| (id, id as u64))?,
                    _ => (id, 0),
                };
                let queue = self.0.find_allowed(&asker.caller, id, READ)?;
                Ok(Answer {
                    result,
                    payload: bytes_of(&queue.status).to_vec(),
                    ..Answer::default()
                })
            }
            IPC_SET => {
                let wanted = status()?;
                let queue = self.0.find_owned(&asker.caller, id)?;
                if wanted.qbytes > QUEUE_BYTES && !asker.caller.is_privileged() {
                    return Err(Errno::EPERM);
                }
                permission::set(&mut queue.status.perm, &wanted.perm);
                // Numbers of Linux, which counts in an `int`.
                queue.status.qbytes = wanted.qbytes.min(i32::MAX as u64);
                queue.status.ctime = asker.now;
                queue.settle(asker.now, answers);
                Ok(Answer::default())
            }
            IPC_RMID => {
                self.0.find_owned(&asker.caller, id)?;
                let queue = self.0.remove(id)?;
                let senders = queue.senders.iter().map(|waiting| waiting.request);
                let receivers = queue.receivers.iter().map(|waiting| waiting.request);
                answers.extend(senders.chain(receivers).map(|id| (id, Err(Errno::EIDRM))));
                Ok(Answer::default())
            }
            _ => Err(Errno::EINVAL),
        }
    }

    /// Takes a waiting request back; whether there was one.
    pub fn cancel(&mut self, request: u64) -> bool {
        let mut found = false;
        for (_, queue) in self.0.iter_mut() {
            let before = queue.senders.len() + queue.receivers.len();
            queue.senders.retain(|waiting| waiting.request != request);
            queue.receivers.retain(|waiting| waiting.request != request);
            found |= before != queue.senders.len() + queue.receivers.len();
        }
        found
    }
}
