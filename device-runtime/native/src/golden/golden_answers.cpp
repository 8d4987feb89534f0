#include "golden_answers.h"

#include "../bundles/entry_name.h"
#include "../faults/fault.h"
#include "../json/strict_json.h"

namespace edgekd {
namespace {

GoldenAnswers::Precision precision_of(const JsonField& field, size_t count, size_t classes) {
    GoldenAnswers::Precision precision;
    precision.tolerance = field.at("tolerance").number();
    if (precision.tolerance < 0) field.fail("tolerance is below 0");
    for (const auto& row : field.at("logits").items()) {
        precision.logits.push_back(row.numbers());
        if (precision.logits.back().size() != classes)
            row.fail("it has " + std::to_string(precision.logits.back().size()) + " logits, and there are " +
                     std::to_string(classes) + " labels");
    }
    if (precision.logits.size() != count)
        field.fail("logits has " + std::to_string(precision.logits.size()) + " rows, and there are " +
                   std::to_string(count) + " images");
    return precision;
}

}  // namespace

GoldenAnswers GoldenAnswers::read(const Bundle& bundle) {
    const auto& manifest = bundle.manifest();
    if (manifest.file(kFileName) == nullptr)
        throw Fault(bundle.path() + ": it carries no golden images (" + kFileName +
                        "), so nothing can tell whether it works here; pack it again.",
                    Outcome::refused);
    const std::string name = bundle.path() + ": " + kFileName;
    const JsonDocument document(bundle.read(kFileName), name);
    const JsonField top = document.root(name + ": ");
    if (top.at("schema").integer() != 1) top.fail("schema is not 1, all that this program knows");
    GoldenAnswers golden;
    golden.count = top.at("count").integer();
    if (golden.count < 1 || golden.count > kMaxCount) top.fail("count is not 1 to " + std::to_string(kMaxCount));
    golden.data = top.at("data").text();
    if (manifest.file(golden.data) == nullptr) top.fail("data '" + shown(golden.data) + "' is no file of the bundle");
    const auto precisions = top.at("precisions");
    for (const auto& model : manifest.models)
        golden.precisions[model.precision] = precision_of(precisions.at(model.precision.c_str()),
                                                          static_cast<size_t>(golden.count), manifest.labels.size());
    return golden;
}

}  // namespace edgekd
