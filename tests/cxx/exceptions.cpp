// Throwing and catching: which handler is chosen, what is destroyed on the way, and the exceptions that the language
// and the library throw themselves.
#include <cstdio>
#include <exception>
#include <functional>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <variant>
#include <vector>

struct Tracer {
    const char *name;
    explicit Tracer(const char *name) : name(name) { std::printf("+%s ", name); }
    ~Tracer() { std::printf("-%s(%d) ", name, std::uncaught_exceptions()); }
};

struct Base : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct Derived : Base {
    using Base::Base;
};

static void tell(const char *what, const std::function<void()> &action) {
    std::printf("%s: ", what);
    try {
        action();
        std::puts("nothing");
    } catch (const Derived &e) {
        std::printf("Derived %s\n", e.what());
    } catch (const Base &e) {
        std::printf("Base %s\n", e.what());
    } catch (const std::exception &e) {
        std::printf("%s %s\n", typeid(e).name(), e.what());
    } catch (int n) {
        std::printf("int %d\n", n);
    } catch (const char *text) {
        std::printf("text %s\n", text);
    } catch (...) {
        std::puts("something");
    }
}

static int deep(int n) {
    Tracer *none = nullptr;
    std::string ballast(100, 'x');
    if (n == 0)
        throw static_cast<int>(ballast.size());
    return deep(n - 1) + (none == nullptr);
}

struct Member {
    Tracer first{"first"};
    Tracer second;
    explicit Member(bool fails) try : second("second") {
        if (fails)
            throw Base("from a constructor");
    } catch (Base &) {
        std::printf("(function try) ");
    }
};

struct Risky {
    ~Risky() noexcept(false) { throw Derived("from a destructor"); }
};

static void describe(const std::exception &e, int depth = 0) {
    std::printf("%d:%s ", depth, e.what());
    try {
        std::rethrow_if_nested(e);
    } catch (const std::exception &inner) {
        describe(inner, depth + 1);
    }
}

struct Shape {
    virtual ~Shape() = default;
};
struct Circle : Shape {};
struct Square : Shape {};

int main() {
    tell("nothing thrown", [] {});
    tell("by value", [] { throw Derived("one"); });
    tell("sliced by rethrow of a copy", [] {
        try {
            throw Derived("two");
        } catch (Base &e) {
            throw Base(e);
        }
    });
    tell("rethrown as it was", [] {
        try {
            throw Derived("three");
        } catch (Base &) {
            throw;
        }
    });
    tell("int", [] { throw 7; });
    tell("pointer", [] { throw "text"; });
    tell("other", [] { throw 1.5; });
    tell("order of destruction", [] {
        Tracer a("a");
        Tracer b("b");
        {
            Tracer c("c");
            throw 1;
        }
    });
    tell("half-built array", [] {
        struct Counted : Tracer {
            Counted() : Tracer("n") {
                static int made;
                if (++made == 3)
                    throw Base("third");
            }
        };
        std::vector<Counted> all(5);
    });
    tell("constructor", [] { Member member(true); });
    tell("destructor", [] { Risky risky; });
    tell("deep", [] { deep(2000); });
    tell("nested", [] {
        try {
            try {
                throw std::out_of_range("inner");
            } catch (...) {
                std::throw_with_nested(std::logic_error("outer"));
            }
        } catch (const std::exception &e) {
            describe(e);
        }
    });
    tell("kept and thrown later", [] {
        std::exception_ptr kept;
        try {
            throw Derived("kept");
        } catch (...) {
            kept = std::current_exception();
        }
        std::rethrow_exception(kept);
    });
    tell("bad_alloc", [] {
        volatile std::size_t much = ~std::size_t{0} / 4;
        static char *volatile kept = new char[much];
        delete[] kept;
    });
    tell("bad_array_new_length", [] {
        volatile long n = -1;
        delete[] new int[n];
    });
    tell("bad_cast", [] {
        Circle circle;
        Shape &shape = circle;
        (void)dynamic_cast<Square &>(shape);
    });
    tell("bad_typeid", [] {
        Shape *none = nullptr;
        std::puts(typeid(*none).name());
    });
    tell("at", [] { (void)std::vector<int>(3).at(3); });
    tell("substr", [] { (void)std::string("abc").substr(4); });
    tell("stoi", [] { (void)std::stoi("none"); });
    tell("stoi too large", [] { (void)std::stoi("99999999999"); });
    tell("bad_function_call", [] { std::function<void()>()(); });
    tell("bad_optional_access", [] { (void)std::optional<int>().value(); });
    tell("bad_variant_access", [] { (void)std::get<0>(std::variant<int, char>('x')); });
    std::printf("pending: %d\n", std::uncaught_exceptions());
    std::set_terminate([] {
        std::printf("terminate: ");
        try {
            std::rethrow_exception(std::current_exception());
        } catch (const Base &e) {
            std::printf("%s\n", e.what());
        }
        std::fflush(stdout);
        std::_Exit(42);
    });
    [=]() noexcept { throw Base("out of noexcept"); }();
}
