//! Threads and what they share.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, TrySendError};
use std::sync::{Arc, Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock};
use std::thread;
use std::time::{Duration, Instant};

fn main() {
    channels();
    bounded_channel();
    mutex_and_condvar();
    read_write_lock();
    scoped();
    thread_locals();
    thread_local_destructors();
    barrier();
    once();
    parking();
    names_and_stacks();
    panics();
    many();
}

fn channels() {
    let (sender, receiver) = mpsc::channel::<(u32, u32)>();
    let producers: Vec<_> = (0..4)
        .map(|id| {
            let sender = sender.clone();
            thread::spawn(move || (0..1000).for_each(|n| sender.send((id, n)).unwrap()))
        })
        .collect();
    drop(sender);
    let mut sums = BTreeMap::new();
    let mut next = [0; 4];
    for (id, n) in receiver {
        assert_eq!(
            n, next[id as usize],
            "a producer's messages keep their order"
        );
        next[id as usize] += 1;
        *sums.entry(id).or_insert(0) += n;
    }
    producers.into_iter().for_each(|p| p.join().unwrap());
    println!("channels: {sums:?}");
}

fn bounded_channel() {
    let (sender, receiver) = mpsc::sync_channel(2);
    sender.send(1).unwrap();
    sender.send(2).unwrap();
    println!(
        "full: {}",
        matches!(sender.try_send(3), Err(TrySendError::Full(3)))
    );
    let consumer = thread::spawn(move || {
        let got: Vec<i32> = (0..3).map(|_| receiver.recv().unwrap()).collect();
        let before = Instant::now();
        let late = receiver.recv_timeout(Duration::from_millis(30));
        (
            got,
            late == Err(RecvTimeoutError::Timeout),
            before.elapsed() >= Duration::from_millis(30),
        )
    });
    sender.send(4).unwrap();
    println!("bounded: {:?}", consumer.join().unwrap());
    println!("closed: {}", sender.send(5).is_err());
}

fn mutex_and_condvar() {
    let shared = Arc::new((Mutex::new(0_u32), Condvar::new()));
    let players: Vec<_> = (0..2)
        .map(|me| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (turn, changed) = &*shared;
                for _ in 0..500 {
                    let mut turn = changed
                        .wait_while(turn.lock().unwrap(), |turn| *turn % 2 != me)
                        .unwrap();
                    *turn += 1;
                    changed.notify_all();
                }
            })
        })
        .collect();
    players.into_iter().for_each(|p| p.join().unwrap());
    println!("turns: {}", shared.0.lock().unwrap());
    let (lock, condition) = (Mutex::new(()), Condvar::new());
    let (_guard, result) = condition
        .wait_timeout(lock.lock().unwrap(), Duration::from_millis(20))
        .unwrap();
    println!(
        "timed out: {}; locked: {}",
        result.timed_out(),
        lock.try_lock().is_err()
    );
}

fn read_write_lock() {
    let lock = RwLock::new(vec![0]);
    thread::scope(|scope| {
        for n in 1..=3 {
            let lock = &lock;
            scope.spawn(move || lock.write().unwrap().push(n));
        }
    });
    let (one, two) = (lock.read().unwrap(), lock.read().unwrap());
    println!(
        "readers: {} {}; writer kept out: {}",
        one.len(),
        two.len(),
        lock.try_write().is_err()
    );
}

fn scoped() {
    let words = ["alpha", "beta", "gamma"];
    let total = AtomicUsize::new(0);
    let lengths: Vec<usize> = thread::scope(|scope| {
        let handles: Vec<_> = words
            .iter()
            .map(|word| {
                let total = &total;
                scope.spawn(move || {
                    total.fetch_add(word.len(), Ordering::Relaxed);
                    word.len()
                })
            })
            .collect();
        handles.into_iter().map(|h| h.join().unwrap()).collect()
    });
    println!("scoped: {lengths:?} {}", total.into_inner());
}

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(7) };
    static NOTES: RefCell<Vec<String>> = RefCell::new(vec!["first".into()]);
}

fn thread_locals() {
    COUNT.set(1);
    let others: Vec<u32> = (0..3)
        .map(|n| {
            thread::spawn(move || {
                COUNT.set(COUNT.get() + n);
                NOTES.with_borrow_mut(|notes| notes.push(n.to_string()));
                COUNT.get() + NOTES.with_borrow(|notes| notes.len() as u32)
            })
        })
        .map(|handle| handle.join().unwrap())
        .collect();
    println!(
        "thread locals: {others:?} {} {:?}",
        COUNT.get(),
        NOTES.take()
    );
}

