#include "sha256.h"

#include "../faults/fault.h"

#include <algorithm>
#include <openssl/evp.h>

namespace edgekd {

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1)
        throw Fault("SHA-256 is not there.");
}

void Sha256::add(ByteView bytes) {
    if (bytes.size > 0 && EVP_DigestUpdate(context_.get(), bytes.data, bytes.size) != 1) throw Fault("SHA-256 failed.");
}

Digest Sha256::finish() {
    Digest digest;
    if (EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) != 1) throw Fault("SHA-256 failed.");
    return digest;
}

Digest sha256(ByteView bytes) {
    Sha256 sha;
    sha.add(bytes);
    return sha.finish();
}

std::string hexadecimal(ByteView bytes) {
    static const char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size);
    for (size_t i = 0; i < bytes.size; i++) {
        text += digits[bytes.data[i] >> 4];
        text += digits[bytes.data[i] & 15];
    }
    return text;
}

std::string hexadecimal(const Digest& digest) { return hexadecimal(ByteView(digest.data(), digest.size())); }

bool is_digest(const std::string& text) {
    return text.size() == 64 && std::all_of(text.begin(), text.end(),
                                            [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace edgekd
