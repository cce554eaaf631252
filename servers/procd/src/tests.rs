//! The rules, with a kernel that only takes notes. Expected behaviour is POSIX.1-2024's.

use crate::manager::Manager;
use crate::process::{Pid, Process, State};
use crate::signal::Sent;
use crate::system::System;
use crate::wait::{Selector, Waited};
use abi::errno::Result;
use abi::process::{Limit, ProcessInfo, ProcessPage};
use abi::upcall::Notification;
use abi::{Errno, Handle};
use posix::identity::Credentials;
use posix::protocol::WaitReport;
use posix::types::constants::resource::*;
use posix::types::constants::signal::*;
use posix::types::constants::wait::*;
use posix::types::ResourceLimit;
use std::collections::HashMap;

/// What happened to whom, by pid (a process's handle is its pid here).
#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    Signal(Pid, i32),
    Suspend(Pid),
    Resume(Pid),
    Kill(Pid),
    Answer(u64, Result<(Pid, u32)>),
}

#[derive(Default)]
struct Notes {
    events: Vec<Event>,
    ignored: HashMap<Pid, u64>,
    pages: HashMap<Pid, ProcessPage>,
}

fn pid_of(handle: Handle) -> Pid {
    handle.0 as Pid
}

impl System for Notes {
    fn notify(&mut self, process: Handle, notification: &Notification) {
        self.events
            .push(Event::Signal(pid_of(process), notification.number as i32));
    }
    fn suspend(&mut self, process: Handle) {
        self.events.push(Event::Suspend(pid_of(process)));
    }
    fn resume(&mut self, process: Handle) {
        self.events.push(Event::Resume(pid_of(process)));
    }
    fn kill(&mut self, process: Handle, _: u64) {
        self.events.push(Event::Kill(pid_of(process)));
    }
    fn discard(&mut self, _: Handle, _: u64) {}
    fn set_page(&mut self, process: Handle, page: &ProcessPage) {
        self.pages.insert(pid_of(process), *page);
    }
    fn set_limit(&mut self, _: Handle, _: Limit, _: u64) {}
    fn info(&mut self, process: Handle) -> ProcessInfo {
        ProcessInfo {
            ignored: self.ignored.get(&pid_of(process)).copied().unwrap_or(0),
            ..ProcessInfo::default()
        }
    }
    fn close(&mut self, _: Handle) {}
    fn answer_wait(&mut self, request: u64, result: std::result::Result<&WaitReport, Errno>) {
        let result = result.map(|report| (report.pid, report.status));
        self.events.push(Event::Answer(request, result));
    }
    fn now(&mut self) -> u64 {
        0
    }
}

type Small = Manager<Notes, 16>;

fn adopt(manager: &mut Small, pid: Pid, ppid: Pid) {
    manager
        .adopt(Process::new(pid, ppid, Handle(pid as u32)))
        .expect("room");
}

/// init (1) and a login shell (2) that leads its own session.
fn system() -> Box<Small> {
    let mut manager = Box::new(Small::new(Notes::default()));
    adopt(&mut manager, 1, 0);
    adopt(&mut manager, 2, 1);
    manager
}

fn fork(manager: &mut Small, parent: Pid) -> Pid {
    let child = manager.prepare_fork(parent).expect("a number");
    let handle = Handle(child.pid as u32);
    manager.finish_fork(child, handle).expect("room")
}

fn exit(manager: &mut Small, pid: Pid, code: u64) {
    manager.exited(pid, [code << 8, 0, 0, 0]);
}

fn wait(manager: &mut Small, parent: Pid, kind: i32, id: Pid, options: i32) -> Result<Waited> {
    manager.wait(parent, Selector::new(kind, id, options)?, 77)
}

fn reported(waited: Result<Waited>) -> (Pid, u32) {
    match waited {
        Ok(Waited::Report(report)) => (report.pid, report.status),
        other => panic!("no report but {other:?}"),
    }
}

fn take_events(manager: &mut Small) -> Vec<Event> {
    std::mem::take(&mut manager.system.events)
}

const STOP: Sent = Sent {
    signal: SIGSTOP,
    code: SI_USER,
    value: 0,
};

fn sent(signal: i32) -> Sent {
    Sent { signal, ..STOP }
}

#[test]
fn a_child_that_ended_is_reported_once_and_then_there_is_none() {
    let mut manager = system();
    let child = fork(&mut manager, 2);
    exit(&mut manager, child, 3);
    assert_eq!(take_events(&mut manager), [Event::Signal(2, SIGCHLD)]);
    assert_eq!(
        reported(wait(&mut manager, 2, P_ALL, 0, WEXITED)),
        (child, 0x300)
    );
    assert_eq!(wait(&mut manager, 2, P_ALL, 0, WEXITED), Err(Errno::ECHILD));
}

