// needs: thrower base
#include "base.h"
#include <exception>
#include <new>
#include <thread>
#include <typeinfo>

static Tracer loaded("main's");
thread_local Tracer in_main("thread_local of main");

static void attempt(void (*action)()) {
    try {
        action();
    } catch (const Weak &e) {
        std::printf("Weak %s %d\n", e.what(), e.code());
    } catch (const Error &e) {
        std::printf("Error %s %d\n", e.what(), e.code());
    } catch (const std::exception &e) {
        std::printf("exception %s\n", e.what());
    } catch (int n) {
        std::printf("int %d\n", n);
    }
}

static void all() {
    attempt([] { throw_from_thrower(1); });
    attempt([] { throw_from_thrower(2); });
    attempt([] { throw_from_thrower(3); });
    attempt([] { throw_from_thrower(4); });
    attempt([] { throw_from_thrower(5); });
    attempt([] { through_thrower([] { throw Weak("from main through both"); }); });
    attempt([] { through_thrower([] { throw_from_thrower(3); }); });
}

int main() {
    all();
    std::printf("%s\n", in_main.name);
    std::thread([] {
        std::printf("%s\n", in_base.name);
        all();
    }).join();
    std::exception_ptr kept;
    std::thread([&] {
        try {
            throw_from_thrower(3);
        } catch (...) {
            kept = std::current_exception();
        }
    }).join();
    try {
        std::rethrow_exception(kept);
    } catch (const Error &e) {
        std::printf("kept: %s %d\n", e.what(), e.code());
    }
    const Error *error = last_error();
    std::printf("%d %d\n", dynamic_cast<const Weak *>(error) == nullptr, typeid(*error) == typeid(Error));
    std::printf("%d", bump_in_base());
    std::printf(" %d %d\n", shared_variable, shared_static());
}
