//! The manager's [`System`]: the kernel. A call that fails concerns a process that has just ended,
//! whose exit notice is on its way.

use abi::process::{Limit, ProcessInfo, ProcessPage};
use abi::upcall::Notification;
use abi::{Errno, Handle};
use posix::kernel::{handle, page, process};
use posix::protocol::WaitReport;
use posix::server::Scheme;
use procd::system::System;

/// The kernel that this runs on.
pub struct Kernel;

impl System for Kernel {
    fn notify(&mut self, target: Handle, notification: &Notification) {
        let _ = process::notify(target, notification, 0);
    }

    fn suspend(&mut self, target: Handle) {
        let _ = process::suspend(target);
    }

    fn resume(&mut self, target: Handle) {
        let _ = process::resume(target);
    }

    fn kill(&mut self, target: Handle, status: u64) {
        let _ = process::kill(target, status);
    }

    fn discard(&mut self, target: Handle, set: u64) {
        let _ = process::manager_discard(target, set);
    }

    fn set_page(&mut self, target: Handle, page: &ProcessPage) {
        let _ = process::set_page(target, page);
    }

    fn set_limit(&mut self, target: Handle, limit: Limit, value: u64) {
        let _ = process::set_limit(target, limit, value);
    }

    fn info(&mut self, target: Handle) -> ProcessInfo {
        process::get_info(target).unwrap_or_default()
    }

    fn close(&mut self, target: Handle) {
        let _ = handle::close(target);
    }

    fn answer_wait(&mut self, request: u64, result: Result<&WaitReport, Errno>) {
        let scheme = Scheme::inherited();
        // The client may have been killed meanwhile; then nobody misses the answer.
        let _ = match result {
            Ok(report) => scheme.reply_with(
                request,
                Ok(report.pid as u64),
                posix::types::bytes_of(report),
            ),
            Err(errno) => scheme.reply_with(request, Err(errno), b""),
        };
    }

    fn now(&mut self) -> u64 {
        page::clock().0
    }
}
