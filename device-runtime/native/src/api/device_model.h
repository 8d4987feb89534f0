// A model that was chosen, checked and opened: of a bundle, of a bundle's folder, or of a bare ONNX file.
#pragma once

#include "../bundles/bundle.h"
#include "../runtime/classifier.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace edgekd {

struct OpenSettings {
    std::string path, key, precision, target = "local", runtime;
    RunSettings run;
};

// Opens a model of an opened bundle.
std::unique_ptr<Classifier> open_of(const Bundle& bundle, const BundleModel& model,
                                    const std::shared_ptr<RuntimeLibrary>& library, const RunSettings& run);

class DeviceModel {
public:
    explicit DeviceModel(const OpenSettings& settings);

    const Classifier& classifier() const { return *classifier_; }
    const std::vector<std::string>& labels() const { return labels_; }

    const std::string& file() const { return file_; }
    const std::string& sha256() const { return sha256_; }
    const std::string& precision() const { return precision_; }  // empty of a bare ONNX file, as are the next two
    const std::string& bundle() const { return bundle_; }
    const std::string& version() const { return version_; }
    const std::string& verified() const { return verified_; }  // signature, digests or none

    // Which provider each node ran on; reads the file again.
    std::map<std::string, int> placement() const;

private:
    void open_bundle();
    void open_bare();
    std::vector<uint8_t> read() const;

    OpenSettings settings_;
    std::string file_, sha256_, precision_, bundle_, version_, verified_ = "none";
    std::vector<std::string> labels_;
    std::unique_ptr<Classifier> classifier_;
};

}  // namespace edgekd
