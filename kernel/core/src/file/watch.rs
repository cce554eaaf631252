//! Transfers of which a server is told: it does not see what goes through streams.

use super::{Direction, ServerFile};
use crate::ipc::call::with_request;
use crate::ipc::{Call, Notice};
use crate::thread::Thread;
use crate::wait::Interruptible;
use abi::file::Transfers;
use abi::message::Kind;
use alloc::sync::Arc;
use core::sync::atomic::{AtomicU32, Ordering};

/// What the server of a stream wants to be told: [`Transfers`] bits.
#[derive(Default)]
pub struct Watched(AtomicU32);

impl Watched {
    pub fn set(&self, transfers: Transfers) {
        self.0.store(transfers.bits(), Ordering::Relaxed);
    }

    #[inline]
    fn has(&self, direction: Direction) -> bool {
        self.0.load(Ordering::Relaxed) & kind(direction).bits() != 0
    }

    /// Tells the server of `file` that bytes went, if it wants to know, and waits until it does.
    #[inline(always)]
    pub fn tell(&self, thread: &Arc<Thread>, file: &ServerFile, direction: Direction) {
        if self.has(direction) {
            tell(thread, file, kind(direction));
        }
    }
}

fn kind(direction: Direction) -> Transfers {
    match direction {
        Direction::Read => Transfers::READ,
        Direction::Write => Transfers::WRITE,
    }
}

/// The client waits, so that whoever it lets go on finds the server informed, and so that no client is faster than the
/// server. Signals do not end that. A thread that is ending, or for which there is no memory, leaves a notice.
#[cold]
#[inline(never)]
fn tell(thread: &Arc<Thread>, file: &ServerFile, transfers: Transfers) {
    let args = [u64::from(transfers.bits()), 0, 0, 0];
    let caller = thread.process().identity();
    let told = with_request(
        thread,
        file.scheme(),
        Interruptible::No,
        |content| {
            content.payload.set_len(0)?;
            content.call = Call {
                kind: Kind::Transferred,
                file: file.number(),
                args,
                caller,
                ..Call::default()
            };
            Ok(())
        },
        |_| Ok(()),
    );
    if told.is_err() {
        file.scheme().notice(Notice {
            kind: Kind::Transferred,
            file: file.number(),
            args,
            caller,
        });
    }
}
