// Makes what covers mutated contents right again, so that a mutation gets past the checks in front of its reader.
#pragma once

#include "mutation.h"

namespace edgekd::fuzz {

// A sound bundle with one file changed, laid out with sound headers. `name` "bundle.json" changes the manifest; any
// other file's digest in the manifest is made right.
std::vector<uint8_t> with_mutated_file(const std::vector<uint8_t>& bundle, const std::string& name, Random& random);

// A sound data file with changes, whose digests are right.
std::vector<uint8_t> with_mutated_data(std::vector<uint8_t> packed, Random& random);

}  // namespace edgekd::fuzz
