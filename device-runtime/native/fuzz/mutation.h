// Random changes of bytes.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace edgekd::fuzz {

using Random = std::mt19937_64;

// One to eight changes: bits, bytes, whole numbers at their limits, parts cut out, put in, repeated or moved, the end
// cut off.
std::vector<uint8_t> mutate(std::vector<uint8_t> bytes, Random& random);

// As the other, of text: digits and braces, quotes and commas are what its readers look at.
std::vector<uint8_t> mutate_text(std::vector<uint8_t> bytes, Random& random);

}  // namespace edgekd::fuzz