#[test]
fn the_time_that_a_process_used_is_known_until_it_is_waited_for() {
    let mut manager = system();
    let child = fork(&mut manager, 2);
    assert_eq!(manager.cpu_time(child), Ok(0));
    manager.exited(child, [0, 3_000_000_000, 5_000, 0]);
    assert_eq!(manager.cpu_time(child), Ok(3_000_005_000));
    reported(wait(&mut manager, 2, P_ALL, 0, WEXITED));
    assert_eq!(manager.cpu_time(child), Err(Errno::ESRCH));
}

#[test]
fn a_wait_before_the_end_is_answered_at_the_end() {
    let mut manager = system();
    let child = fork(&mut manager, 2);
    assert_eq!(
        wait(&mut manager, 2, P_PID, child, WEXITED),
        Ok(Waited::Pending)
    );
    exit(&mut manager, child, 0);
    assert!(take_events(&mut manager).contains(&Event::Answer(77, Ok((child, 0)))));
}

#[test]
fn wnohang_tells_that_there_is_nothing_yet() {
    let mut manager = system();
    fork(&mut manager, 2);
    assert_eq!(
        wait(&mut manager, 2, P_ALL, 0, WEXITED | WNOHANG),
        Ok(Waited::Nothing)
    );
}

#[test]
fn wnowait_leaves_the_child_to_be_waited_for() {
    let mut manager = system();
    let child = fork(&mut manager, 2);
    exit(&mut manager, child, 0);
    for options in [WEXITED | WNOWAIT, WEXITED] {
        assert_eq!(
            reported(wait(&mut manager, 2, P_ALL, 0, options)),
            (child, 0)
        );
    }
}

#[test]
fn waits_select_by_number_and_by_group() {
    let mut manager = system();
    let (first, second) = (fork(&mut manager, 2), fork(&mut manager, 2));
    manager
        .set_group(2, second, 0)
        .expect("a child that has not exec'd");
    exit(&mut manager, first, 1);
    exit(&mut manager, second, 2);
    assert_eq!(
        reported(wait(&mut manager, 2, P_PGID, second, WEXITED)),
        (second, 0x200)
    );
    assert_eq!(wait(&mut manager, 2, P_PID, 1, WEXITED), Err(Errno::ECHILD));
    assert_eq!(
        reported(wait(&mut manager, 2, P_PID, first, WEXITED)),
        (first, 0x100)
    );
}

#[test]
fn an_interrupted_wait_is_answered_so() {
    let mut manager = system();
    fork(&mut manager, 2);
    assert_eq!(
        wait(&mut manager, 2, P_ALL, 0, WEXITED),
        Ok(Waited::Pending)
    );
    manager.cancel_wait(77);
    assert_eq!(
        take_events(&mut manager),
        [Event::Answer(77, Err(Errno::EINTR))]
    );
}

#[test]
fn ignoring_sigchld_leaves_no_zombies_and_ends_waits_with_echild() {
    let mut manager = system();
    manager
        .system
        .ignored
        .insert(2, posix::signal::bit(SIGCHLD));
    let child = fork(&mut manager, 2);
    assert_eq!(
        wait(&mut manager, 2, P_ALL, 0, WEXITED),
        Ok(Waited::Pending)
    );
    exit(&mut manager, child, 0);
    assert!(manager.table().get(child).is_none());
    assert_eq!(
        take_events(&mut manager),
        [Event::Answer(77, Err(Errno::ECHILD))]
    );
}

#[test]
fn orphans_become_children_of_init() {
    let mut manager = system();
    let child = fork(&mut manager, 2);
    let grandchild = fork(&mut manager, child);
    exit(&mut manager, child, 0);
    assert_eq!(
        manager.table().get(grandchild).map(|process| process.ppid),
        Some(1)
    );
    assert_eq!(
        manager.system.pages[&grandchild].extra[0], 1,
        "getppid sees it"
    );
    exit(&mut manager, grandchild, 4);
    assert_eq!(
        reported(wait(&mut manager, 1, P_ALL, 0, WEXITED)),
        (grandchild, 0x400)
    );
}

