#include "manifest.h"

#include "../crypto/sha256.h"
#include "../faults/fault.h"
#include "../json/strict_json.h"
#include "entry_name.h"

#include <algorithm>

namespace edgekd {
namespace {

constexpr int64_t kSchema = 3;

std::string text_or(const JsonField& field, const char* name, const char* standard) {
    return field.has(name) ? field.at(name).text() : standard;
}

InputSpecification input_of(const JsonField& field) {
    InputSpecification input;
    input.name = field.at("name").text();
    input.layout = field.at("layout").text();
    input.dtype = text_or(field, "dtype", "float32");
    input.color = field.at("color").text();
    input.height = field.at("height").integer();
    input.width = field.at("width").integer();
    input.mean = field.at("mean").numbers();
    input.std = field.at("std").numbers();
    input.range = field.at("range").numbers();
    input.resize = field.at("resize").text();
    input.interpolation = text_or(field, "interpolation", "bilinear");
    return input;
}

uint64_t size_of(const JsonField& field) {
    const int64_t size = field.integer();
    if (size < 0) field.fail("it is " + std::to_string(size));
    return static_cast<uint64_t>(size);
}

void require_lineage(const JsonField& lineage) {
    for (const char* name : {"recipeSha256", "trainingSetSha256", "validationSetSha256", "testSetSha256"})
        if (!is_digest(lineage.at(name).text())) lineage.at(name).fail("it is not 64 lower-case hexadecimal digits");
    for (const char* name : {"teacherSha256", "parentSha256"})
        if (lineage.has(name) && !is_digest(lineage.at(name).text()))
            lineage.at(name).fail("it is not 64 lower-case hexadecimal digits");
    if (lineage.has("parentVersion") != lineage.has("parentSha256"))
        lineage.fail("it names a parent's version or its sha256 instead of both");
    lineage.at("seed").integer();
}

}  // namespace

Manifest Manifest::parse(ByteView json, const std::string& name) {
    const JsonDocument document(json, name);
    const JsonField top = document.root(name + ": ");
    const int64_t schema = top.has("schema") ? top.at("schema").integer() : kSchema;
    if (schema != kSchema)
        throw Fault(name + ": schema is " + std::to_string(schema) +
                    ", but this program knows schema 3; pack it again.");
    Manifest manifest;
    manifest.name = top.at("name").text();
    manifest.version = top.at("version").text();
    manifest.profile = top.at("profile").text();
    manifest.signature = text_or(top, "signature", kUnsigned);
    manifest.input = input_of(top.at("input"));
    const auto output = top.at("output");
    manifest.output_name = output.at("name").text();
    manifest.labels = top.at("labels").texts();
    if (top.has("models"))
        for (const auto& model : top.at("models").items())
            manifest.models.push_back({model.at("precision").text(), model.at("file").text()});
    if (top.has("targets"))
        for (const auto& target : top.at("targets").items())
            manifest.targets.push_back(
                {target.at("name").text(), target.at("model").text(), target.at("because").text()});
    if (top.has("files"))
        for (const auto& file : top.at("files").items())
            manifest.files.push_back({file.at("path").text(), size_of(file.at("sizeBytes")), file.at("sha256").text()});
    if (top.has("lineage")) require_lineage(top.at("lineage"));
    const std::string fault = manifest_fault(manifest);
    if (!fault.empty()) throw Fault(name + ": " + fault + ".");
    return manifest;
}

const BundleModel& Manifest::model(const std::string& precision, const std::string& target) const {
    const auto wanted =
        std::find_if(targets.begin(), targets.end(), [&](const BundleTarget& t) { return t.name == target; });
    const std::string& file = (wanted == targets.end() ? targets.front() : *wanted).model;
    const auto found = std::find_if(models.begin(), models.end(), [&](const BundleModel& m) {
        return precision.empty() ? m.file == file : m.precision == precision;
    });
    if (found != models.end()) return *found;
    std::string held;
    for (const auto& m : models) held += (held.empty() ? "" : ", ") + m.precision;
    throw Fault("The bundle " + name + " " + version + " holds no " + shown(precision) + " model; it holds " + held +
                ".");
}

const BundleFile* Manifest::file(const std::string& path) const {
    const auto found = std::find_if(files.begin(), files.end(), [&](const BundleFile& f) { return f.path == path; });
    return found == files.end() ? nullptr : &*found;
}

}  // namespace edgekd
