#include "public_key.h"

#include "../faults/fault.h"
#include "sha256.h"

#include <cstring>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <vector>

namespace edgekd {
namespace {

template <typename T, void (*free_it)(T*)>
struct Free {
    void operator()(T* value) const { free_it(value); }
};
void free_bio(BIO* bio) { BIO_free(bio); }

using Bio = std::unique_ptr<BIO, Free<BIO, free_bio>>;
using Number = std::unique_ptr<BIGNUM, Free<BIGNUM, BN_free>>;

// A hash a curve; null for other curves.
const char* hash_of(const std::string& curve) {
    return curve == "prime256v1"  ? "SHA256"
           : curve == "secp384r1" ? "SHA384"
           : curve == "secp521r1" ? "SHA512"
                                  : nullptr;
}

std::string pem_of(EVP_PKEY* key) {
    const Bio bio(BIO_new(BIO_s_mem()));
    if (!bio || PEM_write_bio_PUBKEY(bio.get(), key) != 1) throw Fault("The public key cannot be written as PEM.");
    char* text = nullptr;
    const long length = BIO_get_mem_data(bio.get(), &text);
    return std::string(text, static_cast<size_t>(length));
}

}  // namespace

PublicKey PublicKey::parse(const std::string& pem, const std::string& name) {
    if (pem.find("-----BEGIN PUBLIC KEY-----") == std::string::npos)
        throw Fault(name + ": a public key (-----BEGIN PUBLIC KEY-----) is needed here, but it holds none.");
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const std::shared_ptr<EVP_PKEY> key(bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr) : nullptr,
                                        EVP_PKEY_free);
    ERR_clear_error();
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_EC)
        throw Fault(name + ": it is not the key of an elliptic curve.");
    char curve[64] = "";
    size_t length = 0;
    EVP_PKEY_get_utf8_string_param(key.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve, sizeof curve, &length);
    const char* hash = hash_of(curve);
    if (hash == nullptr)
        throw Fault(name + ": its curve is none of P-256, P-384 and P-521; make a key with 'edgekd keys new'.");
    // The fingerprint is that of the usual form, whatever form the file has.
    EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                   OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED);
    return PublicKey(key, hexadecimal(sha256(pem_of(key.get()))), hash);
}

bool PublicKey::verifies(ByteView message, ByteView signature) const {
    const std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX, EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    const bool verified =
        context && EVP_DigestVerifyInit_ex(context.get(), nullptr, hash_, nullptr, nullptr, key_.get(), nullptr) == 1 &&
        EVP_DigestVerify(context.get(), signature.data, signature.size, message.data, message.size) == 1;
    ERR_clear_error();
    return verified;
}

bool PublicKey::is_canonical(ByteView signature) const {
    const unsigned char* at = signature.data;
    const std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG, ECDSA_SIG_free>> parsed(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(signature.size)));
    ERR_clear_error();
    if (!parsed || at != signature.data + signature.size) return false;
    BIGNUM* order = nullptr;
    if (EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_EC_ORDER, &order) != 1) return false;
    const Number n(order), other(BN_new());
    const BIGNUM *r = ECDSA_SIG_get0_r(parsed.get()), *s = ECDSA_SIG_get0_s(parsed.get());
    if (!other || BN_is_negative(r) || BN_is_zero(r) || BN_is_negative(s) || BN_is_zero(s) || BN_cmp(r, n.get()) >= 0 ||
        BN_cmp(s, n.get()) >= 0)
        return false;
    if (BN_sub(other.get(), n.get(), s) != 1 || BN_cmp(s, other.get()) > 0) return false;
    std::vector<uint8_t> der(static_cast<size_t>(i2d_ECDSA_SIG(parsed.get(), nullptr)));
    unsigned char* to = der.data();
    i2d_ECDSA_SIG(parsed.get(), &to);
    return der.size() == signature.size && std::memcmp(der.data(), signature.data, der.size()) == 0;
}

}  // namespace edgekd
