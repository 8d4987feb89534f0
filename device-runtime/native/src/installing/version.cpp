#include "version.h"

#include "../bundles/entry_name.h"
#include "../faults/fault.h"

#include <algorithm>

namespace edgekd {
namespace {

bool is_number(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_identifier(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
}

bool has_leading_zero(const std::string& number) { return number.size() > 1 && number[0] == '0'; }

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    for (size_t start = 0;;) {
        const size_t dot = text.find('.', start);
        parts.push_back(text.substr(start, dot == std::string::npos ? dot : dot - start));
        if (dot == std::string::npos) return parts;
        start = dot + 1;
    }
}

// Numbers of any length, without leading zeros.
int compare_numbers(const std::string& a, const std::string& b) {
    return a.size() != b.size() ? (a.size() < b.size() ? -1 : 1) : a.compare(b);
}

int compare_identifiers(const std::string& a, const std::string& b) {
    if (is_number(a) != is_number(b)) return is_number(a) ? -1 : 1;
    return is_number(a) ? compare_numbers(a, b) : a.compare(b);
}

}  // namespace

Version Version::parse(const std::string& text, const std::string& where) {
    const auto fail = [&] {
        throw Fault(where + ": '" + shown(text) +
                    "' is no version; write it as MAJOR.MINOR.PATCH, such as 1.2.0 or 2.0.0-rc.1 (semver.org).");
    };
    const size_t plus = text.find('+');
    const std::string without_build = text.substr(0, plus);
    const size_t dash = without_build.find('-');
    Version version;
    version.numbers_ = split(without_build.substr(0, dash));
    const auto is_core = [](const std::string& part) { return is_number(part) && !has_leading_zero(part); };
    if (text.size() > 100 || version.numbers_.size() != 3 ||
        !std::all_of(version.numbers_.begin(), version.numbers_.end(), is_core))
        fail();
    if (dash != std::string::npos) version.prerelease_ = split(without_build.substr(dash + 1));
    for (const auto& part : version.prerelease_)
        if (!is_identifier(part) || (is_number(part) && has_leading_zero(part))) fail();
    if (plus != std::string::npos)
        for (const auto& part : split(text.substr(plus + 1)))
            if (!is_identifier(part)) fail();
    return version;
}

int Version::compare(const Version& other) const {
    for (size_t i = 0; i < 3; i++)
        if (const int order = compare_numbers(numbers_[i], other.numbers_[i])) return order;
    // A pre-release comes before its release.
    if (prerelease_.empty() != other.prerelease_.empty()) return prerelease_.empty() ? 1 : -1;
    for (size_t i = 0; i < std::min(prerelease_.size(), other.prerelease_.size()); i++)
        if (const int order = compare_identifiers(prerelease_[i], other.prerelease_[i])) return order;
    return prerelease_.size() == other.prerelease_.size() ? 0 : prerelease_.size() < other.prerelease_.size() ? -1 : 1;
}

}  // namespace edgekd
