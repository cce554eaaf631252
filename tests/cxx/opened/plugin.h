#pragma once
#include <cstdio>

struct Shape {
    virtual ~Shape() = default;
    virtual int area() const = 0;
};
struct Tracer {
    const char *name;
    explicit Tracer(const char *name) : name(name) { std::printf("+%s\n", name), std::fflush(stdout); }
    ~Tracer() { std::printf("-%s\n", name), std::fflush(stdout); }
};
