//! Builds recipes side by side, each after what it needs, under one limit of jobs: a recipe under way
//! holds one job, and the `make` inside it asks for more.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread;

use anyhow::{anyhow, Context as _, Result};

use super::{make, Shelf};
use crate::cli::Context;
use crate::recipe::Port;

/// What the workers share.
struct Board<'a> {
    waiting: Vec<&'a Port>,
    under_way: usize,
    shelf: Shelf,
    failure: Option<anyhow::Error>,
}

/// Makes all of `ports`, which are ordered so that every recipe comes after its needs.
pub fn run(context: &Context, ports: &[&Port]) -> Result<Shelf> {
    let jobs = jobserver::Client::new(context.jobs).context("cannot make a job server")?;
    let board = Mutex::new(Board {
        waiting: ports.to_vec(),
        under_way: 0,
        shelf: Shelf::new(),
        failure: None,
    });
    let changed = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..context.jobs.min(ports.len()) {
            scope.spawn(|| work(context, &jobs, &board, &changed));
        }
    });
    let board = board
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    match board.failure {
        Some(failure) => Err(failure),
        None => Ok(board.shelf),
    }
}

/// Takes recipes that are ready until there are none, or one has failed.
fn work(context: &Context, jobs: &jobserver::Client, board: &Mutex<Board<'_>>, changed: &Condvar) {
    let lock = || -> MutexGuard<'_, Board<'_>> { board.lock().unwrap_or_else(|p| p.into_inner()) };
    let mut guard = lock();
    loop {
        if guard.waiting.is_empty() || guard.failure.is_some() {
            return;
        }
        let ready = guard
            .waiting
            .iter()
            .position(|port| is_ready(port, &guard.shelf));
        let Some(index) = ready else {
            if guard.under_way == 0 {
                guard.failure = Some(anyhow!("no recipe is ready to be built"));
                return;
            }
            guard = changed.wait(guard).unwrap_or_else(|p| p.into_inner());
            continue;
        };
        let port = guard.waiting.remove(index);
        let shelf = guard.shelf.clone();
        guard.under_way += 1;
        drop(guard);
        let made = jobs
            .acquire()
            .context("the job server failed")
            .and_then(|_job| make(context, port, &shelf, jobs))
            .with_context(|| format!("{} was not built", port.name()));
        guard = lock();
        guard.under_way -= 1;
        match made {
            Ok(built) => drop(guard.shelf.insert(built.name.clone(), built)),
            Err(error) => guard.failure = guard.failure.take().or(Some(error)),
        }
        changed.notify_all();
    }
}

fn is_ready(port: &Port, shelf: &Shelf) -> bool {
    port.recipe
        .build
        .needs
        .iter()
        .all(|need| shelf.contains_key(need.get_ref()))
}
