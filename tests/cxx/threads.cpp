// Threads and what they wait with: mutexes, conditions, and C++20's latch, barrier, semaphore, stop token and atomic wait.
#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <stop_token>
#include <system_error>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

static void counting() {
    std::mutex mutex;
    std::atomic<long> atomic{0};
    long plain = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; t++)
        threads.emplace_back([&] {
            for (int i = 0; i < 2000; i++) {
                std::lock_guard guard(mutex);
                plain++;
                atomic.fetch_add(1, std::memory_order_relaxed);
            }
        });
    for (auto &thread : threads)
        thread.join();
    std::printf("mutex: %ld %ld\n", plain, atomic.load());
}

static void queue() {
    std::mutex mutex;
    std::condition_variable filled, emptied;
    std::deque<int> items;
    bool done = false;
    long sum = 0;
    std::thread consumer([&] {
        std::unique_lock lock(mutex);
        for (;;) {
            filled.wait(lock, [&] { return !items.empty() || done; });
            if (items.empty())
                return;
            sum += items.front();
            items.pop_front();
            emptied.notify_one();
        }
    });
    for (int i = 1; i <= 300; i++) {
        std::unique_lock lock(mutex);
        emptied.wait(lock, [&] { return items.size() < 4; });
        items.push_back(i);
        filled.notify_one();
    }
    {
        std::lock_guard guard(mutex);
        done = true;
    }
    filled.notify_all();
    consumer.join();
    std::printf("queue: %ld\n", sum);
}

static void timeouts() {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    auto before = std::chrono::steady_clock::now();
    auto status = never.wait_for(lock, 20ms);
    auto waited = std::chrono::steady_clock::now() - before;
    std::printf("wait_for: %d %d\n", status == std::cv_status::timeout, waited >= 20ms);
    auto until = std::chrono::system_clock::now() + 20ms;
    std::printf("wait_until: %d\n", never.wait_until(lock, until, [] { return false; }));
    std::timed_mutex timed;
    timed.lock();
    bool got = true;
    std::thread([&] { got = timed.try_lock_for(20ms); }).join();
    std::printf("try_lock_for: %d\n", got);
    std::recursive_mutex twice;
    twice.lock();
    std::printf("recursive: %d\n", twice.try_lock());
    twice.unlock();
    twice.unlock();
}

static void sharing() {
    std::shared_mutex mutex;
    std::shared_lock one(mutex), two(mutex);
    bool writer = true, reader = false;
    std::thread([&] {
        writer = mutex.try_lock();
        reader = mutex.try_lock_shared();
        if (reader)
            mutex.unlock_shared();
    }).join();
    std::printf("shared: %d %d\n", writer, reader);
}

static void once() {
    std::once_flag flag;
    std::atomic<int> runs{0}, failures{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; t++)
        threads.emplace_back([&] {
            try {
                std::call_once(flag, [&] {
                    if (failures.load() == 0)
                        throw failures++;
                    runs++;
                });
            } catch (int) {
            }
        });
    for (auto &thread : threads)
        thread.join();
    std::printf("call_once: %d run, %d failed\n", runs.load(), failures.load());
}

static void twenty() {
    constexpr int count = 3;
    std::latch ready(count);
    std::counting_semaphore<8> tickets(0);
    std::atomic<int> phase{0}, sum{0};
    std::barrier barrier(count, [&]() noexcept { phase++; });
    std::vector<std::jthread> threads;
    for (int t = 0; t < count; t++)
        threads.emplace_back([&, t] {
            ready.count_down();
            for (int i = 0; i < 5; i++)
                barrier.arrive_and_wait();
            tickets.acquire();
            sum += t;
        });
    ready.wait();
    tickets.release(count);
    threads.clear();
    std::printf("latch, barrier, semaphore: %d phases, sum %d\n", phase.load(), sum.load());

    std::atomic<int> word{0};
    std::jthread waiter([&] {
        word.wait(0);
        word = word + 10;
        word.notify_all();
    });
    word = 1;
    word.notify_all();
    word.wait(1);
    std::printf("atomic wait: %d\n", word.load());

    std::mutex mutex;
    std::condition_variable_any condition;
    std::atomic<bool> stopped{false};
    std::jthread sleeper([&](std::stop_token token) {
        std::unique_lock lock(mutex);
        stopped = !condition.wait(lock, token, [] { return false; });
    });
    sleeper.request_stop();
    sleeper.join();
    std::printf("stop token: %d\n", stopped.load());
}

static void misuse() {
    try {
        std::thread().join();
    } catch (const std::system_error &e) {
        std::printf("join of none: %s\n", e.code() == std::errc::invalid_argument ? "EINVAL" : "?");
    }
    std::mutex mutex;
    std::unique_lock lock(mutex);
    try {
        lock.lock();
    } catch (const std::system_error &e) {
        std::printf("locked twice: %d\n", e.code() == std::errc::resource_deadlock_would_occur);
    }
    std::thread::id none;
    std::printf("ids: %d %d\n", std::this_thread::get_id() != none, std::thread().get_id() == none);
    std::printf("hardware: %d\n", std::thread::hardware_concurrency() >= 1);
}

int main() {
    counting();
    queue();
    timeouts();
    sharing();
    once();
    twenty();
    misuse();
}
