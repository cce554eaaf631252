// Locales: the classic one's facets, facets of one's own, and what a stream does with them.
#include <algorithm>
#include <codecvt>
#include <cstdio>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <locale>
#include <sstream>
#include <string>

struct Dots : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
    std::string do_truename() const override { return "ja"; }
    std::string do_falsename() const override { return "nein"; }
};

struct Coins : std::moneypunct<char> {
    char do_decimal_point() const override { return '.'; }
    char do_thousands_sep() const override { return ','; }
    std::string do_grouping() const override { return "\3"; }
    std::string do_curr_symbol() const override { return "$"; }
    std::string do_positive_sign() const override { return ""; }
    std::string do_negative_sign() const override { return "-"; }
    int do_frac_digits() const override { return 2; }
    pattern do_pos_format() const override { return {{symbol, sign, value, none}}; }
    pattern do_neg_format() const override { return {{sign, symbol, value, none}}; }
};

// Commas are space.
struct Commas : std::ctype<char> {
    static const mask *table() {
        static mask all[table_size];
        std::copy(classic_table(), classic_table() + table_size, all);
        all[','] |= space;
        return all;
    }
    Commas() : std::ctype<char>(table()) {}
};

int main() {
    std::locale classic = std::locale::classic();
    std::cout << classic.name() << ' ' << std::locale().name() << ' ' << (std::locale("C") == classic) << '\n';
    try {
        std::locale none("no_such_locale");
    } catch (const std::runtime_error &e) {
        std::cout << "unknown: runtime_error\n";
    }
    std::locale dots(classic, new Dots);
    std::cout << std::has_facet<Dots>(classic) << std::has_facet<std::numpunct<char>>(classic) << ' ' << dots.name()
              << '\n';
    std::ostringstream out;
    out.imbue(dots);
    out << 1234567 << ' ' << 9876.5 << ' ' << std::boolalpha << true << false;
    std::cout << out.str() << '\n';
    std::istringstream in("1.234,5 ja");
    in.imbue(dots);
    double value = 0;
    bool yes = false;
    in >> value >> std::boolalpha >> yes;
    std::cout << value << yes << '\n';

    std::locale coins(classic, new Coins);
    std::ostringstream money;
    money.imbue(coins);
    money << std::showbase << std::put_money(123456789.0L) << ' ' << std::put_money("-50");
    std::cout << money.str() << '\n';
    std::istringstream paid("$1,234.56");
    paid.imbue(coins);
    long double cents = 0;
    paid >> std::get_money(cents);
    std::cout << static_cast<double>(cents) << '\n';

    std::istringstream list("a,b c,,d");
    list.imbue(std::locale(classic, new Commas));
    std::copy(std::istream_iterator<std::string>(list), {}, std::ostream_iterator<std::string>(std::cout, "|"));
    std::cout << '\n';

    auto &ctype = std::use_facet<std::ctype<char>>(classic);
    std::string text = "Grep 9!";
    ctype.toupper(text.data(), text.data() + text.size());
    std::cout << text << ' ' << std::isdigit('9', classic) << std::isalpha('9', classic) << ' ';
    int letters = 0;
    for (int c = 0; c < 128; c++)
        letters += std::isalnum(static_cast<char>(c), classic);
    std::cout << letters << '\n';
    auto &collate = std::use_facet<std::collate<char>>(classic);
    std::string a = "apple", b = "Banana";
    std::cout << collate.compare(a.data(), a.data() + a.size(), b.data(), b.data() + b.size()) << classic(a, b) << '\n';

    std::tm time{};
    time.tm_year = 124;
    time.tm_mon = 1;
    time.tm_mday = 29;
    time.tm_hour = 13;
    time.tm_wday = 4;
    time.tm_yday = 59;
    std::cout << std::put_time(&time, "%A %d %B %Y %H:%M:%S %j %p %%") << '\n';
    std::tm parsed{};
    std::istringstream("2023-12-24 18:30:05") >> std::get_time(&parsed, "%Y-%m-%d %H:%M:%S");
    std::cout << parsed.tm_year << ' ' << parsed.tm_mon << ' ' << parsed.tm_mday << ' ' << parsed.tm_hour << ' '
              << parsed.tm_sec << '\n';

    std::wstring_convert<std::codecvt_utf8<wchar_t>> utf8;
    std::wstring wide = utf8.from_bytes("h\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    for (wchar_t c : wide)
        std::cout << std::hex << static_cast<unsigned>(c) << ' ';
    std::cout << std::dec << (utf8.to_bytes(wide).size()) << '\n';
    std::wstring_convert<std::codecvt_utf8_utf16<char16_t>, char16_t> utf16;
    std::cout << utf16.from_bytes("\xf0\x9f\x98\x80").size() << '\n';
    try {
        utf8.from_bytes("\xff");
    } catch (const std::range_error &) {
        std::cout << "not UTF-8\n";
    }
    auto previous = std::locale::global(dots);
    std::ostringstream global;
    global << 1000;
    std::cout << global.str() << ' ' << (previous == classic) << '\n';
}