struct Leaving(mpsc::Sender<&'static str>, &'static str);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.send(self.1).unwrap();
    }
}

fn thread_local_destructors() {
    thread_local!(static LAST: RefCell<Option<Leaving>> = const { RefCell::new(None) });
    let (sender, receiver) = mpsc::channel();
    let other = sender.clone();
    thread::spawn(move || LAST.set(Some(Leaving(other, "thread-local value dropped"))))
        .join()
        .unwrap();
    sender.send("joined").unwrap();
    drop(sender);
    println!("destructors: {:?}", receiver.iter().collect::<Vec<_>>());
}

fn barrier() {
    let (barrier, arrived) = (Barrier::new(4), AtomicUsize::new(0));
    let leaders: usize = thread::scope(|scope| {
        let handles: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    arrived.fetch_add(1, Ordering::SeqCst);
                    let leader = barrier.wait().is_leader();
                    assert_eq!(arrived.load(Ordering::SeqCst), 4);
                    usize::from(leader)
                })
            })
            .collect();
        handles.into_iter().map(|h| h.join().unwrap()).sum()
    });
    println!("barrier: {leaders} leader");
}

fn once() {
    static ONCE: Once = Once::new();
    static CALLS: AtomicU64 = AtomicU64::new(0);
    static TEXT: OnceLock<String> = OnceLock::new();
    static LAZY: LazyLock<u64> = LazyLock::new(|| CALLS.fetch_add(10, Ordering::SeqCst));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                ONCE.call_once(|| {
                    CALLS.fetch_add(1, Ordering::SeqCst);
                });
                TEXT.get_or_init(|| {
                    CALLS.fetch_add(100, Ordering::SeqCst);
                    "made once".into()
                });
            });
        }
    });
    println!(
        "once: {} {:?} then {}",
        CALLS.load(Ordering::SeqCst),
        TEXT.get(),
        *LAZY
    );
}

fn parking() {
    let ready = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&ready);
    let sleeper = thread::spawn(move || {
        while !seen.load(Ordering::Acquire) {
            thread::park();
        }
        "woken"
    });
    ready.store(true, Ordering::Release);
    sleeper.thread().unpark();
    println!("parking: {}", sleeper.join().unwrap());
    let before = Instant::now();
    thread::park_timeout(Duration::from_millis(10));
    thread::sleep(Duration::from_millis(10));
    println!("slept: {}", before.elapsed() >= Duration::from_millis(10));
}

fn names_and_stacks() {
    fn depth(n: u64) -> u64 {
        let room = std::hint::black_box([n; 64]);
        if n == 0 {
            0
        } else {
            1 + depth(room[63] - 1)
        }
    }
    let builder = thread::Builder::new()
        .name("deep".into())
        .stack_size(16 << 20);
    let handle = builder
        .spawn(|| (thread::current().name().map(str::to_owned), depth(10_000)))
        .unwrap();
    println!("stack: {:?}", handle.join().unwrap());
    println!(
        "main: {:?}; CPUs: {}",
        thread::current().name(),
        thread::available_parallelism().is_ok()
    );
}

fn panics() {
    panic::set_hook(Box::new(|_| ()));
    let lock = Arc::new(Mutex::new(5));
    let held = Arc::clone(&lock);
    let result = thread::spawn(move || {
        let _guard = held.lock().unwrap();
        panic!("on purpose: {}", std::hint::black_box(42));
    })
    .join();
    println!(
        "a thread's panic: {:?}",
        result.unwrap_err().downcast_ref::<String>()
    );
    println!("poisoned: {}", lock.lock().is_err());

    struct Noisy;
    impl Drop for Noisy {
        fn drop(&mut self) {
            println!("dropped while unwinding");
        }
    }
    let result = panic::catch_unwind(|| {
        let _noisy = Noisy;
        let empty: Vec<u8> = Vec::new();
        empty[std::hint::black_box(3)]
    });
    println!("caught: {}", result.is_err());
    drop(panic::take_hook());
}

fn many() {
    let total: u64 = (0..200)
        .map(|n| thread::spawn(move || n))
        .map(|h| h.join().unwrap())
        .sum();
    let together: Vec<_> = (0..32_u64).map(|n| thread::spawn(move || n * n)).collect();
    let squares: u64 = together.into_iter().map(|h| h.join().unwrap()).sum();
    println!("many: {total} {squares}");
}
