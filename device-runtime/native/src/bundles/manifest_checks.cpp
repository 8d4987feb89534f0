#include "../crypto/sha256.h"
#include "entry_name.h"
#include "manifest.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace edgekd {
namespace {

constexpr int64_t kMaxSide = 1 << 14;

// Keeps the first fault of a row of rules.
class FirstFault {
public:
    void require(bool kept, const std::string& fault) {
        if (!kept && first_.empty()) first_ = fault;
    }
    const std::string& text() const { return first_; }

private:
    std::string first_;
};

std::string folded(std::string name) {
    // Names that differ only in case are one file on some systems.
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return name;
}

std::string nth(const char* field, size_t i) { return std::string(field) + "[" + std::to_string(i) + "]"; }

void name_part(FirstFault& faults, const std::string& field, const std::string& value) {
    faults.require(is_name_part(value),
                   field + " is '" + shown(value) +
                       "', but only letters, digits, '-', '_', '+' and '.' (not first) can stand in it, at most 100");
}

void word(FirstFault& faults, const std::string& field, const std::string& value) {
    faults.require(is_word(value), field + " is empty or holds a control character");
}

void side(FirstFault& faults, const char* field, int64_t value) {
    faults.require(value > 0 && value <= kMaxSide, std::string(field) + " is " + std::to_string(value) +
                                                       " instead of 1 to " + std::to_string(kMaxSide));
}

void input(FirstFault& faults, const InputSpecification& in) {
    word(faults, "input.name", in.name);
    faults.require((in.layout == "NCHW" && in.dtype == "float32") || (in.layout == "NHWC" && in.dtype == "uint8"),
                   "input.layout and input.dtype are '" + shown(in.layout) + "' and '" + shown(in.dtype) +
                       "', but only NCHW of float32 and NHWC of uint8 are known");
    faults.require(in.interpolation == "bilinear" || in.interpolation == "bicubic",
                   "input.interpolation is '" + shown(in.interpolation) + "' instead of bilinear or bicubic");
    faults.require(in.color == "RGB", "input.color is '" + shown(in.color) + "', but only RGB is known");
    side(faults, "input.height", in.height);
    side(faults, "input.width", in.width);
    faults.require(in.mean.size() == 3, "input.mean does not hold 3 finite numbers, one a channel");
    faults.require(in.std.size() == 3 && std::all_of(in.std.begin(), in.std.end(), [](double v) { return v > 0; }),
                   "input.std does not hold 3 finite numbers above 0, one a channel");
    faults.require(in.range.size() == 2 && in.range[0] < in.range[1],
                   "input.range is not a lower and a higher finite number");
    word(faults, "input.resize", in.resize);
}

void files(FirstFault& faults, const Manifest& m) {
    std::set<std::string> seen{folded(Manifest::kFileName), folded(Manifest::kSignatureFileName)};
    for (size_t i = 0; i < m.files.size(); i++) {
        const auto& file = m.files[i];
        const std::string fault = entry_name_fault(file.path);
        faults.require(fault.empty(), nth("files", i) + ".path " + fault);
        faults.require(seen.insert(folded(file.path)).second,
                       nth("files", i) + ".path '" + shown(file.path) + "' stands there twice");
        faults.require(is_digest(file.sha256), nth("files", i) + ".sha256 is not 64 lower-case hexadecimal digits");
    }
}

void models(FirstFault& faults, const Manifest& m) {
    faults.require(!m.models.empty(), "models is empty, but a bundle has at least one");
    for (size_t i = 0; i < m.models.size(); i++) {
        const auto& model = m.models[i];
        name_part(faults, nth("models", i) + ".precision", model.precision);
        faults.require(m.file(model.file) != nullptr,
                       nth("models", i) + ".file '" + shown(model.file) + "' is none of files");
        for (size_t j = 0; j < i; j++)
            faults.require(m.models[j].precision != model.precision && m.models[j].file != model.file,
                           nth("models", i) + " has the precision or the file of an earlier one");
    }
}

void targets(FirstFault& faults, const Manifest& m) {
    faults.require(!m.targets.empty(), "targets is empty, but a bundle has at least one");
    for (size_t i = 0; i < m.targets.size(); i++) {
        const auto& target = m.targets[i];
        name_part(faults, nth("targets", i) + ".name", target.name);
        word(faults, nth("targets", i) + ".because", target.because);
        faults.require(std::any_of(m.models.begin(), m.models.end(),
                                   [&](const BundleModel& model) { return model.file == target.model; }),
                       nth("targets", i) + ".model '" + shown(target.model) + "' is none of models");
        for (size_t j = 0; j < i; j++)
            faults.require(m.targets[j].name != target.name,
                           nth("targets", i) + ".name '" + shown(target.name) + "' stands there twice");
    }
}

}  // namespace

std::string manifest_fault(const Manifest& m) {
    FirstFault faults;
    name_part(faults, "name", m.name);
    name_part(faults, "version", m.version);
    faults.require(m.profile == "quick" || m.profile == "release",
                   "profile is '" + shown(m.profile) + "' instead of 'quick' or 'release'");
    faults.require(m.signature == Manifest::kUnsigned || m.signature == Manifest::kSignatureFileName,
                   "signature is '" + shown(m.signature) + "' instead of 'model.sig' or 'unsigned'");
    input(faults, m.input);
    word(faults, "output.name", m.output_name);
    faults.require(m.labels.size() >= 2,
                   "labels has " + std::to_string(m.labels.size()) + " entries, but a classifier has at least 2");
    for (size_t i = 0; i < m.labels.size(); i++) word(faults, nth("labels", i), m.labels[i]);
    files(faults, m);
    models(faults, m);
    targets(faults, m);
    return faults.text();
}

}  // namespace edgekd
