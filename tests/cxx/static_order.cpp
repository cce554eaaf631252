// When static objects are made and destroyed: in order of definition, functions' at first use, all in reverse at exit,
// mixed with atexit; and what abort, _Exit and quick_exit leave out.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

struct Tracer {
    const char *name;
    explicit Tracer(const char *name) : name(name) { std::printf("+%s\n", name); }
    ~Tracer() { std::printf("-%s\n", name); }
};

Tracer &in_function() {
    static Tracer object("in a function");
    return object;
}

Tracer one("one");
Tracer uses((in_function(), "uses another"));
Tracer late __attribute__((init_priority(2000)))("priority 2000");
Tracer early __attribute__((init_priority(1000)))("priority 1000");
inline Tracer inlined("inline");
template <int n> struct Holder {
    static Tracer object;
};
template <int n> Tracer Holder<n>::object("of a template");
constinit int ready = 6;

__attribute__((constructor(200))) static void before() { std::puts("constructor function"); }
__attribute__((destructor)) static void after() { std::puts("destructor function"); }

static std::atomic<int> made{0};
static int slow(int n) {
    struct Slow {
        int value;
        explicit Slow(int value) : value(value) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            made++;
        }
    };
    static Slow object(n);
    return object.value > 0;
}

static int thrown(int n) {
    static int value = n == 0 ? throw 1 : n;
    return value;
}

static void leave(const char *how, void (*exit)(int)) {
    std::printf("%s:\n", how);
    std::fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        std::at_quick_exit([] {
            std::puts("at_quick_exit");
            std::fflush(stdout);
        });
        exit(7);
    }
    int status = 0;
    waitpid(child, &status, 0);
    std::printf("status %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
}

int main() {
    (void)&Holder<1>::object;
    std::printf("main %d\n", ready);
    std::vector<std::thread> threads;
    for (int t = 1; t <= 4; t++)
        threads.emplace_back(slow, t);
    for (auto &thread : threads)
        thread.join();
    std::printf("made once: %d\n", made.load());
    try {
        thrown(0);
    } catch (int) {
        std::puts("made later");
    }
    std::printf("%d %d\n", thrown(5), thrown(6));
    leave("quick_exit", std::quick_exit);
    leave("_Exit", std::_Exit);
    leave("abort", [](int) { std::abort(); });
    std::atexit([] { std::puts("atexit before"); });
    static Tracer last("last");
    std::atexit([] {
        std::puts("atexit after");
        std::atexit([] { std::puts("atexit inside atexit"); });
    });
    std::exit(9);
}
