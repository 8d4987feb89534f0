#include "signed_statement.h"

#include "../crypto/sha256.h"
#include "../json/strict_json.h"

namespace edgekd {
namespace {

void require_text(const JsonField& field, const char* name, const char* expected) {
    if (field.at(name).text() != expected) field.at(name).fail(std::string("it is not ") + expected);
}

std::vector<uint8_t> bytes_of(const std::string& digest) {
    std::vector<uint8_t> bytes;
    const auto value = [](char c) { return static_cast<uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10); };
    for (size_t i = 0; i < digest.size(); i += 2)
        bytes.push_back(static_cast<uint8_t>(value(digest[i]) << 4 | value(digest[i + 1])));
    return bytes;
}

}  // namespace

SignedStatement SignedStatement::parse(ByteView json, const std::string& name) {
    const JsonDocument document(json, name);
    const JsonField top = document.root(name + ": ");
    require_text(top, "_type", "https://in-toto.io/Statement/v1");
    require_text(top, "predicateType", "https://model_signing/signature/v1.0");
    const auto subjects = top.at("subject").items();
    if (subjects.size() != 1 || subjects[0].at("name").text().empty()) top.fail("subject is not one named thing");
    const auto predicate = top.at("predicate");
    const auto serialization = predicate.at("serialization");
    require_text(serialization, "method", "files");
    require_text(serialization, "hash_type", "sha256");
    if (serialization.at("allow_symlinks").boolean())
        serialization.fail("it allows links, which a release has none of");

    SignedStatement statement;
    Sha256 whole;
    for (const auto& resource : predicate.at("resources").items()) {
        const std::string path = resource.at("name").text(), digest = resource.at("digest").text();
        if (path.empty() || !is_digest(digest))
            resource.fail("it is not a name with its sha256 of 64 lower-case hexadecimal digits");
        if (resource.has("algorithm")) require_text(resource, "algorithm", "sha256");
        if (!statement.resources.empty() && statement.resources.back().first >= path)
            resource.fail("it is not in the order of the names, or stands there twice");
        statement.resources.emplace_back(path, digest);
        whole.add(bytes_of(digest));
    }
    if (statement.resources.empty()) predicate.fail("resources is empty");
    // The digest of the whole: SHA-256 of the files' digests in the order of their names (6.5.1).
    if (subjects[0].at("digest").at("sha256").text() != hexadecimal(whole.finish()))
        top.fail("subject.digest.sha256 is not that of predicate.resources");
    return statement;
}

}  // namespace edgekd
