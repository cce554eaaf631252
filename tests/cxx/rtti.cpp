// Types at run time: dynamic_cast in every direction, typeid, names, std::any, and pointers to members.
#include <any>
#include <cstdio>
#include <cstdlib>
#include <cxxabi.h>
#include <map>
#include <memory>
#include <string>
#include <typeindex>
#include <typeinfo>
#include <vector>

struct Root {
    virtual ~Root() = default;
    int root = 1;
};
struct Left : virtual Root {
    int left = 2;
    virtual const char *who() const { return "left"; }
};
struct Right : virtual Root {
    int right = 3;
};
struct Bottom final : Left, Right {
    int bottom = 4;
    const char *who() const override { return "bottom"; }
};
struct Other {
    virtual ~Other() = default;
};
struct Twice : Left, Other {};
namespace space {
template <class... T> struct Packed {};
enum class Colour { red };
} // namespace space

static std::string name(const std::type_info &type) {
    int status = 0;
    std::unique_ptr<char, void (*)(void *)> text(abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
    return status == 0 ? text.get() : "?";
}

int main() {
    Bottom bottom;
    Root *root = &bottom;
    std::printf("down: %d\n", dynamic_cast<Bottom *>(root)->bottom);
    Left *left = dynamic_cast<Left *>(root);
    std::printf("across: %d\n", dynamic_cast<Right *>(left)->right);
    std::printf("whole: %d\n", dynamic_cast<void *>(left) == &bottom);
    std::printf("to none: %d\n", dynamic_cast<Other *>(root) == nullptr);
    Twice twice;
    Other *other = &twice;
    std::printf("by the other base: %d %s\n", dynamic_cast<Left *>(other)->left, dynamic_cast<Left *>(other)->who());
    const char *(Left::*member)() const = &Left::who;
    std::printf("member: %s\n", (left->*member)());
    int Bottom::*field = &Bottom::bottom;
    std::printf("field: %d\n", bottom.*field);

    std::printf("%s %s %d\n", name(typeid(*root)).c_str(), name(typeid(root)).c_str(), typeid(*root) == typeid(Bottom));
    std::printf("%s\n", name(typeid(std::map<std::string, std::vector<space::Packed<int, char[3]>>>)).c_str());
    std::printf("%s %s\n", name(typeid(space::Colour::red)).c_str(), name(typeid(int (*)(double, ...))).c_str());
    auto lambda = [](int n) { return n; };
    std::printf("%s\n", name(typeid(lambda)).c_str());
    int status = 0;
    std::printf("%d ", abi::__cxa_demangle("not a name", nullptr, nullptr, &status) == nullptr);
    std::printf("%d\n", status);

    std::map<std::type_index, const char *> names{{typeid(int), "int"}, {typeid(Root), "Root"}};
    std::printf("%s %zu\n", names[typeid(*std::make_unique<Root>())], names.size());
    std::any any = std::string("text");
    std::printf("%s %d\n", std::any_cast<std::string>(any).c_str(), std::any_cast<int>(&any) == nullptr);
    any = 5;
    try {
        (void)std::any_cast<double>(any);
    } catch (const std::bad_any_cast &e) {
        std::printf("%s %d\n", e.what(), std::any_cast<int>(any));
    }
    std::shared_ptr<Root> shared = std::make_shared<Bottom>();
    std::printf("shared: %s\n", std::dynamic_pointer_cast<Left>(shared)->who());
}
