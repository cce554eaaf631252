// What the libraries and the program of this folder share.
#pragma once
#include <cstdio>
#include <stdexcept>

struct Tracer {
    const char *name;
    explicit Tracer(const char *name) : name(name) { std::printf("+%s\n", name); }
    ~Tracer() { std::printf("-%s\n", name); }
};

// Its table of virtual functions is in libbase, its subclass's in libthrower.
struct Error : std::runtime_error {
    explicit Error(const char *what) : std::runtime_error(what) {}
    ~Error() override;
    virtual int code() const;
};
// Without a key function: every file has a table and a type of its own, which must count as one.
struct Weak : Error {
    using Error::Error;
    int code() const override { return 2; }
};

inline int shared_variable = 10;
inline int &shared_static() {
    static int value = (std::puts("made once"), 20);
    return value;
}

extern thread_local Tracer in_base;
void through_base(void (*action)());
void through_thrower(void (*action)());
[[noreturn]] void throw_from_thrower(int which);
const Error *last_error();
int bump_in_base();
