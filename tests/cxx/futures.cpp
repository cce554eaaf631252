// Futures: values and exceptions that come from another thread.
#include <chrono>
#include <cstdio>
#include <future>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

static long sum(const std::vector<int> &all, std::size_t from, std::size_t to) {
    if (to - from <= 250)
        return std::accumulate(all.begin() + from, all.begin() + to, 0L);
    std::size_t middle = (from + to) / 2;
    auto left = std::async(std::launch::async, sum, std::cref(all), from, middle);
    return sum(all, middle, to) + left.get();
}

template <class F> static void tell(const char *what, F action) {
    try {
        action();
        std::printf("%s: nothing\n", what);
    } catch (const std::future_error &e) {
        std::printf("%s: future_error %d %s\n", what, e.code().value(), e.code().category().name());
    } catch (const std::exception &e) {
        std::printf("%s: %s\n", what, e.what());
    }
}

int main() {
    std::vector<int> all(1000);
    std::iota(all.begin(), all.end(), 1);
    std::printf("async: %ld\n", sum(all, 0, all.size()));

    auto lazy = std::async(std::launch::deferred, [main = std::this_thread::get_id()] {
        return main == std::this_thread::get_id();
    });
    std::printf("deferred: %d\n", lazy.wait_for(0s) == std::future_status::deferred);
    std::printf("in this thread: %d\n", lazy.get());

    std::promise<std::string> promise;
    auto future = promise.get_future();
    std::printf("not yet: %d\n", future.wait_for(10ms) == std::future_status::timeout);
    std::thread thread([&] { promise.set_value("from a thread"); });
    std::printf("promise: %s\n", future.get().c_str());
    thread.join();

    tell("exception", [] {
        std::async(std::launch::async, []() -> int { throw std::runtime_error("thrown in a thread"); }).get();
    });
    tell("broken promise", [] {
        std::future<int> orphan;
        {
            std::promise<int> short_lived;
            orphan = short_lived.get_future();
        }
        orphan.get();
    });
    tell("satisfied twice", [] {
        std::promise<int> twice;
        twice.set_value(1);
        twice.set_value(2);
    });
    tell("taken twice", [] {
        std::promise<int> taken;
        auto first = taken.get_future();
        taken.get_future();
    });

    std::packaged_task<int(int)> task([](int n) { return n * n; });
    auto square = task.get_future();
    std::thread(std::move(task), 12).join();
    std::printf("packaged: %d\n", square.get());

    std::promise<void> start;
    auto gate = start.get_future().share();
    std::vector<std::future<int>> results;
    for (int i = 0; i < 4; i++)
        results.push_back(std::async(std::launch::async, [gate, i] {
            gate.wait();
            return i;
        }));
    start.set_value();
    int total = 0;
    for (auto &result : results)
        total = total * 10 + result.get();
    std::printf("shared: %d\n", total);

    std::promise<int> at_exit;
    auto late = at_exit.get_future();
    std::thread([&] {
        thread_local struct Last {
            bool *told;
            ~Last() { *told = true; }
        } last;
        static bool told;
        last.told = &told;
        at_exit.set_value_at_thread_exit(5);
    }).join();
    std::printf("at thread exit: %d\n", late.get());
}
