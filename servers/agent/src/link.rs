//! The line to the host: frames are written whole, and output waits for the host's credit.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use cookbook_protocol::{Message, Stream, MAX_PAYLOAD, WINDOW};

/// Shared by all threads.
pub struct Link {
    /// Held while a frame is written.
    writer: Mutex<Box<dyn Write + Send>>,
    /// Bytes each stream may still send.
    credit: Mutex<HashMap<(u32, Stream), u32>>,
    /// Signalled whenever credit grows.
    granted: Condvar,
}

impl Link {
    pub fn new(writer: Box<dyn Write + Send>) -> Self {
        Self {
            writer: Mutex::new(writer),
            credit: Mutex::default(),
            granted: Condvar::new(),
        }
    }

    /// Sends a message. A line that fails is noticed where it is read, which ends the agent.
    pub fn send(&self, message: &Message) {
        let mut bytes = Vec::new();
        message.encode(&mut bytes);
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if writer
            .write_all(&bytes)
            .and_then(|()| writer.flush())
            .is_err()
        {
            eprintln!("agent: the line to the host cannot be written");
        }
    }

    /// Gives a stream its first credit.
    pub fn open(&self, id: u32, stream: Stream) {
        self.lock().insert((id, stream), WINDOW);
    }

    /// Forgets a stream.
    pub fn close(&self, id: u32, stream: Stream) {
        self.lock().remove(&(id, stream));
    }

    /// The host has room for `bytes` more of a stream.
    pub fn grant(&self, id: u32, stream: Stream, bytes: u32) {
        if let Some(credit) = self.lock().get_mut(&(id, stream)) {
            *credit = credit.saturating_add(bytes);
        }
        self.granted.notify_all();
    }

    /// Sends bytes of a stream, waiting for credit as needed.
    pub fn send_data(&self, id: u32, stream: Stream, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let length = self.take(id, stream, bytes.len().min(MAX_PAYLOAD));
            let (now, rest) = bytes.split_at(length);
            self.send(&Message::Data {
                id,
                stream,
                bytes: now.to_vec(),
            });
            bytes = rest;
        }
    }

    /// Waits until a stream has credit; takes at most `wanted` bytes of it.
    fn take(&self, id: u32, stream: Stream, wanted: usize) -> usize {
        let mut credit = self.lock();
        loop {
            match credit.get_mut(&(id, stream)) {
                Some(0) => {}
                Some(left) => {
                    let taken = wanted.min(*left as usize);
                    *left -= taken as u32;
                    return taken;
                }
                None => return wanted,
            }
            credit = self
                .granted
                .wait(credit)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(u32, Stream), u32>> {
        self.credit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
