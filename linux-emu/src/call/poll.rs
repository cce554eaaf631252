//! Waiting for several descriptors.

use super::{number, Context, DONE};
use crate::guest;
use abi::errno::Result;
use abi::Errno;
use posix::fd::{self, EpollEvent, FdSets, FD_SETSIZE};
use posix::types::constants::epoll::EPOLL_CTL_DEL;
use posix::types::{PollFd, Timespec, Timeval};

/// Descriptors polled at once: as many as a process can have open by default.
const DESCRIPTORS_MAX: usize = 1024;

/// Milliseconds as a timeout; negative ones wait for ever.
fn from_milliseconds(milliseconds: i32) -> Option<Timespec> {
    (milliseconds >= 0).then(|| Timespec {
        sec: i64::from(milliseconds / 1000),
        nsec: i64::from(milliseconds % 1000) * 1_000_000,
    })
}

fn polled(context: &Context<'_>, timeout: Option<Timespec>, mask: Option<u64>) -> Result<u64> {
    let count = context.unsigned(1) as usize;
    let mut entries = [PollFd::default(); DESCRIPTORS_MAX];
    let entries = entries.get_mut(..count).ok_or(Errno::EINVAL)?;
    guest::read(context.word(0), bytemuck::cast_slice_mut(entries))?;
    let ready = fd::poll(context.thread(), entries, timeout, mask)?;
    guest::write(context.word(0), bytemuck::cast_slice(entries))?;
    Ok(ready as u64)
}

pub fn poll(context: &mut Context<'_>) -> Result<u64> {
    polled(context, from_milliseconds(context.int(2)), None)
}

pub fn ppoll(context: &mut Context<'_>) -> Result<u64> {
    let timeout = guest::load_if(context.word(2))?;
    let mask = guest::load_if(context.word(3))?;
    if mask.is_some() && context.word(4) != 8 {
        return Err(Errno::EINVAL);
    }
    polled(context, timeout, mask)
}

/// `fd_set`, of which calls touch only the words that their count of descriptors needs.
type Set = [u64; FD_SETSIZE / 64];

fn selected(context: &Context<'_>, timeout: Option<Timespec>, mask: Option<u64>) -> Result<u64> {
    let count = context.int(0);
    let words = fd::set_words(count);
    let addresses = [1, 2, 3].map(|index| context.word(index));
    let mut sets: [Set; 3] = [[0; FD_SETSIZE / 64]; 3];
    for (set, address) in sets.iter_mut().zip(addresses) {
        if address != 0 {
            guest::read(address, bytemuck::cast_slice_mut(&mut set[..words]))?;
        }
    }
    let [read, write, except] = &mut sets;
    let given = |index: usize| addresses[index] != 0;
    let mut asked = FdSets {
        read: given(0).then_some(&mut read[..words]),
        write: given(1).then_some(&mut write[..words]),
        except: given(2).then_some(&mut except[..words]),
    };
    let bits = fd::select(context.thread(), count, &mut asked, timeout, mask)?;
    for (set, address) in sets.iter().zip(addresses) {
        if address != 0 {
            guest::write(address, bytemuck::cast_slice(&set[..words]))?;
        }
    }
    Ok(bits as u64)
}

pub fn select(context: &mut Context<'_>) -> Result<u64> {
    let timeout = guest::load_if::<Timeval>(context.word(4))?;
    let timeout = timeout.map(|time| {
        // Linux normalises more than a second of microseconds.
        Timespec {
            sec: time.sec + time.usec / 1_000_000,
            nsec: time.usec % 1_000_000 * 1000,
        }
    });
    selected(context, timeout, None)
}

pub fn pselect6(context: &mut Context<'_>) -> Result<u64> {
    let timeout = guest::load_if(context.word(4))?;
    let mask = match guest::load_if::<[usize; 2]>(context.word(5))? {
        Some([address, size]) if address != 0 && size != 8 => return Err(Errno::EINVAL),
        Some([address, _]) => guest::load_if(address)?,
        None => None,
    };
    selected(context, timeout, mask)
}

pub fn epoll_create(context: &mut Context<'_>) -> Result<u64> {
    if context.int(0) <= 0 {
        return Err(Errno::EINVAL);
    }
    fd::epoll_create(context.thread(), 0).map(number)
}

pub fn epoll_create1(context: &mut Context<'_>) -> Result<u64> {
    fd::epoll_create(context.thread(), context.int(0)).map(number)
}

pub fn epoll_ctl(context: &mut Context<'_>) -> Result<u64> {
    let [queue, operation, target] = [0, 1, 2].map(|index| context.int(index));
    let mut event = EpollEvent::default();
    if operation != EPOLL_CTL_DEL {
        // Packed: events, then the data in two halves.
        let [events, low, high]: [u32; 3] = guest::load(context.word(3))?;
        event.events = events;
        event.data = u64::from(low) | u64::from(high) << 32;
    }
    fd::epoll_ctl(context.thread(), queue, operation, target, event).and(DONE)
}

/// Events given at once.
const EVENTS_MAX: usize = 64;

fn awaited(context: &Context<'_>, timeout: Option<Timespec>, mask: Option<u64>) -> Result<u64> {
    const EVENT_LEN: usize = 12;
    let most = usize::try_from(context.int(2)).map_err(|_| Errno::EINVAL)?;
    let room = guest::buffer(context.word(1), most.saturating_mul(EVENT_LEN))?;
    let mut events = [EpollEvent::default(); EVENTS_MAX];
    let events = &mut events[..most.min(EVENTS_MAX)];
    let count = fd::epoll_wait(context.thread(), context.int(0), events, timeout, mask)?;
    for (index, event) in events[..count].iter().enumerate() {
        let (kinds, data) = (event.events, event.data);
        let words = [kinds, data as u32, (data >> 32) as u32];
        guest::store(room.address + index * EVENT_LEN, &words)?;
    }
    Ok(count as u64)
}

pub fn epoll_wait(context: &mut Context<'_>) -> Result<u64> {
    awaited(context, from_milliseconds(context.int(3)), None)
}

pub fn epoll_pwait(context: &mut Context<'_>) -> Result<u64> {
    let mask = guest::load_if(context.word(4))?;
    if mask.is_some() && context.word(5) != 8 {
        return Err(Errno::EINVAL);
    }
    awaited(context, from_milliseconds(context.int(3)), mask)
}
