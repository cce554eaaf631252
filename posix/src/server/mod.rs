//! The other side: receive requests, answer them.
