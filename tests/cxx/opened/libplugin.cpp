// flags: -fno-gnu-unique
#include "plugin.h"
#include <cstdio>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

static Tracer loaded("plugin");
static thread_local Tracer local("thread_local of the plugin");

struct Square : Shape {
    int side;
    explicit Square(int side) : side(side) {}
    int area() const override {
        if (side < 0)
            throw std::domain_error("side " + std::to_string(side));
        return side * side;
    }
};
struct OwnError : std::exception {
    const char *what() const noexcept override { return "the plugin's own"; }
};

extern "C" Shape *make(int side) {
    if (side == 0)
        throw OwnError();
    std::cout << "made in " << local.name << std::endl;
    return new Square(side);
}