#[test]
fn a_stop_and_a_continue_are_each_reported_once() {
    let mut manager = system();
    let child = fork(&mut manager, 2);
    manager.kill(2, child, STOP).expect("the superuser may");
    assert_eq!(
        take_events(&mut manager),
        [Event::Suspend(child), Event::Signal(2, SIGCHLD)]
    );
    let stopped = SIGSTOP as u32 * 256 + 0x7f;
    assert_eq!(
        reported(wait(&mut manager, 2, P_ALL, 0, WEXITED | WUNTRACED)),
        (child, stopped)
    );
    assert_eq!(
        wait(&mut manager, 2, P_ALL, 0, WEXITED | WUNTRACED | WNOHANG),
        Ok(Waited::Nothing)
    );
    manager
        .kill(2, child, sent(SIGCONT))
        .expect("the superuser may");
    assert_eq!(
        reported(wait(&mut manager, 2, P_ALL, 0, WCONTINUED)),
        (child, 0xffff)
    );
}

#[test]
fn sa_nocldstop_keeps_stops_quiet_but_waitable() {
    let mut manager = system();
    manager.set_child_policy(2, SA_NOCLDSTOP).expect("there");
    let child = fork(&mut manager, 2);
    manager.kill(2, child, STOP).expect("may");
    assert_eq!(take_events(&mut manager), [Event::Suspend(child)]);
    assert_eq!(
        reported(wait(&mut manager, 2, P_ALL, 0, WUNTRACED)).0,
        child
    );
}

#[test]
fn kill_of_everyone_spares_what_the_system_rests_on() {
    let mut manager = system();
    adopt(&mut manager, 3, 0);
    let child = fork(&mut manager, 2);
    take_events(&mut manager);
    manager.kill(2, -1, sent(SIGKILL)).expect("may");
    assert_eq!(take_events(&mut manager), [Event::Kill(child)]);
}

#[test]
fn kill_reaches_the_group_and_checks_users() {
    let mut manager = system();
    let (first, second) = (fork(&mut manager, 2), fork(&mut manager, 2));
    manager.set_group(2, first, first).expect("own child");
    manager
        .set_group(2, second, first)
        .expect("own child, group in the session");
    take_events(&mut manager);
    manager.kill(2, -first, sent(SIGTERM)).expect("may");
    let mut events = take_events(&mut manager);
    events.sort_by_key(|event| format!("{event:?}"));
    assert_eq!(
        events,
        [
            Event::Signal(first, SIGTERM),
            Event::Signal(second, SIGTERM)
        ]
    );

    let change = posix::protocol::IdentityChange::User;
    manager
        .set_identity(first, change, [500, u32::MAX, u32::MAX])
        .expect("root may");
    assert_eq!(
        manager.kill(first, second, sent(SIGTERM)),
        Err(Errno::EPERM)
    );
    assert_eq!(
        manager.kill(first, second, sent(SIGCONT)),
        Ok(()),
        "same session"
    );
    assert_eq!(manager.kill(first, 999, sent(0)), Err(Errno::ESRCH));
    assert_eq!(manager.kill(first, first, sent(65)), Err(Errno::EINVAL));
}

#[test]
fn setpgid_obeys_posix() {
    let mut manager = system();
    let child = fork(&mut manager, 2);
    assert_eq!(manager.set_group(2, 1, 1), Err(Errno::ESRCH), "not a child");
    assert_eq!(
        manager.set_group(2, 2, 2),
        Err(Errno::EPERM),
        "a session leader"
    );
    assert_eq!(
        manager.set_group(2, child, 999),
        Err(Errno::EPERM),
        "no such group"
    );
    manager
        .executed(child, b"/bin/true", b"true", b"true\0")
        .expect("there");
    assert_eq!(
        manager.set_group(2, child, child),
        Err(Errno::EACCES),
        "it has exec'd"
    );
    assert_eq!(manager.set_group(child, 0, 0), Ok(()), "but may itself");
    let identity = manager.system.pages[&child].identity;
    assert_eq!(Credentials::unpack(&identity).pgid, child);
}

#[test]
fn setsid_makes_a_session_unless_the_caller_leads_a_group() {
    let mut manager = system();
    let child = fork(&mut manager, 2);
    assert_eq!(manager.set_session(2), Err(Errno::EPERM));
    assert_eq!(manager.set_session(child), Ok(child));
    assert_eq!(manager.session(2, child), Ok(child));
}

