#include "trusted_keys.h"

#include "../bundles/entry_name.h"
#include "../faults/fault.h"
#include "../files/file_reader.h"
#include "../json/strict_json.h"

#include <ctime>

namespace edgekd {
namespace {

constexpr uint64_t kMaxBytes = 1 << 20;
constexpr size_t kMaxKeys = 1000;

std::string day_of(const JsonField& field) {
    const std::string day = field.text();
    std::tm parsed{};
    const char* end = strptime(day.c_str(), "%Y-%m-%d", &parsed);
    if (day.size() != 10 || end == nullptr || *end != '\0') field.fail("it is not a day such as 2027-01-31");
    return day;
}

TrustedKey key_of(const JsonField& entry) {
    TrustedKey key{entry.at("name").text(), PublicKey::parse(entry.at("publicKey").text(), entry.where()), "", ""};
    if (!is_word(key.name)) entry.fail("name is empty or holds a control character");
    if (entry.has("validFrom")) key.valid_from = day_of(entry.at("validFrom"));
    if (entry.has("validUntil")) key.valid_until = day_of(entry.at("validUntil"));
    if (!key.valid_from.empty() && !key.valid_until.empty() && key.valid_from > key.valid_until)
        entry.fail("validFrom is after validUntil");
    return key;
}

bool is_valid_on(const TrustedKey& key, const std::string& day) {
    return (key.valid_from.empty() || key.valid_from <= day) && (key.valid_until.empty() || day <= key.valid_until);
}

}  // namespace

TrustedKeys TrustedKeys::load(const std::string& path) {
    TrustedKeys keys;
    keys.source_ = path;
    const std::string text = ByteView(read_file(path, kMaxBytes)).text();
    const size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string::npos || text[start] != '{') {
        if (text.find("-----BEGIN") == std::string::npos)
            throw Fault(path +
                        ": it is neither a public key (PEM) nor a trust file in JSON; write a trust file of YAML as "
                        "JSON, which edgekd reads as well.");
        keys.keys_.push_back({path, PublicKey::parse(text, path), "", ""});
        return keys;
    }
    const JsonDocument document(text, path);
    const auto entries = document.root(path + ": ").at("keys").items();
    if (entries.empty() || entries.size() > kMaxKeys)
        throw Fault(path + ": keys has " + std::to_string(entries.size()) + " entries instead of 1 to " +
                    std::to_string(kMaxKeys) + ".");
    for (const auto& entry : entries) keys.keys_.push_back(key_of(entry));
    return keys;
}

const TrustedKey& TrustedKeys::find(const std::string& fingerprint, const std::string& day,
                                    const std::string& name) const {
    const TrustedKey* outdated = nullptr;
    for (const auto& key : keys_) {
        if (key.key.fingerprint() != fingerprint) continue;
        if (is_valid_on(key, day)) return key;
        outdated = &key;
    }
    if (outdated != nullptr)
        throw Fault(name + ": its key " + outdated->name + " is not valid today, " + day + ", by " + source_ + ".",
                    Outcome::refused);
    throw Fault(name + ": it is signed with a key that " + source_ +
                    " does not hold; if you know whose it is, get the public key from them and not with the bundle.",
                Outcome::refused);
}

std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[11];
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return text;
}

}  // namespace edgekd
