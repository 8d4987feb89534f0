#include "base64.h"

#include "../faults/fault.h"

#include <climits>
#include <openssl/evp.h>

namespace edgekd {

std::vector<uint8_t> decode_base64(const std::string& text, const std::string& name) {
    if (text.size() % 4 != 0 || text.size() > INT_MAX / 2) throw Fault(name + " is not Base64.");
    std::vector<uint8_t> bytes(text.size() / 4 * 3 + 1);
    const int length = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()));
    if (length < 0) throw Fault(name + " is not Base64.");
    // OpenSSL counts the padding as zeros.
    size_t size = static_cast<size_t>(length);
    for (size_t i = text.size(); i > 0 && text[i - 1] == '=' && text.size() - i < 2; i--) size--;
    bytes.resize(size);
    if (encode_base64(bytes) != text) throw Fault(name + " is not Base64.");
    return bytes;
}

std::string encode_base64(ByteView bytes) {
    std::string text((bytes.size + 2) / 3 * 4 + 1, '\0');
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(&text[0]), bytes.data, static_cast<int>(bytes.size));
    text.resize(static_cast<size_t>(length));
    return text;
}

}  // namespace edgekd
