//! Clocks, sleeping, timers.

use super::{Context, DONE};
use crate::guest;
use abi::errno::Result;
use abi::Errno;
use posix::time;
use posix::types::constants::signal::SIGALRM;
use posix::types::constants::time::*;
use posix::types::{Itimerspec, Itimerval, Timespec, Timeval};

pub fn clock_gettime(context: &mut Context<'_>) -> Result<u64> {
    let now = time::any_clock_gettime(context.thread(), context.int(0))?;
    guest::store(context.word(1), &now).and(DONE)
}

pub fn clock_settime(context: &mut Context<'_>) -> Result<u64> {
    let new: Timespec = guest::load(context.word(1))?;
    time::clock_settime(context.thread(), context.int(0), &new).and(DONE)
}

pub fn clock_getres(context: &mut Context<'_>) -> Result<u64> {
    let resolution = time::clock_getres(context.thread(), context.int(0))?;
    guest::store_if(context.word(1), &resolution).and(DONE)
}

pub fn gettimeofday(context: &mut Context<'_>) -> Result<u64> {
    let now = time::clock_gettime(CLOCK_REALTIME)?;
    let now = Timeval {
        sec: now.sec,
        usec: now.nsec / 1000,
    };
    guest::store_if(context.word(0), &now)?;
    // `struct timezone`: minutes west of Greenwich and a kind of daylight saving time, both 0.
    guest::store_if(context.word(1), &[0u32; 2]).and(DONE)
}

pub fn time(context: &mut Context<'_>) -> Result<u64> {
    let now = time::clock_gettime(CLOCK_REALTIME)?.sec;
    guest::store_if(context.word(0), &now)?;
    Ok(now as u64)
}

fn sleep(
    context: &Context<'_>,
    clock: i32,
    flags: i32,
    request: usize,
    remaining: usize,
) -> Result<u64> {
    let request: Timespec = guest::load(context.word(request))?;
    match time::clock_nanosleep(context.thread(), clock, flags, &request) {
        Ok(()) => DONE,
        Err((Errno::EINTR, left)) if flags & TIMER_ABSTIME == 0 => {
            guest::store_if(context.word(remaining), &left)?;
            Err(Errno::EINTR)
        }
        Err((errno, _)) => Err(errno),
    }
}

pub fn nanosleep(context: &mut Context<'_>) -> Result<u64> {
    sleep(context, CLOCK_MONOTONIC, 0, 0, 1)
}

pub fn clock_nanosleep(context: &mut Context<'_>) -> Result<u64> {
    sleep(context, context.int(0), context.int(1), 2, 3)
}

pub fn getitimer(context: &mut Context<'_>) -> Result<u64> {
    let now = time::getitimer(context.thread(), context.int(0))?;
    guest::store(context.word(1), &now).and(DONE)
}

pub fn setitimer(context: &mut Context<'_>) -> Result<u64> {
    // Linux takes a null setting as "stop".
    let new = guest::load_if(context.word(1))?.unwrap_or_default();
    let old = time::setitimer(context.thread(), context.int(0), &new)?;
    guest::store_if(context.word(2), &old).and(DONE)
}

pub fn alarm(context: &mut Context<'_>) -> Result<u64> {
    let new = Itimerval {
        value: Timeval {
            sec: context.unsigned(0).into(),
            usec: 0,
        },
        ..Itimerval::default()
    };
    let left = time::setitimer(context.thread(), ITIMER_REAL, &new)?.value;
    // Rounded to the nearest second, but never to 0 while it runs.
    let seconds = left.sec + i64::from(left.usec >= 500_000);
    let running = left != Timeval::default();
    Ok(seconds.max(running.into()) as u64)
}

pub fn timer_create(context: &mut Context<'_>) -> Result<u64> {
    // A `sigevent`: value at 0, signal at 8, way of notification at 12.
    let event = guest::load_if::<[u32; 4]>(context.word(1))?;
    let (signal, way, value) = match event {
        None => (SIGALRM, SIGEV_SIGNAL, 0),
        Some([low, high, signal, way]) => (
            signal as i32,
            way as i32,
            u64::from(low) | u64::from(high) << 32,
        ),
    };
    if way != SIGEV_SIGNAL {
        return Err(Errno::EINVAL);
    }
    let id = time::timer_create(context.thread(), context.int(0), signal, value)?;
    let stored = guest::store(context.word(2), &id);
    if stored.is_err() {
        time::timer_delete(context.thread(), id)?;
    }
    stored.and(DONE)
}

pub fn timer_settime(context: &mut Context<'_>) -> Result<u64> {
    let new: Itimerspec = guest::load(context.word(2))?;
    let old = time::timer_settime(context.thread(), context.int(0), context.int(1), &new)?;
    guest::store_if(context.word(3), &old).and(DONE)
}

pub fn timer_gettime(context: &mut Context<'_>) -> Result<u64> {
    let now = time::timer_gettime(context.thread(), context.int(0))?;
    guest::store(context.word(1), &now).and(DONE)
}

pub fn timer_getoverrun(context: &mut Context<'_>) -> Result<u64> {
    time::timer_getoverrun(context.thread(), context.int(0)).map(|n| n as u64)
}

pub fn timer_delete(context: &mut Context<'_>) -> Result<u64> {
    time::timer_delete(context.thread(), context.int(0)).and(DONE)
}

pub fn timerfd_create(context: &mut Context<'_>) -> Result<u64> {
    time::timerfd_create(context.thread(), context.int(0), context.int(1)).map(|fd| fd as u64)
}

pub fn timerfd_settime(context: &mut Context<'_>) -> Result<u64> {
    let new: Itimerspec = guest::load(context.word(2))?;
    let old = time::timerfd_settime(context.thread(), context.int(0), context.int(1), &new)?;
    guest::store_if(context.word(3), &old).and(DONE)
}

pub fn timerfd_gettime(context: &mut Context<'_>) -> Result<u64> {
    let now = time::timerfd_gettime(context.thread(), context.int(0))?;
    guest::store(context.word(1), &now).and(DONE)
}
