// std::regex: the grammars, captures, iteration, replacement, and errors.
#include <iostream>
#include <regex>
#include <string>

static void match(const std::string &pattern, const std::string &text,
                  std::regex::flag_type flags = std::regex::ECMAScript) {
    std::cout << pattern << " in " << text << ':';
    std::smatch found;
    if (std::regex_search(text, found, std::regex(pattern, flags)))
        for (std::size_t i = 0; i < found.size(); i++)
            std::cout << ' ' << found.position(i) << '[' << found[i] << ']';
    else
        std::cout << " none";
    std::cout << '\n';
}

int main() {
    match("(\\w+)@(\\w+)\\.(com|org)", "write to someone@example.org today");
    match("a*?b", "aaab");
    match("(a|ab)(c|bcd)(d*)", "abcd");
    match("(a|ab)(c|bcd)(d*)", "abcd", std::regex::extended);
    match("\\(x*\\)\\1", "xxxx", std::regex::basic);
    match("^([[:upper:]][[:lower:]]+) ([[:digit:]]{2,4})$", "April 2024");
    match("h(?=el)", "held");
    match("(?:na){2,3}(?!na)", "bananananana");
    match("[^\\s,]+", " ,second");
    match("HELLO", "say hello", std::regex::icase);
    match("(z)((a+)?(b+)?(c))*", "zaacbbbcac");
    std::string text = "one=1, two=22, three=333";
    std::regex pair("(\\w+)=(\\d+)");
    for (std::sregex_iterator it(text.begin(), text.end(), pair), end; it != end; ++it)
        std::cout << (*it)[2] << ' ' << (*it)[1] << ';';
    std::cout << '\n';
    std::regex separator(",\\s*");
    for (std::sregex_token_iterator it(text.begin(), text.end(), separator, -1), end; it != end; ++it)
        std::cout << '<' << *it << '>';
    std::cout << '\n' << std::regex_replace(text, pair, "$2:$1 ($&)") << '\n';
    std::cout << std::regex_replace(text, std::regex("\\d"), "#", std::regex_constants::format_first_only) << '\n';
    for (const char *wrong : {"(", "[z-a]", "*x", "a{2,1}", "\\", "[[:none:]]", "a**", ")"})
        try {
            std::regex pattern(wrong);
            std::cout << wrong << " is good\n";
        } catch (const std::regex_error &e) {
            std::cout << wrong << " error " << e.code() << '\n';
        }
    std::wsmatch wide;
    std::wstring wtext = L"weite Welt";
    std::cout << std::regex_search(wtext, wide, std::wregex(L"W.l")) << wide.position() << '\n';
}
