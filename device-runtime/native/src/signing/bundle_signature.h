// Whether a bundle is one of ours: signed with a key that whoever asks trusts, in every file.
#pragma once

#include "../bundles/bundle.h"
#include "trusted_keys.h"

namespace edgekd {

// Requires a bundle that is signed as a whole; gives the key that signed it. Refused (Outcome::refused) where it is
// unsigned, signed with another key, or a file is not the one that was signed. model.sig is a Sigstore bundle of
// OpenSSF Model Signing v1.0 with the method `key`: a DSSE envelope (secure-systems-lab/dsse, protocol.md), and only in
// the one form in which EdgeKd.Release writes it.
TrustedKey require_signature(const Bundle& bundle, const TrustedKeys& trust, const std::string& day);

}  // namespace edgekd
