// std::filesystem: making, listing, copying, moving and removing; links, permissions, times; and errors.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

static void write(const fs::path &path, const std::string &text) { std::ofstream(path) << text; }

static void tell(const char *what, const std::error_code &error) {
    std::cout << what << ": " << error.value() << ' ' << error.category().name() << '\n';
}

static void list(const fs::path &top) {
    std::vector<std::string> lines;
    for (auto it = fs::recursive_directory_iterator(top); it != fs::recursive_directory_iterator(); ++it) {
        const fs::directory_entry &entry = *it;
        std::string line = entry.path().lexically_relative(top).generic_string();
        line += entry.is_symlink() ? " link" : entry.is_directory() ? " folder" : " " + std::to_string(entry.file_size());
        lines.push_back(line + " " + std::to_string(it.depth()));
    }
    std::sort(lines.begin(), lines.end());
    for (const auto &line : lines)
        std::cout << "  " << line << '\n';
}

static void paths() {
    fs::path path = "/usr/lib/../share/./name.tar.gz";
    std::cout << path.filename() << path.stem() << path.extension() << path.parent_path() << path.root_path()
              << path.relative_path() << path.lexically_normal() << '\n';
    for (const auto &part : path)
        std::cout << part << ' ';
    std::cout << '\n' << fs::path("a") / "b" / "/c" << fs::path("a").replace_extension("txt") << '\n';
    std::cout << fs::path("/a/d").lexically_relative("/a/b/c") << (fs::path("a//b") == fs::path("a/b")) << '\n';
}

int main() {
    paths();
    fs::path top = fs::temp_directory_path() / ("cxx-" + std::to_string(std::hash<std::string>()(__FILE__) % 1000));
    fs::remove_all(top);
    std::cout << fs::create_directories(top / "one" / "two") << fs::create_directory(top / "one") << '\n';
    write(top / "one" / "file", "twelve bytes");
    write(top / "one" / "two" / "deep", "x");
    fs::create_symlink("file", top / "one" / "link");
    fs::create_directory_symlink("two", top / "one" / "dirlink");
    fs::create_hard_link(top / "one" / "file", top / "hard");
    std::cout << fs::hard_link_count(top / "hard") << fs::equivalent(top / "hard", top / "one" / "link")
              << fs::read_symlink(top / "one" / "link") << '\n';
    list(top);

    fs::copy(top / "one", top / "copy", fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    std::cout << fs::copy_file(top / "one" / "file", top / "copy" / "file", fs::copy_options::skip_existing);
    write(top / "longer", std::string(100000, 'l'));
    std::cout << fs::copy_file(top / "longer", top / "copy" / "file", fs::copy_options::overwrite_existing) << '\n';
    fs::rename(top / "copy" / "file", top / "moved");
    std::cout << fs::file_size(top / "moved") << fs::exists(top / "copy" / "file") << fs::exists(top / "copy" / "link")
              << fs::is_symlink(top / "copy" / "link") << '\n';
    fs::resize_file(top / "moved", 10);
    std::cout << fs::file_size(top / "moved") << fs::is_empty(top / "moved") << '\n';
    list(top);

    fs::permissions(top / "moved", fs::perms::owner_all | fs::perms::group_read);
    fs::permissions(top / "moved", fs::perms::owner_exec, fs::perm_options::remove);
    std::cout << std::oct << static_cast<int>(fs::status(top / "moved").permissions()) << std::dec << '\n';
    auto time = fs::file_time_type::clock::now() - std::chrono::hours(48);
    fs::last_write_time(top / "moved", time);
    auto kept = fs::last_write_time(top / "moved");
    std::cout << (std::chrono::abs(kept - time) < std::chrono::seconds(1)) << '\n';

    fs::current_path(top / "one");
    std::cout << fs::canonical("dirlink/../link").lexically_relative(fs::canonical(top)) << fs::exists("two/deep")
              << fs::absolute("file").lexically_relative(fs::current_path()) << fs::relative("two", top)
              << fs::weakly_canonical("two/none/..").filename() << '\n';
    std::cout << (fs::space(".").capacity > 0) << '\n';

    std::error_code error;
    fs::create_directory("file/below", error);
    tell("below a file", error);
    fs::remove(top / "one", error);
    tell("remove of a full folder", error);
    std::cout << fs::remove("none", error) << '\n';
    tell("remove of none", error);
    fs::canonical("none", error);
    tell("canonical of none", error);
    fs::copy_file("file", "two/deep", error);
    tell("copy onto a file", error);
    fs::rename("two", "file", error);
    tell("folder onto file", error);
    fs::create_symlink("loop", "loop");
    fs::status("loop", error);
    tell("loop", error);
    try {
        fs::directory_iterator none("nowhere");
    } catch (const fs::filesystem_error &e) {
        std::cout << e.path1() << (e.code() == std::errc::no_such_file_or_directory) << '\n';
    }
    fs::current_path("/");
    std::cout << fs::remove_all(top) << fs::exists(top) << '\n';
}
