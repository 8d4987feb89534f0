// SHA-256 by OpenSSL's libcrypto.
#pragma once

#include "../files/byte_view.h"

#include <array>
#include <memory>
#include <string>

struct evp_md_ctx_st;

namespace edgekd {

using Digest = std::array<uint8_t, 32>;

class Sha256 {
public:
    Sha256();
    void add(ByteView bytes);
    Digest finish();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

Digest sha256(ByteView bytes);

// Lower-case hexadecimal digits.
std::string hexadecimal(ByteView bytes);
std::string hexadecimal(const Digest& digest);

// Whether a text is 64 lower-case hexadecimal digits.
bool is_digest(const std::string& text);

}  // namespace edgekd