#[test]
fn a_stopped_group_that_becomes_orphaned_is_hung_up_and_continued() {
    let mut manager = system();
    let shell = fork(&mut manager, 2);
    let job = fork(&mut manager, shell);
    manager.set_group(shell, job, job).expect("own child");
    manager.stop_self(job, SIGTSTP).expect("not orphaned yet");
    take_events(&mut manager);
    exit(&mut manager, shell, 0);
    let events = take_events(&mut manager);
    let to_job: Vec<_> = events
        .iter()
        .filter(|event| matches!(event, Event::Signal(pid, _) | Event::Resume(pid) if *pid == job))
        .collect();
    let hung_up = Event::Signal(job, SIGHUP);
    assert_eq!(
        to_job,
        [&hung_up, &Event::Resume(job), &Event::Signal(job, SIGCONT)]
    );
    assert_eq!(
        manager.stop_self(job, SIGTSTP),
        Err(Errno::EIO),
        "now it is orphaned"
    );
}

#[test]
fn a_group_that_was_orphaned_before_is_not_hung_up_when_another_member_ends() {
    let mut manager = system();
    let shell = fork(&mut manager, 2);
    let job = fork(&mut manager, shell);
    let other = fork(&mut manager, shell);
    manager.set_group(2, shell, shell).expect("own child");
    manager.set_group(shell, job, shell).expect("own child");
    manager.set_group(shell, other, shell).expect("own child");
    exit(&mut manager, 2, 0);
    manager
        .kill(shell, job, sent(SIGSTOP))
        .expect("the superuser may");
    take_events(&mut manager);
    exit(&mut manager, other, 0);
    assert!(!take_events(&mut manager)
        .iter()
        .any(|event| matches!(event, Event::Signal(_, SIGHUP))));
}

#[test]
fn the_end_of_a_session_leader_hangs_up_the_foreground_group() {
    let mut manager = system();
    let job = fork(&mut manager, 2);
    manager.set_group(2, job, job).expect("own child");
    manager
        .set_terminal(2, 0x0440, job)
        .expect("leads the session");
    take_events(&mut manager);
    exit(&mut manager, 2, 0);
    assert_eq!(take_events(&mut manager)[0], Event::Signal(job, SIGHUP));
}

#[test]
fn init_cannot_be_killed_or_stopped() {
    let mut manager = system();
    for signal in [SIGKILL, SIGSTOP] {
        manager
            .kill(2, 1, sent(signal))
            .expect("allowed, without effect");
    }
    assert_eq!(take_events(&mut manager), []);
    assert_eq!(
        manager.table().get(1).map(|init| init.state),
        Some(State::Running)
    );
}

#[test]
fn fork_is_refused_when_the_table_or_the_users_limit_is_full() {
    let mut manager = system();
    let user = fork(&mut manager, 2);
    let limit = ResourceLimit {
        current: 2,
        maximum: 2,
    };
    manager
        .limit(user, 0, RLIMIT_NPROC, Some(limit))
        .expect("lowering");
    let change = posix::protocol::IdentityChange::User;
    manager
        .set_identity(user, change, [500, u32::MAX, u32::MAX])
        .expect("root may");
    fork(&mut manager, user);
    assert_eq!(manager.prepare_fork(user).err(), Some(Errno::EAGAIN));
    for _ in 0..12 {
        fork(&mut manager, 2);
    }
    assert_eq!(
        manager.prepare_fork(2).err(),
        Some(Errno::EAGAIN),
        "16 processes are there"
    );
}

#[test]
fn a_number_is_not_reused_at_once() {
    let mut manager = system();
    let first = fork(&mut manager, 2);
    exit(&mut manager, first, 0);
    reported(wait(&mut manager, 2, P_ALL, 0, WEXITED));
    assert_ne!(fork(&mut manager, 2), first);
}

#[test]
fn a_fault_that_the_kernel_ended_is_told_as_its_signal() {
    let mut manager = system();
    let child = fork(&mut manager, 2);
    manager.exited(child, [abi::process::EXIT_BY_KERNEL | 14, 0, 0, 0]);
    assert_eq!(
        reported(wait(&mut manager, 2, P_ALL, 0, WEXITED)),
        (child, SIGSEGV as u32)
    );
}

#[test]
fn the_time_of_children_is_the_parents_after_the_wait() {
    let mut manager = system();
    let child = fork(&mut manager, 2);
    manager.exited(child, [0, 1_500_000_000, 700_000_000, 4096 * 1024]);
    assert_eq!(
        manager
            .table()
            .get(2)
            .map(|shell| shell.children_usage.utime.sec),
        Some(0)
    );
    reported(wait(&mut manager, 2, P_ALL, 0, WEXITED));
    let usage = manager
        .table()
        .get(2)
        .map(|shell| shell.children_usage)
        .expect("there");
    assert_eq!((usage.utime.sec, usage.utime.usec), (1, 500_000));
    assert_eq!(
        (usage.stime.sec, usage.stime.usec, usage.maxrss),
        (0, 700_000, 4096)
    );
}
