// Base64 as signatures use it (RFC 4648, section 4), in its one form: full groups, no line ends, no stray bits.
#pragma once

#include "../files/byte_view.h"

#include <string>
#include <vector>

namespace edgekd {

// An error, naming `name`, where the text is not that one form.
std::vector<uint8_t> decode_base64(const std::string& text, const std::string& name);

std::string encode_base64(ByteView bytes);

}  // namespace edgekd
