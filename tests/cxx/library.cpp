// What else stands on the C library: numbers to text and back, random numbers, mathematics, signals, errors, algorithms.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <complex>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <limits>
#include <numeric>
#include <random>
#include <ranges>
#include <set>
#include <source_location>
#include <span>
#include <string>
#include <system_error>
#include <unordered_map>
#include <vector>

static void numbers() {
    char text[64];
    for (double x : {0.1, 1.0 / 3, 1e23, 5e-324, 1.7976931348623157e308, -0.0}) {
        auto end = std::to_chars(text, text + sizeof text, x).ptr;
        double back = 0;
        std::from_chars(text, end, back);
        std::printf("%.*s %d ", static_cast<int>(end - text), text, std::memcmp(&x, &back, sizeof x) == 0);
        end = std::to_chars(text, text + sizeof text, x, std::chars_format::scientific, 5).ptr;
        std::printf("%.*s\n", static_cast<int>(end - text), text);
    }
    int n = 0;
    const char *hex = "7fz";
    auto [rest, error] = std::from_chars(hex, hex + 3, n, 16);
    std::printf("%d %c %d\n", n, *rest, error == std::errc());
    std::printf("%s %s %d %g\n", std::to_string(-42).c_str(), std::to_string(2.5).c_str(), std::stoi("0x1A", nullptr, 0),
                std::stod("1e-3"));
}

static void random_numbers() {
    std::mt19937_64 engine(5489);
    engine.discard(9999);
    std::printf("%llu\n", static_cast<unsigned long long>(engine())); // [rand.predef]: 9981545732273789042
    std::mt19937 small(1);
    std::uniform_int_distribution<int> die(1, 6);
    std::normal_distribution<double> normal;
    double sum = 0;
    for (int i = 0; i < 1000; i++)
        sum += normal(small);
    std::printf("%d %.6f\n", die(small), sum);
    std::random_device device;
    std::set<unsigned> different;
    for (int i = 0; i < 8; i++)
        different.insert(device());
    std::printf("%d\n", different.size() > 4);
}

static void mathematics() {
    std::printf("%.10f %.10f %.10f\n", std::riemann_zeta(2.0), std::cyl_bessel_j(0.5, 2.0), std::tgamma(4.5));
    std::complex<double> z = std::pow(std::complex<double>(1, 2), std::complex<double>(0.5, -1));
    std::printf("%.10f %.10f %.10f\n", z.real(), z.imag(), std::abs(std::exp(std::complex<double>(0, 3))));
    std::printf("%.10Lf %.10f %d %d\n", std::sqrt(2.0L), std::lerp(1.0, 3.0, 0.25), std::isnan(std::sqrt(-1.0)),
                std::gcd(84, 36));
    std::printf("%.10f %.10f\n", std::hypot(2.0, 3.0, 6.0), std::beta(2.0, 3.0));
}

static volatile std::sig_atomic_t caught;
static void errors() {
    std::signal(SIGUSR1, [](int signal) { caught = signal; });
    std::raise(SIGUSR1);
    std::printf("signal: %d\n", caught == SIGUSR1);
    std::error_code code = std::make_error_code(std::errc::permission_denied);
    std::printf("%d %s %d\n", code.value(), code.category().name(), code == std::errc::permission_denied);
    std::printf("%s\n", std::generic_category().message(ENOENT).c_str());
    try {
        throw std::system_error(ENOSPC, std::system_category(), "writing");
    } catch (const std::system_error &e) {
        std::printf("%s %d\n", e.what(), e.code() == std::errc::no_space_on_device);
    }
    auto here = std::source_location::current();
    std::printf("%s\n", here.function_name());
}

static void algorithms() {
    std::vector<int> all(1000);
    std::iota(all.begin(), all.end(), 0);
    std::shuffle(all.begin(), all.end(), std::minstd_rand(7));
    auto sorted = all;
    std::stable_sort(sorted.begin(), sorted.end(), [](int a, int b) { return a % 10 < b % 10; });
    std::printf("%d %d %d\n", sorted[0], sorted[500], sorted[999]);
    std::nth_element(all.begin(), all.begin() + 500, all.end());
    std::printf("%d\n", all[500]);
    auto even = std::views::iota(1, 50) | std::views::filter([](int n) { return n % 7 == 0; }) |
                std::views::transform([](int n) { return n * n; }) | std::views::reverse;
    for (int n : even)
        std::printf("%d ", n);
    std::puts("");
    std::unordered_map<std::string, int> counts;
    for (const char *word : {"a", "b", "a", "c", "a"})
        counts[word]++;
    std::printf("%d %zu %zu\n", counts["a"], counts.size(), std::hash<std::string>()("text"));
    std::array<int, 4> few{4, 3, 2, 1};
    std::ranges::sort(few);
    std::printf("%d %d\n", few[0], std::reduce(few.begin(), few.end()));
}

int main() {
    numbers();
    random_numbers();
    mathematics();
    errors();
    algorithms();
}
