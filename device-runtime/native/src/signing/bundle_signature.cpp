#include "bundle_signature.h"

#include "../crypto/base64.h"
#include "../crypto/sha256.h"
#include "../faults/fault.h"
#include "../json/strict_json.h"
#include "signed_statement.h"

#include <map>
#include <nlohmann/json.hpp>

namespace edgekd {
namespace {

constexpr const char* kMediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

struct Envelope {
    std::string hint;
    std::vector<uint8_t> payload, signature;
};

Envelope envelope_of(ByteView json, const std::string& name) {
    const JsonDocument document(json, name);
    const JsonField top = document.root(name + ": ");
    if (top.at("mediaType").text() != kMediaType) top.fail(std::string("mediaType is not ") + kMediaType);
    const auto envelope = top.at("dsseEnvelope");
    if (envelope.at("payloadType").text() != SignedStatement::kPayloadType)
        envelope.fail(std::string("payloadType is not ") + SignedStatement::kPayloadType);
    const auto signatures = envelope.at("signatures").items();
    if (signatures.size() != 1) envelope.fail("signatures is not one signature");
    return {top.at("verificationMaterial").at("publicKey").at("hint").text(),
            decode_base64(envelope.at("payload").text(), envelope.where() + ".payload"),
            decode_base64(signatures[0].at("sig").text(), signatures[0].where() + ".sig")};
}

// The bytes that are signed: the type stands in them, so that a signature of one kind of message is none of another.
std::string pre_authentication_encoding(ByteView payload) {
    const std::string type = SignedStatement::kPayloadType;
    return "DSSEv1 " + std::to_string(type.size()) + " " + type + " " + std::to_string(payload.size) + " " +
           payload.text();
}

// model.sig as EdgeKd.Release writes it, so that no byte of it can be another.
std::string form_of(const Envelope& envelope, const std::string& fingerprint) {
    nlohmann::ordered_json json;
    json["mediaType"] = kMediaType;
    json["verificationMaterial"]["publicKey"]["hint"] = fingerprint;
    json["verificationMaterial"]["tlogEntries"] = nlohmann::ordered_json::array();
    json["dsseEnvelope"]["payload"] = encode_base64(envelope.payload);
    json["dsseEnvelope"]["payloadType"] = SignedStatement::kPayloadType;
    nlohmann::ordered_json signature;
    signature["sig"] = encode_base64(envelope.signature);
    signature["keyid"] = "";
    json["dsseEnvelope"]["signatures"] = nlohmann::ordered_json::array({signature});
    return json.dump(2) + "\n";
}

void require_same_files(const SignedStatement& statement, const Bundle& bundle) {
    std::map<std::string, std::string> held;
    for (const auto& file : bundle.manifest().files) held[file.path] = file.sha256;
    held[Manifest::kFileName] = hexadecimal(sha256(bundle.manifest_bytes()));
    std::string changed;
    for (const auto& [path, digest] : statement.resources) {
        const auto found = held.find(path);
        if (found == held.end())
            throw Fault(bundle.path() + ": " + path +
                            " was signed, but the bundle does not hold it; take it from its source again.",
                        Outcome::refused);
        // The manifest changes with every other file, whose name says more.
        if (found->second != digest && (changed.empty() || changed == Manifest::kFileName)) changed = path;
        held.erase(found);
    }
    if (!changed.empty() && changed != Manifest::kFileName)
        throw Fault(
            bundle.path() + ": " + changed + " is not the file that was signed; take the bundle from its source again.",
            Outcome::refused);
    if (!held.empty())
        throw Fault(
            bundle.path() + ": " + held.begin()->first + " was not signed; take the bundle from its source again.",
            Outcome::refused);
    if (!changed.empty())
        throw Fault(
            bundle.path() + ": " + changed + " is not the file that was signed; take the bundle from its source again.",
            Outcome::refused);
}

}  // namespace

TrustedKey require_signature(const Bundle& bundle, const TrustedKeys& trust, const std::string& day) {
    if (!bundle.manifest().is_signed())
        throw Fault(bundle.path() +
                        ": it is unsigned, so nobody can tell whose it is; pack it again with --key or --sign-command.",
                    Outcome::refused);
    const std::string name = bundle.path() + ": " + Manifest::kSignatureFileName;
    try {
        const auto envelope = envelope_of(bundle.signature_bytes(), name);
        const TrustedKey& trusted = trust.find(envelope.hint, day, name);
        if (!trusted.key.verifies(pre_authentication_encoding(envelope.payload), envelope.signature))
            throw Fault(name + ": the signature is not one of " + trusted.key.fingerprint().substr(0, 16) +
                        "... on what it says, so one of both was changed; take the bundle from its source again.");
        const auto statement = SignedStatement::parse(envelope.payload, name + ": the signed statement");
        if (!trusted.key.is_canonical(envelope.signature) ||
            form_of(envelope, trusted.key.fingerprint()) != ByteView(bundle.signature_bytes()).text())
            throw Fault(name +
                        ": the signature is right, but the file was written anew since it was signed; take the bundle "
                        "from its source again.");
        require_same_files(statement, bundle);
        return trusted;
    } catch (const Fault& fault) {
        // Whatever is wrong with a signature, the bundle is not to be used.
        throw Fault(fault.what(), Outcome::refused);
    }
}

}  // namespace edgekd
