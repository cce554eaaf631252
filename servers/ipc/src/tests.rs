//! Queues and sets without a kernel: what POSIX says of `msgrcv`, `msgsnd`, `semop` and `semctl`.

use crate::answer::{Answer, Answers, Asker, Now};
use crate::message::{Queues, Wanted};
use crate::semaphore::{Command, Sets};
use abi::errno::Errno;
use abi::time::NO_DEADLINE;
use posix::identity::Credentials;
use posix::types::constants::ipc::*;
use posix::types::SemaphoreOperation;

const ALL: i32 = 0o666;

fn asker(pid: i32, request: u64) -> Asker {
    Asker {
        caller: Credentials {
            pid,
            euid: 1000,
            egid: 1000,
            ..Credentials::default()
        },
        request,
        now: 1,
    }
}

fn operation(number: u16, operation: i16, flags: i32) -> SemaphoreOperation {
    SemaphoreOperation {
        number,
        operation,
        flags: flags as i16,
    }
}

fn value(sets: &mut Sets, id: i32, index: i32, number: i32) -> u64 {
    let command = Command {
        id,
        index,
        number,
        value: 0,
    };
    let answer = sets.control(&asker(1, 0), command, b"", &mut Answers::new());
    answer.expect("it is there").result
}

fn set(sets: &mut Sets, id: i32, index: i32, value: u64) -> Answers {
    let command = Command {
        id,
        index,
        number: SETVAL,
        value,
    };
    let mut answers = Answers::new();
    sets.control(&asker(1, 0), command, b"", &mut answers)
        .expect("it is there");
    answers
}

#[test]
fn operations_are_done_all_or_none() {
    let (mut sets, mut answers) = (Sets::new(), Answers::new());
    let id = sets.get(&asker(1, 0), IPC_PRIVATE, 2, ALL).expect("new");
    set(&mut sets, id, 0, 5);
    let both = vec![operation(0, -1, 0), operation(1, -1, 0)];
    let now = sets.operate(&asker(2, 7), id, both, NO_DEADLINE, &mut answers);
    assert_eq!(now, Ok(Now::Waits));
    assert_eq!(value(&mut sets, id, 0, GETVAL), 5);
    assert_eq!(value(&mut sets, id, 1, GETNCNT), 1);
    assert_eq!(value(&mut sets, id, 0, GETNCNT), 0);
    assert_eq!(set(&mut sets, id, 1, 1), [(7, Ok(Answer::default()))]);
    assert_eq!(value(&mut sets, id, 0, GETVAL), 4);
    assert_eq!(value(&mut sets, id, 1, GETPID), 2);
}

#[test]
fn the_end_of_a_process_gives_back_what_it_took() {
    let (mut sets, mut answers) = (Sets::new(), Answers::new());
    let id = sets.get(&asker(1, 0), IPC_PRIVATE, 1, ALL).expect("new");
    set(&mut sets, id, 0, 3);
    let take = vec![operation(0, -3, SEM_UNDO)];
    let now = sets.operate(&asker(2, 0), id, take, NO_DEADLINE, &mut answers);
    assert_eq!(now, Ok(Now::Answered(Answer::default())));
    let wait = vec![operation(0, -2, 0)];
    let now = sets.operate(&asker(3, 9), id, wait, NO_DEADLINE, &mut answers);
    assert_eq!(now, Ok(Now::Waits));
    sets.process_ended(2, 2, &mut answers);
    assert_eq!(answers, [(9, Ok(Answer::default()))]);
    assert_eq!(value(&mut sets, id, 0, GETVAL), 1);
}

#[test]
fn a_set_value_forgets_what_was_to_be_undone() {
    let (mut sets, mut answers) = (Sets::new(), Answers::new());
    let id = sets.get(&asker(1, 0), IPC_PRIVATE, 1, ALL).expect("new");
    let add = vec![operation(0, 2, SEM_UNDO)];
    let _ = sets.operate(&asker(2, 0), id, add, NO_DEADLINE, &mut answers);
    set(&mut sets, id, 0, 2);
    sets.process_ended(2, 2, &mut answers);
    assert_eq!(value(&mut sets, id, 0, GETVAL), 2);
}

