// The public keys that signatures are checked with. They come from whoever checks; a key that comes with what it signed
// is never one of them.
#pragma once

#include "../crypto/public_key.h"

#include <string>
#include <vector>

namespace edgekd {

struct TrustedKey {
    std::string name;
    PublicKey key;
    std::string valid_from, valid_until;  // yyyy-MM-dd, both included; empty for any day
};

class TrustedKeys {
public:
    // Reads a public key (PEM), or a trust file in JSON: keys, each with name, publicKey and if wanted validFrom and
    // validUntil. A trust file in YAML is not read here: JSON is YAML, so one in JSON serves both `edgekd` and the
    // device.
    static TrustedKeys load(const std::string& path);

    // The key with a fingerprint, valid on a day (yyyy-MM-dd); `name` is what is signed with it, for errors.
    const TrustedKey& find(const std::string& fingerprint, const std::string& day, const std::string& name) const;

private:
    std::vector<TrustedKey> keys_;
    std::string source_;
};

// The day in UTC, yyyy-MM-dd.
std::string today();

}  // namespace edgekd
