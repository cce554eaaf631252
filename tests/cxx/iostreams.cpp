// Streams: formatting, parsing, files, positions, buffers of one's own, states and exceptions.
// stdin: 12 0x1f word\nsecond line\n3.25 nonsense\n
#include <bitset>
#include <cmath>
#include <complex>
#include <cstdio>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <limits>
#include <sstream>
#include <streambuf>
#include <string>
#include <syncstream>
#include <thread>
#include <vector>

static void formatting() {
    std::cout << std::boolalpha << true << ' ' << std::noboolalpha << false << '\n';
    std::cout << std::hex << std::showbase << 255 << ' ' << std::oct << 8 << ' ' << std::dec << std::noshowbase << -3
              << '\n';
    for (double x : {0.1, 1e100, -1.0 / 3, 12345678.0, 1e-7, std::nan(""), HUGE_VAL})
        std::cout << x << ' ' << std::fixed << std::setprecision(3) << x << ' ' << std::scientific << x << ' '
                  << std::hexfloat << x << std::defaultfloat << std::setprecision(6) << '\n';
    std::cout << std::setprecision(18) << 0.1L << ' ' << std::numeric_limits<double>::max() << std::setprecision(6)
              << '\n';
    std::cout << std::setw(8) << std::setfill('*') << 42 << std::left << std::setw(8) << "left" << std::internal
              << std::setw(8) << -5 << std::setfill(' ') << std::right << '\n';
    std::cout << std::showpos << 5 << std::noshowpos << ' ' << std::uppercase << std::hex << 0xbeef << std::dec
              << std::nouppercase << ' ' << std::quoted("a \"b\"") << ' ' << std::complex<double>(1, -2) << ' '
              << std::bitset<8>(37) << '\n';
    std::cout << static_cast<const void *>(nullptr) << ' ' << 'c' << ' ' << static_cast<short>(-1) << '\n';
}

static void parsing() {
    int n = 0, hex = 0;
    std::string word, line;
    std::cin >> n >> std::hex >> hex >> std::dec >> word;
    std::getline(std::cin >> std::ws, line);
    double real = 0;
    int failed = 7;
    std::cin >> real >> failed;
    std::cout << n << ' ' << hex << ' ' << word << " [" << line << "] " << real << ' ' << failed << ' '
              << std::cin.fail() << std::cin.eof() << '\n';
    std::cin.clear();
    std::cin >> word;
    std::cout << word << ' ' << (std::cin >> word ? "more" : "end") << '\n';
    std::istringstream overflow("99999999999 300");
    int big = 0;
    overflow >> big;
    std::cout << big << ' ' << overflow.fail() << '\n';
    for (const char *text : {"1e3", "0x1p4", "inf", ".5", "1e", "-", "1,5"}) {
        std::istringstream stream(text);
        double value = -1;
        stream >> value;
        std::cout << text << '=' << value << (stream.fail() ? "!" : "") << ' ';
    }
    std::cout << '\n';
}

static void files() {
    const char *name = "stream.txt";
    {
        std::ofstream out(name);
        for (int i = 0; i < 5000; i++)
            out << i << (i % 10 == 9 ? '\n' : ' ');
        std::cout << "written: " << out.tellp() << '\n';
    }
    std::ifstream in(name);
    long sum = 0, value, lines = 0;
    while (in >> value)
        sum += value;
    in.clear();
    in.seekg(-10, std::ios::end);
    std::string rest;
    std::getline(in, rest);
    in.seekg(0);
    for (std::string line; std::getline(in, line);)
        lines++;
    std::cout << sum << ' ' << lines << " [" << rest << "]\n";
    {
        std::fstream both(name, std::ios::in | std::ios::out | std::ios::binary);
        both.seekp(2);
        both << "XY";
        both.seekg(0);
        std::string head(8, ' ');
        both.read(head.data(), 8);
        std::cout << head << ' ' << both.gcount() << '\n';
    }
    std::ofstream(name, std::ios::app) << "appended";
    std::ifstream again(name, std::ios::ate);
    std::cout << again.tellg() << '\n';
    std::ifstream missing("missing.txt");
    std::cout << missing.is_open() << missing.good() << '\n';
    std::remove(name);
}

// Writes every character twice; reads the digits in turn.
struct Doubling : std::streambuf {
    std::string written;
    char next = '0', current = 0;
    int_type overflow(int_type c) override {
        written += std::string(2, traits_type::to_char_type(c));
        return c;
    }
    int_type underflow() override {
        if (next > '9')
            return traits_type::eof();
        current = next++;
        setg(&current, &current, &current + 1);
        return current;
    }
};

static void buffers() {
    Doubling buffer;
    std::iostream stream(&buffer);
    stream << "ab" << 12;
    std::string digits;
    stream >> digits;
    std::cout << buffer.written << ' ' << digits << ' ' << stream.eof() << '\n';
    std::ostringstream captured;
    auto *old = std::cout.rdbuf(captured.rdbuf());
    std::cout << "captured";
    std::cout.rdbuf(old);
    std::cout << captured.str().size() << '\n';
    std::istringstream strict("x");
    strict.exceptions(std::ios::failbit);
    try {
        int n;
        strict >> n;
    } catch (const std::ios_base::failure &e) {
        std::cout << "failure " << e.code().category().name() << ' ' << e.code().value() << '\n';
    }
    std::wostringstream wide;
    wide << L"w\u00e4" << 1.5 << std::setw(4) << L'x';
    std::cout << wide.str().size() << ' ' << static_cast<int>(wide.str()[1]) << '\n';
    std::ostringstream shared;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; t++)
        threads.emplace_back([&] { std::osyncstream(shared) << "whole" << "line\n"; });
    for (auto &thread : threads)
        thread.join();
    std::cout << shared.str();
}

int main() {
    formatting();
    parsing();
    files();
    buffers();
    std::clog << "not compared\n";
    std::printf("%s", "mixed with stdio\n");
    std::cout << "in order" << std::endl;
}
