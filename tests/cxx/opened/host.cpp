// A program that opens a C++ library while it runs, uses it from two threads, and closes it.
// flags: -ldl -fno-gnu-unique
#include "plugin.h"
#include <dlfcn.h>
#include <exception>
#include <iostream>
#include <memory>
#include <thread>

static void use(Shape *(*make)(int)) {
    for (int side : {3, 0, -1})
        try {
            std::unique_ptr<Shape> shape(make(side));
            std::cout << shape->area() << std::endl;
        } catch (const std::exception &e) {
            std::cout << "caught " << e.what() << std::endl;
        }
}

int main() {
    for (int round = 0; round < 2; round++) {
        void *library = dlopen("./plugin.so", RTLD_NOW | RTLD_LOCAL);
        if (!library) {
            std::cout << "not opened" << std::endl;
            return 1;
        }
        auto make = reinterpret_cast<Shape *(*)(int)>(dlsym(library, "make"));
        std::thread(use, make).join();
        std::thread(use, make).join();
        dlclose(library);
        std::cout << "closed" << std::endl;
    }
}
