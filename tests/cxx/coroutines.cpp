// Coroutines: a generator, and tasks that await each other, throw, and change threads.
#include <atomic>
#include <coroutine>
#include <cstdio>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

struct Tracer {
    const char *name;
    explicit Tracer(const char *name) : name(name) {}
    ~Tracer() { std::printf("-%s ", name); }
};

template <class T> struct Generator {
    struct promise_type {
        T value;
        std::exception_ptr error;
        Generator get_return_object() { return Generator(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(T next) {
            value = std::move(next);
            return {};
        }
        void return_void() {}
        void unhandled_exception() { error = std::current_exception(); }
    };
    std::coroutine_handle<promise_type> handle;
    explicit Generator(std::coroutine_handle<promise_type> handle) : handle(handle) {}
    Generator(Generator &&other) : handle(std::exchange(other.handle, nullptr)) {}
    ~Generator() {
        if (handle)
            handle.destroy();
    }
    std::optional<T> next() {
        handle.resume();
        if (handle.promise().error)
            std::rethrow_exception(handle.promise().error);
        if (handle.done())
            return std::nullopt;
        return handle.promise().value;
    }
};

template <class T> struct Task {
    struct promise_type {
        std::optional<T> value;
        std::exception_ptr error;
        std::coroutine_handle<> waiting = std::noop_coroutine();
        Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() { return {}; }
        struct Final {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> done) noexcept {
                return done.promise().waiting;
            }
            void await_resume() noexcept {}
        };
        Final final_suspend() noexcept { return {}; }
        void return_value(T result) { value = std::move(result); }
        void unhandled_exception() { error = std::current_exception(); }
    };
    std::coroutine_handle<promise_type> handle;
    explicit Task(std::coroutine_handle<promise_type> handle) : handle(handle) {}
    Task(Task &&other) : handle(std::exchange(other.handle, nullptr)) {}
    ~Task() {
        if (handle)
            handle.destroy();
    }
    bool await_ready() { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) {
        handle.promise().waiting = caller;
        return handle;
    }
    T await_resume() {
        if (handle.promise().error)
            std::rethrow_exception(handle.promise().error);
        return std::move(*handle.promise().value);
    }
};

static Generator<long> fibonacci() {
    Tracer tracer("generator");
    for (long a = 0, b = 1;; a = std::exchange(b, a + b))
        co_yield a;
}

static Generator<std::string> failing() {
    Tracer tracer("failing");
    co_yield "one";
    throw std::runtime_error("no second");
}

static Task<int> depth(int n) {
    if (n == 0)
        co_return 0;
    co_return 1 + co_await depth(n - 1);
}

static Task<int> throwing() {
    Tracer tracer("throwing");
    throw std::logic_error("awaited");
    co_return 1;
}

struct Elsewhere {
    std::thread &thread;
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
        thread = std::thread([handle] { handle.resume(); });
    }
    void await_resume() {}
};

static Task<bool> moving(std::thread &thread, std::atomic<bool> &moved) {
    auto before = std::this_thread::get_id();
    co_await Elsewhere{thread};
    moved = before != std::this_thread::get_id();
    co_return true;
}

static Task<int> whole(std::string &told) {
    int deep = co_await depth(100);
    try {
        co_await throwing();
    } catch (const std::logic_error &e) {
        told = e.what();
    }
    co_return deep;
}

int main() {
    {
        auto numbers = fibonacci();
        for (int i = 0; i < 10; i++)
            std::printf("%ld ", *numbers.next());
    }
    std::puts("");
    auto texts = failing();
    std::printf("%s ", texts.next()->c_str());
    try {
        texts.next();
    } catch (const std::runtime_error &e) {
        std::printf("%s\n", e.what());
    }
    std::string told;
    auto task = whole(told);
    task.handle.resume();
    std::printf("%d %s\n", task.await_resume(), told.c_str());
    std::thread thread;
    std::atomic<bool> moved{false};
    auto mover = moving(thread, moved);
    mover.handle.resume();
    thread.join();
    std::printf("moved: %d %d\n", moved.load(), mover.handle.done());
}
