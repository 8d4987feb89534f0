// What a bundle holds and how its models are used: the contents of bundle.json, schema 3, as EdgeKd.Release writes it.
#pragma once

#include "../files/byte_view.h"

#include <string>
#include <vector>

namespace edgekd {

struct InputSpecification {
    std::string name, layout, dtype, color, resize, interpolation;
    int64_t height = 0, width = 0;
    std::vector<double> mean, std, range;
};

struct BundleModel {
    std::string precision, file;
};

struct BundleTarget {
    std::string name, model, because;
};

struct BundleFile {
    std::string path;
    uint64_t size = 0;
    std::string sha256;
};

struct Manifest {
    static constexpr const char* kFileName = "bundle.json";
    static constexpr const char* kUnsigned = "unsigned";
    static constexpr const char* kSignatureFileName = "model.sig";
    static constexpr uint64_t kMaxBytes = 8u << 20;

    std::string name, version, profile, signature, output_name;
    InputSpecification input;
    std::vector<std::string> labels;
    std::vector<BundleModel> models;
    std::vector<BundleTarget> targets;
    std::vector<BundleFile> files;

    // Reads and checks; the message names the field that is missing, ill-typed or out of range.
    static Manifest parse(ByteView json, const std::string& name);

    bool is_signed() const { return signature != kUnsigned; }

    // The model of a precision; where none is named, the one that a target should load, and where there is no such
    // target, the first target's.
    const BundleModel& model(const std::string& precision, const std::string& target) const;

    const BundleFile* file(const std::string& path) const;
};

// The first broken rule of a manifest, naming its field; empty where all are kept. The same rules as EdgeKd.Release's.
std::string manifest_fault(const Manifest& manifest);

}  // namespace edgekd
