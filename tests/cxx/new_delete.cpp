// operator new and delete: the library's, aligned ones, replaced ones, the new handler, and memory resources.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <memory_resource>
#include <new>
#include <string>
#include <thread>
#include <vector>

static long made, freed, sized;
void *operator new(std::size_t size) {
    made++;
    if (void *p = std::malloc(size ? size : 1))
        return p;
    throw std::bad_alloc();
}
void operator delete(void *p) noexcept {
    freed += p != nullptr;
    std::free(p);
}
void operator delete(void *p, std::size_t) noexcept {
    sized += p != nullptr;
    std::free(p);
}

struct alignas(256) Wide {
    char bytes[256];
};
struct Own {
    static int here;
    static void *operator new(std::size_t size) {
        here++;
        return ::operator new(size);
    }
    static void operator delete(void *p) { ::operator delete(p); }
};
int Own::here;
struct Throws {
    Throws() { throw 1; }
};

static int handled;
int main() {
    delete new int(5);
    std::printf("single: %ld made, %ld freed, %ld sized\n", made, freed, sized);
    made = freed = sized = 0;
    {
        std::vector<std::string> all(10, std::string(100, 'x'));
        auto shared = std::make_shared<std::string>(50, 'y');
        std::weak_ptr<std::string> weak = shared;
        shared.reset();
        std::printf("expired: %d\n", weak.expired());
    }
    std::printf("balanced: %d\n", made > 0 && made == freed + sized);
    bool aligned = true;
    std::vector<std::unique_ptr<Wide>> wide;
    for (int i = 0; i < 10; i++) {
        wide.push_back(std::make_unique<Wide>());
        aligned &= reinterpret_cast<std::uintptr_t>(wide.back().get()) % 256 == 0;
    }
    void *page = ::operator new(10, std::align_val_t(4096));
    aligned &= reinterpret_cast<std::uintptr_t>(page) % 4096 == 0;
    ::operator delete(page, std::align_val_t(4096));
    std::printf("aligned: %d\n", aligned);
    made = freed = sized = 0;
    delete new Own;
    try {
        delete new Throws;
    } catch (int) {
    }
    std::printf("own: %d, %ld made, %ld freed\n", Own::here, made, freed + sized);
    alignas(std::string) char place[sizeof(std::string)];
    auto *placed = new (place) std::string("placed");
    std::printf("%s %d\n", placed->c_str(), static_cast<void *>(placed) == place);
    placed->~basic_string();
    volatile std::size_t much = SIZE_MAX / 4;
    std::printf("nothrow: %d\n", new (std::nothrow) char[much] == nullptr);
    std::set_new_handler([] {
        if (++handled == 3)
            std::set_new_handler(nullptr);
    });
    try {
        ::operator delete(::operator new(much, std::align_val_t(64)), std::align_val_t(64));
    } catch (const std::bad_alloc &e) {
        std::printf("%s after %d calls\n", e.what(), handled);
    }
    char buffer[4096];
    std::pmr::monotonic_buffer_resource arena(buffer, sizeof buffer, std::pmr::null_memory_resource());
    made = 0;
    std::pmr::vector<std::pmr::string> texts(&arena);
    for (int i = 0; i < 10; i++)
        texts.emplace_back("a text that is too long for the short form");
    std::printf("arena: %zu, %ld made\n", texts.size(), made);
    std::pmr::synchronized_pool_resource pool;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; t++)
        threads.emplace_back([&] {
            for (int i = 0; i < 500; i++)
                std::pmr::vector<int>(i % 100, 1, &pool);
        });
    for (auto &thread : threads)
        thread.join();
    try {
        for (int i = 0; i < 1000; i++)
            texts.emplace_back("more than the buffer holds, in the long run");
    } catch (const std::bad_alloc &) {
        std::printf("arena is full\n");
    }
}
