// Clocks, durations and C++20's calendar.
#include <chrono>
#include <ctime>
#include <iostream>
#include <thread>

using namespace std::chrono;
using namespace std::chrono_literals;

static void show(year_month_day date) {
    std::cout << int(date.year()) << '-' << unsigned(date.month()) << '-' << unsigned(date.day()) << ' '
              << weekday(sys_days(date)).c_encoding() << (date.ok() ? "" : " bad") << '\n';
}

int main() {
    std::cout << duration_cast<minutes>(7385s).count() << ' ' << (90min).count() << ' '
              << duration_cast<hours>(-90min).count() << ' ' << floor<hours>(-90min).count() << ' '
              << ceil<seconds>(1500ms).count() << ' ' << round<seconds>(2500ms).count() << '\n';
    std::cout << duration<double, std::milli>(1s).count() << ' ' << (1h + 2min + 3s == 3723s) << ' '
              << duration<int, std::ratio<1, 30>>(90).count() % 7 << '\n';
    hh_mm_ss time(25h + 61min + 1s + 5ms);
    std::cout << time.hours().count() << ':' << time.minutes().count() << ':' << time.seconds().count() << '.'
              << time.subseconds().count() << '\n';

    auto before = steady_clock::now();
    auto wall = system_clock::now();
    std::this_thread::sleep_for(30ms);
    std::this_thread::sleep_until(system_clock::now() + 10ms);
    auto slept = steady_clock::now() - before;
    std::cout << (slept >= 40ms) << (slept < 30s) << (system_clock::now() > wall) << steady_clock::is_steady << '\n';
    std::cout << (std::abs(system_clock::to_time_t(wall) - std::time(nullptr)) <= 60) << '\n';
    std::cout << (floor<days>(wall) > sys_days(2020y / January / 1)) << '\n';

    show(2024y / February / 29);
    show(2023y / February / 29);
    show(year_month_day(sys_days(2024y / 2 / 28) + days(2)));
    show(2024y / January / 31 + months(1));
    show(sys_days(2024y / November / Thursday[4]));
    show(2025y / May / last);
    show(year_month_day(sys_days(days(-1))));
    show(year_month_day(sys_days(1900y / 3 / 1) - days(1)));
    std::cout << (sys_days(2024y / 12 / 25) - sys_days(2024y / 1 / 1)).count() << ' '
              << (Sunday - Monday).count() << ' ' << year(1900).is_leap() << year(2000).is_leap() << '\n';
    long days_checked = 0;
    for (sys_days day = 1600y / 1 / 1; day < 2400y / 1 / 1; day += days(1)) {
        std::time_t seconds = sys_seconds(day).time_since_epoch().count();
        std::tm broken;
        gmtime_r(&seconds, &broken);
        year_month_day date(day);
        if (broken.tm_year + 1900 != int(date.year()) || broken.tm_mon + 1 != int(unsigned(date.month())) ||
            broken.tm_mday != int(unsigned(date.day())) || broken.tm_wday != int(weekday(day).c_encoding()))
            std::cout << "differs on day " << day.time_since_epoch().count() << '\n';
        days_checked++;
    }
    std::cout << days_checked << " days as gmtime has them\n";
}
