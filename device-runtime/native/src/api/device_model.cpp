#include "device_model.h"

#include "../bundles/bundle.h"
#include "../crypto/sha256.h"
#include "../faults/fault.h"
#include "../files/durable_files.h"
#include "../runtime/placement.h"
#include "../signing/bundle_signature.h"

namespace edgekd {
namespace {

constexpr uint64_t kMaxModelBytes = 2000000000;

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string last_part(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

Normalization normalization_of(const InputSpecification& input) {
    Normalization normalization;
    for (size_t c = 0; c < 3; c++) {
        normalization.mean[c] = static_cast<float>(input.mean[c]);
        normalization.deviation[c] = static_cast<float>(input.std[c]);
    }
    return normalization;
}

}  // namespace

std::unique_ptr<Classifier> open_of(const Bundle& bundle, const BundleModel& model,
                                    const std::shared_ptr<RuntimeLibrary>& library, const RunSettings& run) {
    const auto& manifest = bundle.manifest();
    auto classifier =
        std::make_unique<Classifier>(library, bundle.read(model.file), bundle.path() + ": " + model.file, run);
    // Only the usual scale is what EdgeKd's own preprocessing computes.
    if (!classifier->has_normalization() && manifest.input.range[0] == 0 && manifest.input.range[1] == 1)
        classifier->set_normalization(normalization_of(manifest.input));
    if (!classifier->has_normalization())
        throw Fault(bundle.path() + ": " + model.file +
                    ": nothing names its normalisation on the scale 0 to 1; pack it again.");
    if (manifest.labels.size() != static_cast<size_t>(classifier->class_count()))
        throw Fault(bundle.path() + ": it has " + std::to_string(manifest.labels.size()) + " labels and " + model.file +
                    " has " + std::to_string(classifier->class_count()) + " classes; pack it again.");
    return classifier;
}

DeviceModel::DeviceModel(const OpenSettings& settings) : settings_(settings) {
    if (settings.run.threads < 1 || settings.run.threads > 1024)
        throw Fault("Threads have to be 1 to 1024, not " + std::to_string(settings.run.threads) + ".", Outcome::usage);
    if (ends_with(settings.path, ".onnx") && !is_folder(settings.path)) open_bare();
    else open_bundle();
}

std::map<std::string, int> DeviceModel::placement() const {
    return node_placement(RuntimeLibrary::open(settings_.runtime), read(), settings_.path, settings_.run);
}

void DeviceModel::open_bare() {
    if (!settings_.key.empty())
        throw Fault(settings_.path + ": a bare ONNX file carries no signature; give a bundle, or leave --key out.",
                    Outcome::usage);
    const auto bytes = read_file(settings_.path, kMaxModelBytes);
    file_ = last_part(settings_.path);
    sha256_ = hexadecimal(edgekd::sha256(bytes));
    classifier_ =
        std::make_unique<Classifier>(RuntimeLibrary::open(settings_.runtime), bytes, settings_.path, settings_.run);
    if (!classifier_->has_normalization())
        throw Fault(settings_.path +
                    ": its metadata names no normalisation ('edgekd.mean' and 'edgekd.standard_deviation'); export it "
                    "with EdgeKd.");
    labels_ = classifier_->labels();
}

void DeviceModel::open_bundle() {
    const auto bundle = Bundle::open(settings_.path);
    verified_ = "digests";
    if (!settings_.key.empty()) {
        require_signature(bundle, TrustedKeys::load(settings_.key), today());
        verified_ = "signature";
    }
    const auto& manifest = bundle.manifest();
    const auto& model = manifest.model(settings_.precision, settings_.target);
    file_ = model.file;
    sha256_ = manifest.file(file_)->sha256;
    precision_ = model.precision;
    bundle_ = manifest.name;
    version_ = manifest.version;
    labels_ = manifest.labels;
    // The runtime comes last: a bundle that is refused never reaches it.
    classifier_ = open_of(bundle, model, RuntimeLibrary::open(settings_.runtime), settings_.run);
}

std::vector<uint8_t> DeviceModel::read() const {
    auto bytes = bundle_.empty() ? read_file(settings_.path, kMaxModelBytes) : Bundle::open(settings_.path).read(file_);
    if (hexadecimal(edgekd::sha256(bytes)) != sha256_) throw Fault(settings_.path + ": it changed meanwhile.");
    return bytes;
}

}  // namespace edgekd
