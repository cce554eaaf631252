#include "base.h"

Error::~Error() = default;
int Error::code() const { return 1; }
static Tracer loaded("libbase");
thread_local Tracer in_base("thread_local of libbase");

void through_base(void (*action)()) {
    Tracer frame("frame in libbase");
    action();
}
int bump_in_base() {
    shared_static()++;
    return ++shared_variable;
}
