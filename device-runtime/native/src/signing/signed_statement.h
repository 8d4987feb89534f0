// What is signed of a release: an in-toto Statement v1 with the predicate of OpenSSF Model Signing v1.0, a digest a
// file (ossf/model-signing-spec 1.0, sections 5 and 6).
#pragma once

#include "../files/byte_view.h"

#include <string>
#include <utility>
#include <vector>

namespace edgekd {

struct SignedStatement {
    static constexpr const char* kPayloadType = "application/vnd.in-toto+json";

    // Path and SHA-256 of each file, in the order of the paths.
    std::vector<std::pair<std::string, std::string>> resources;

    // Reads and checks a payload; an error where it is another kind of statement, or contradicts itself.
    static SignedStatement parse(ByteView json, const std::string& name);
};

}  // namespace edgekd
