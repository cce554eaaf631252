//! A server as the source of memory objects' pages.

use super::call::transact;
use super::{Answer, Call, Content, Request, Scheme};
use crate::machine::{machine, Frame};
use crate::memory::Pager;
use crate::scheduler;
use crate::user::Buffer;
use crate::wait::Interruptible;
use abi::message::{Kind, MESSAGE_MAX};
use abi::{Errno, PAGE_SIZE};
use alloc::boxed::Box;
use alloc::sync::Arc;

/// Asks the server behind a scheme for pages and gives them back. Each call uses a request of its
/// own: the thread's may be in use, for a page fault can come while a message is copied.
pub struct SchemePager {
    pub scheme: Arc<Scheme>,
}

impl SchemePager {
    fn ask(&self, call: Call, payload: Buffer) -> Result<(Answer, Buffer), Errno> {
        let thread = scheduler::current();
        let request = Request::new();
        let content = Content {
            call,
            payload,
            ..Content::default()
        };
        request.fill(Box::new(content), thread.clone());
        transact(&thread, &self.scheme, &request, Interruptible::No)?;
        let content = request.take_content();
        Ok((content.answer, content.payload))
    }
}

impl Pager for SchemePager {
    fn page_in(&self, cookie: u64, offset: u64, frames: &[Frame]) -> Result<(), Errno> {
        let most = MESSAGE_MAX / PAGE_SIZE;
        let mut at = offset;
        for chunk in frames.chunks(most) {
            let len = chunk.len() * PAGE_SIZE;
            let call = Call {
                kind: Kind::PageIn,
                file: cookie,
                args: [at, len as u64, 0, 0],
                output_max: len,
                ..Call::default()
            };
            let (answer, payload) = self.ask(call, Buffer::new())?;
            Errno::from_result(answer.result)?;
            for (index, &frame) in chunk.iter().enumerate() {
                let start = (index * PAGE_SIZE).min(payload.len());
                let end = (start + PAGE_SIZE).min(payload.len());
                machine().write_frame(frame, 0, &payload[start..end]);
                machine().zero_frame_range(frame, end - start, PAGE_SIZE - (end - start));
            }
            at += len as u64;
        }
        Ok(())
    }

    fn page_out(&self, cookie: u64, offset: u64, frame: Frame, len: usize) -> Result<(), Errno> {
        let mut payload = Buffer::new();
        payload.set_len(len.min(PAGE_SIZE))?;
        machine().read_frame(frame, 0, &mut payload);
        let call = Call {
            kind: Kind::PageOut,
            file: cookie,
            args: [offset, len as u64, 0, 0],
            ..Call::default()
        };
        let (answer, _) = self.ask(call, payload)?;
        Errno::from_result(answer.result).map(drop)
    }
}
