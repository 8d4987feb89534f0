// A key that signatures are checked with: ECDSA on P-256, P-384 or P-521, with the hash that OpenSSF Model Signing
// pairs it with.
#pragma once

#include "../files/byte_view.h"

#include <memory>
#include <string>

struct evp_pkey_st;

namespace edgekd {

class PublicKey {
public:
    // Reads PEM with the label PUBLIC KEY; `name` is where it comes from, for errors.
    static PublicKey parse(const std::string& pem, const std::string& name);

    // The SHA-256 of the key's PEM, as signatures hint at their key.
    const std::string& fingerprint() const { return fingerprint_; }

    // Whether the key's owner signed a message. `signature` is DER.
    bool verifies(ByteView message, ByteView signature) const;

    // Whether a signature has the one form that releases have: DER, and of (r, s) and (r, n − s) the one with the
    // smaller s (SEC 1 v2, 4.1.3 and C.8), so that no byte of it can change.
    bool is_canonical(ByteView signature) const;

private:
    PublicKey(std::shared_ptr<evp_pkey_st> key, std::string fingerprint, const char* hash)
        : key_(std::move(key)), fingerprint_(std::move(fingerprint)), hash_(hash) {}

    std::shared_ptr<evp_pkey_st> key_;
    std::string fingerprint_;
    const char* hash_;
};

}  // namespace edgekd
