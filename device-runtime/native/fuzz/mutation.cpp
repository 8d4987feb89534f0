#include "mutation.h"

#include <algorithm>
#include <string>

namespace edgekd::fuzz {
namespace {

size_t below(size_t limit, Random& random) { return limit == 0 ? 0 : static_cast<size_t>(random() % limit); }

using Bytes = std::vector<uint8_t>;

void insert(Bytes& bytes, size_t at, const Bytes& part) {
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), part.begin(), part.end());
}

void erase(Bytes& bytes, size_t at, size_t count) {
    const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    bytes.erase(from, from + static_cast<std::ptrdiff_t>(std::min(count, bytes.size() - at)));
}

void put_number(Bytes& bytes, size_t at, Random& random) {
    static const uint64_t limits[] = {0,
                                      1,
                                      0x7F,
                                      0x80,
                                      0xFF,
                                      0x7FFF,
                                      0x8000,
                                      0xFFFF,
                                      0x7FFFFFFF,
                                      0x80000000,
                                      0xFFFFFFFF,
                                      0x7FFFFFFFFFFFFFFF,
                                      0xFFFFFFFFFFFFFFFF};
    const uint64_t number = limits[below(std::size(limits), random)];
    const size_t width = size_t{1} << below(4, random);
    const bool big = below(2, random) == 0;
    for (size_t i = 0; i < width && at + i < bytes.size(); i++)
        bytes[at + i] = static_cast<uint8_t>(number >> 8 * (big ? width - 1 - i : i));
}

void change(Bytes& bytes, Random& random) {
    const size_t at = below(bytes.size(), random), length = 1 + below(64, random);
    const size_t end = std::min(bytes.size(), at + length);
    switch (below(8, random)) {
        case 0:
            bytes[at] ^= static_cast<uint8_t>(1 << below(8, random));
            break;
        case 1:
            bytes[at] = static_cast<uint8_t>(random());
            break;
        case 2:
            put_number(bytes, at, random);
            break;
        case 3:
            erase(bytes, at, length);
            break;
        case 4:
            insert(bytes, at, Bytes(length, static_cast<uint8_t>(random())));
            break;
        case 5:
            insert(bytes, at,
                   Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                         bytes.begin() + static_cast<std::ptrdiff_t>(end)));
            break;
        case 6:
            std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin() + static_cast<std::ptrdiff_t>(end),
                      bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size() - (end - at) + 1, random)));
            break;
        default:
            bytes.resize(at);
            break;
    }
}

}  // namespace

std::vector<uint8_t> mutate(std::vector<uint8_t> bytes, Random& random) {
    for (size_t changes = 1 + below(8, random); changes > 0 && !bytes.empty(); changes--) change(bytes, random);
    return bytes;
}

std::vector<uint8_t> mutate_text(std::vector<uint8_t> bytes, Random& random) {
    static const std::string parts[] = {
        "-1", "0", "99999999999999999999", "1e308",       "1e999",        "null", "true", "[]", "{}", "\"\"", "\"a\"",
        ",",  ":", "[[[[[[[[[[[[[[[[[",    "\"\\u0000\"", "\"\xC2\x85\"", "\xFF", "../",  "/",  "NaN"};
    for (size_t changes = 1 + below(4, random); changes > 0 && !bytes.empty(); changes--) {
        const size_t at = below(bytes.size(), random);
        if (below(3, random) == 0) {
            change(bytes, random);
            continue;
        }
        // A value in another's place, up to where that ends.
        const std::string& part = parts[below(std::size(parts), random)];
        size_t end = at;
        while (end < bytes.size() && bytes[end] != ',' && bytes[end] != '}' && bytes[end] != '\n') end++;
        erase(bytes, at, end - at);
        insert(bytes, at, Bytes(part.begin(), part.end()));
    }
    return bytes;
}

}  // namespace edgekd::fuzz
