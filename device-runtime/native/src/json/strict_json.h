// JSON of others: bounded, no name twice, and every field of the type that it has to be.
#pragma once

#include "../files/byte_view.h"

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace edgekd {

// A place in such a file, which knows what to call itself in messages.
class JsonField {
public:
    JsonField(const nlohmann::json& value, std::string where) : value_(value), where_(std::move(where)) {}

    // A field of an object; `at` is an error where there is none, `has` is false where there is none or null.
    JsonField at(const char* name) const;
    bool has(const char* name) const;

    std::string text() const;
    int64_t integer() const;
    double number() const;
    bool boolean() const;
    std::vector<JsonField> items() const;
    std::vector<std::string> texts() const;
    std::vector<double> numbers() const;

    const std::string& where() const { return where_; }
    [[noreturn]] void fail(const std::string& what) const;

private:
    const nlohmann::json& object() const;

    const nlohmann::json& value_;
    std::string where_;
};

// A parsed text: nested at most 16 deep, UTF-8, no name twice in an object.
class JsonDocument {
public:
    // `name` is what messages call it.
    JsonDocument(ByteView text, const std::string& name);

    // The outermost value, which lives as long as this; `where` begins the messages about it.
    JsonField root(const std::string& where) const;

private:
    std::shared_ptr<const nlohmann::json> value_;
};

}  // namespace edgekd
