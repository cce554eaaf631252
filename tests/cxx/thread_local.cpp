// Thread-local objects: made when first used in a thread, destroyed in reverse when it ends, main's before static ones.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

struct Tracer {
    std::string name;
    explicit Tracer(const char *name) : name(name) { std::printf("+%s\n", this->name.c_str()); }
    ~Tracer() { std::printf("-%s\n", name.c_str()); }
};

Tracer ordinary("static");
thread_local Tracer first("first");
thread_local Tracer second("second");
thread_local int counter = 5;
alignas(64) thread_local char aligned[64];

struct Late {
    ~Late();
};
thread_local Late late;
thread_local std::unique_ptr<Tracer> resurrected;
// A destructor that uses another thread-local object, and makes one that was not used before.
Late::~Late() {
    thread_local Tracer made("made while ending");
    std::printf("late sees %s and %s\n", first.name.c_str(), made.name.c_str());
}

static int local(int step) {
    thread_local Tracer inside("in a function");
    static thread_local int sum = 100;
    return sum += step;
}

static void work(const char *who) {
    std::printf("%s: %d\n", who, counter++);
    first.name += who;
    second.name += who;
    std::printf("%s: %d %d %d\n", who, local(1), local(1), reinterpret_cast<unsigned long>(aligned) % 64 == 0);
}

int main() {
    std::thread one([] { work("one"); });
    one.join();
    std::thread two([] {
        (void)&late;
        first.name += "two";
        resurrected = std::make_unique<Tracer>("owned");
    });
    two.join();
    std::thread nothing([] {});
    nothing.join();
    work("main");
    std::thread exits([] {
        thread_local Tracer mine("of the thread that calls exit");
        std::exit(mine.name.size() == 29 ? 3 : 4);
    });
    exits.join();
}
