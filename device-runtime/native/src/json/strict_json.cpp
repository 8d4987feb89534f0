#include "strict_json.h"

#include "../faults/fault.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace edgekd {
namespace {

constexpr int kMaxDepth = 16;

// The parser quotes what it read, which may be no UTF-8.
std::string ascii(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    return text;
}

}  // namespace

JsonDocument::JsonDocument(ByteView text, const std::string& name) {
    std::vector<std::set<std::string>> names;
    const auto callback = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
        using Event = nlohmann::json::parse_event_t;
        if (event == Event::object_start || event == Event::array_start) {
            if (depth >= kMaxDepth)
                throw Fault(name + ": it is nested more than " + std::to_string(kMaxDepth) + " deep.");
            names.emplace_back();
        } else if (event == Event::object_end || event == Event::array_end) {
            names.pop_back();
        } else if (event == Event::key && !names.back().insert(parsed.get_ref<const std::string&>()).second) {
            throw Fault(name + ": '" + parsed.get<std::string>().substr(0, 40) + "' stands twice in one object.");
        }
        return true;
    };
    try {
        value_ =
            std::make_shared<const nlohmann::json>(nlohmann::json::parse(text.data, text.data + text.size, callback));
    } catch (const nlohmann::json::exception& e) {
        throw Fault(name + ": it is no sound JSON (" + ascii(e.what()) + ").");
    }
}

JsonField JsonDocument::root(const std::string& where) const { return JsonField(*value_, where); }

JsonField JsonField::at(const char* name) const {
    const auto& fields = object();
    const auto found = fields.find(name);
    if (found == fields.end() || found->is_null()) fail(std::string("missing ") + name);
    return JsonField(*found, where_.empty() || where_.back() == ' ' ? where_ + name : where_ + "." + name);
}

bool JsonField::has(const char* name) const {
    const auto found = object().find(name);
    return found != object().end() && !found->is_null();
}

std::string JsonField::text() const {
    if (!value_.is_string()) fail("it is no text");
    return value_.get<std::string>();
}

int64_t JsonField::integer() const {
    if (!value_.is_number_integer() || (value_.is_number_unsigned() && value_.get<uint64_t>() > INT64_MAX))
        fail("it is no whole number");
    return value_.get<int64_t>();
}

double JsonField::number() const {
    if (!value_.is_number()) fail("it is no number");
    const double number = value_.get<double>();
    if (!std::isfinite(number)) fail("it is no finite number");
    return number;
}

bool JsonField::boolean() const {
    if (!value_.is_boolean()) fail("it is neither true nor false");
    return value_.get<bool>();
}

std::vector<JsonField> JsonField::items() const {
    if (!value_.is_array()) fail("it is no list");
    std::vector<JsonField> fields;
    fields.reserve(value_.size());
    for (size_t i = 0; i < value_.size(); i++) fields.emplace_back(value_[i], where_ + "[" + std::to_string(i) + "]");
    return fields;
}

std::vector<std::string> JsonField::texts() const {
    std::vector<std::string> all;
    for (const auto& item : items()) all.push_back(item.text());
    return all;
}

std::vector<double> JsonField::numbers() const {
    std::vector<double> all;
    for (const auto& item : items()) all.push_back(item.number());
    return all;
}

const nlohmann::json& JsonField::object() const {
    if (!value_.is_object()) fail("it is no object");
    return value_;
}

void JsonField::fail(const std::string& what) const {
    const std::string separator = where_.empty() || where_.back() == ' ' ? "" : ": ";
    throw Fault(where_ + separator + what + ".");
}

}  // namespace edgekd
