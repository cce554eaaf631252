//! The other side: receive requests, answer them.
//!
//! A server implements [`FileServer`] (every operation it does not serve answers ENOSYS) and hands
//! itself to [`Scheme::serve`], which receives, decodes with bounds checks, dispatches and replies
//! and receives again in one kernel entry. A method that cannot answer yet returns
//! [`Failure::Later`] and keeps the request's id; the server answers by [`Scheme::reply`] when it
//! can. No heap: works in `procd` as in servers that use `std`.
//!
//! **Start-up convention.** A server that bootstrap starts finds its scheme, bound already, at
//! [`boot::SCHEME`] ([`Scheme::inherited`]). Any later one makes its own and binds it in its
//! namespace ([`Scheme::register`]), which needs a namespace handle with CONTROL. Clients that
//! call before the server receives wait in the scheme's queue.
//!
//! | room | what |
//! |---|---|
//! | [`scheme`] | the endpoint and the loop |
//! | [`incoming`] | a request, decoded |
//! | [`outcome`] | what methods return |
//! | [`dispatch`] | the trait and the way from operation to method |
//! | [`tell_ready`] | readiness, for `init` |
//! | [`boot`] | what bootstrap gives to the first servers |

pub mod boot;
mod dispatch;
mod incoming;
mod outcome;
mod ready;
mod scheme;

pub use dispatch::FileServer;
pub use incoming::Incoming;
pub use outcome::{Failure, Opened, Outcome, Output, Plain};
pub use ready::tell_ready;
pub use scheme::{Buffers, Scheme};
