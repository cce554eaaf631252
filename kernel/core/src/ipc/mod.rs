//! Messages between clients and servers.
//!
//! *Overview.* A [`Scheme`] is a server's endpoint: a queue of what it is to receive, and a table of
//! the requests it has received and not answered. A [`Request`] is one call on its way; each
//! thread keeps one for all its calls, buffers included, so that a call allocates nothing.
//! [`call`] is the client's side, [`serve`] the server's, [`pager`] makes a scheme the source of
//! memory objects' pages.
//!
//! *Life of a request.* Idle → Queued (in the scheme's queue) → Active (received, has a number) →
//! Done (answered, or failed by the server's death) → Idle. A client that gives up leaves it
//! Abandoned: a fresh one takes its place in the thread, and the old one goes when the server
//! answers it.
//!
//! *Hand-off.* A client that finds a server thread waiting switches to it on the same CPU; a server
//! that answers and receives in one call switches back. Neither goes through a run queue.

pub mod call;
mod namespace;
pub mod pager;
mod request;
mod scheme;
pub mod serve;

pub use namespace::{Namespace, NAME_MAX};
pub use request::{Answer, Call, Content, NewFile, Phase, PinnedClient, Request};
pub use scheme::{Message, Notice, PreparedNotice, Scheme, SchemeEnd};