#[test]
fn who_waits_is_told_of_removal_time_and_interruption() {
    let (mut sets, mut answers) = (Sets::new(), Answers::new());
    let id = sets.get(&asker(1, 0), IPC_PRIVATE, 1, ALL).expect("new");
    for (request, deadline) in [(5, 100), (6, NO_DEADLINE), (7, NO_DEADLINE)] {
        let wait = vec![operation(0, -1, 0)];
        let now = sets.operate(&asker(2, request), id, wait, deadline, &mut answers);
        assert_eq!(now, Ok(Now::Waits));
    }
    assert_eq!(sets.next_deadline(), Some(100));
    sets.expire(100, &mut answers);
    assert!(sets.cancel(6));
    assert!(!sets.cancel(6));
    let remove = Command {
        id,
        index: 0,
        number: IPC_RMID,
        value: 0,
    };
    let removed = sets.control(&asker(1, 0), remove, b"", &mut answers);
    assert_eq!(removed, Ok(Answer::default()));
    assert_eq!(answers, [(5, Err(Errno::EAGAIN)), (7, Err(Errno::EIDRM))]);
}

fn wanted(kind: i64, flags: i32) -> Wanted {
    Wanted {
        kind,
        size: 10,
        flags,
    }
}

/// The texts that receives of these kinds give, of messages of the types 3, 1, 2.
fn received(kinds: &[(i64, i32)]) -> Vec<Result<u64, Errno>> {
    let (mut queues, mut answers) = (Queues::new(), Answers::new());
    let me = asker(1, 0);
    let id = queues.get(&me, IPC_PRIVATE, ALL).expect("new");
    for kind in [3, 1, 2] {
        let sent = queues.send(&me, id, kind, 0, b"text", &mut answers);
        assert_eq!(sent, Ok(Now::Answered(Answer::default())));
    }
    let receive = |&(kind, flags)| {
        let flags = flags | IPC_NOWAIT;
        match queues.receive(&me, id, wanted(kind, flags), &mut answers)? {
            Now::Answered(answer) => Ok(answer.value),
            Now::Waits => panic!("it must not wait"),
        }
    };
    kinds.iter().map(receive).collect()
}

#[test]
fn a_type_chooses_the_message() {
    assert_eq!(received(&[(0, 0), (0, 0)]), [Ok(3), Ok(1)]);
    assert_eq!(received(&[(2, 0), (2, 0)]), [Ok(2), Err(Errno::ENOMSG)]);
    assert_eq!(received(&[(-2, 0), (-2, 0)]), [Ok(1), Ok(2)]);
    assert_eq!(received(&[(3, MSG_EXCEPT), (i64::MIN, 0)]), [Ok(1), Ok(2)]);
}

#[test]
fn a_full_queue_lets_its_sender_go_on_when_there_is_room() {
    let (mut queues, mut answers) = (Queues::new(), Answers::new());
    let id = queues.get(&asker(1, 0), IPC_PRIVATE, ALL).expect("new");
    let text = [0; 8192];
    for _ in 0..2 {
        let _ = queues.send(&asker(1, 0), id, 1, 0, &text, &mut answers);
    }
    let full = queues.send(&asker(1, 4), id, 1, IPC_NOWAIT, b"x", &mut answers);
    assert_eq!(full, Err(Errno::EAGAIN));
    let waits = queues.send(&asker(1, 4), id, 7, 0, b"x", &mut answers);
    assert_eq!(waits, Ok(Now::Waits));
    let too_small = queues.receive(&asker(2, 0), id, wanted(0, 0), &mut answers);
    assert_eq!(too_small, Err(Errno::E2BIG));
    let cut = queues.receive(&asker(2, 0), id, wanted(0, MSG_NOERROR), &mut answers);
    assert!(matches!(cut, Ok(Now::Answered(answer)) if answer.result == 10));
    assert_eq!(answers, [(4, Ok(Answer::default()))]);
}

#[test]
fn strangers_may_do_what_the_mode_says() {
    let mut queues = Queues::new();
    let owner = asker(1, 0);
    let mut stranger = asker(2, 0);
    stranger.caller.euid = 7;
    stranger.caller.egid = 7;
    let id = queues.get(&owner, 99, IPC_CREAT | 0o604).expect("new");
    assert_eq!(queues.get(&stranger, 99, 0o4), Ok(id));
    assert_eq!(queues.get(&stranger, 99, 0o2), Err(Errno::EACCES));
    let sent = queues.send(&stranger, id, 1, 0, b"", &mut Answers::new());
    assert_eq!(sent, Err(Errno::EACCES));
    let status = || unreachable!("not asked for");
    let removed = queues.control(&stranger, id, IPC_RMID, status, &mut Answers::new());
    assert_eq!(removed, Err(Errno::EPERM));
    let removed = queues.control(&owner, id, IPC_RMID, status, &mut Answers::new());
    assert_eq!(removed, Ok(Answer::default()));
    assert_eq!(queues.get(&owner, 99, 0), Err(Errno::ENOENT));
}
