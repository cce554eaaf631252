// needs: base
#include "base.h"
#include <new>
#include <string>

static Tracer loaded("libthrower");
struct Hidden : Error {
    using Error::Error;
    int code() const override { return 3; }
};

void through_thrower(void (*action)()) {
    try {
        through_base(action);
    } catch (const Weak &e) {
        std::printf("libthrower passes on %s %d\n", e.what(), e.code());
        throw;
    }
}
void throw_from_thrower(int which) {
    std::string text = "number " + std::to_string(which);
    switch (which) {
    case 1:
        throw Error(text.c_str());
    case 2:
        throw Weak(text.c_str());
    case 3:
        throw Hidden(text.c_str());
    case 4:
        throw which;
    default:
        throw std::bad_alloc();
    }
}
const Error *last_error() {
    static const Hidden error("kept");
    return &error;
}
