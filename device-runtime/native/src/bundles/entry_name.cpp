#include "entry_name.h"

#include "../faults/fault.h"

#include <algorithm>
#include <cstdint>

namespace edgekd {
namespace {

constexpr size_t kMaxLength = 200;

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '+';
}

// The next code point of sound UTF-8.
uint32_t next_code_point(const std::string& text, size_t& at) {
    const auto byte = [&](size_t i) {
        return static_cast<uint32_t>(static_cast<unsigned char>(text[std::min(i, text.size() - 1)]));
    };
    const uint32_t first = byte(at);
    const size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    uint32_t point = length == 1 ? first : first & (0xFF >> (length + 1));
    for (size_t i = 1; i < length; i++) point = point << 6 | (byte(at + i) & 0x3F);
    at += length;
    return point;
}

bool is_space(uint32_t point) {
    return point == ' ' || (point >= 9 && point <= 13) || point == 0x85 || point == 0xA0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 || point == 0x202F ||
           point == 0x205F || point == 0x3000;
}

bool is_control(uint32_t point) { return point < 0x20 || (point >= 0x7F && point <= 0x9F); }

}  // namespace

std::string entry_name_fault(const std::string& path) {
    if (path.empty()) return "is empty";
    if (path.size() > kMaxLength)
        return "has " + std::to_string(path.size()) + " characters, more than the " + std::to_string(kMaxLength) +
               " allowed";
    if (!std::all_of(path.begin(), path.end(), [](char c) { return c == '/' || is_plain(c); }))
        return "'" + shown(path) + "' holds more than letters, digits, '-', '_', '+', '.' and '/'";
    for (size_t start = 0; start <= path.size();) {
        const size_t end = std::min(path.find('/', start), path.size());
        if (end == start) return "'" + path + "' is absolute, a folder, or has an empty part";
        if (path[start] == '.' || path[end - 1] == '.')
            return "'" + path + "' has a part that begins or ends with a dot";
        start = end + 1;
    }
    return "";
}

bool is_name_part(const std::string& text) {
    return !text.empty() && text.size() <= 100 && text[0] != '.' && std::all_of(text.begin(), text.end(), is_plain);
}

bool is_word(const std::string& text) {
    bool blank = true;
    for (size_t at = 0; at < text.size();) {
        const uint32_t point = next_code_point(text, at);
        if (is_control(point)) return false;
        blank = blank && is_space(point);
    }
    return !blank;
}

std::string shown(const std::string& text) {
    size_t at = 0;
    for (int i = 0; i < 40 && at < text.size(); i++) next_code_point(text, at);
    return one_line(text.substr(0, std::min(at, text.size())));
}

}  // namespace edgekd
